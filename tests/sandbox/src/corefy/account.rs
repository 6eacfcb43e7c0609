//! The commerce account: its id, its public and private keys of either mode, and what its owner
//! switches (corefy.md, 3.3). The vendor has its dashboard for that, the sandbox
//! `/_sandbox/corefy/account`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api_key::{self, Kind};
use crate::admin::{self, Wrong};
use crate::answer::json_answer;
use crate::store::Unavailable;
use crate::world::{ALPHANUMERIC, Shared, World};

/// What never changes. The private keys stand in clear because they sign.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    public_test: String,
    public_live: String,
    private_test: String,
    private_live: String,
}

impl Account {
    pub(crate) fn private_key(&self, test_mode: bool) -> &str {
        if test_mode { &self.private_test } else { &self.private_live }
    }

    /// Whether a public key is this account's, and if so, whether its mode is test.
    pub(crate) fn mode_of(&self, public_key: &str) -> Option<bool> {
        match public_key {
            key if key == self.public_test => Some(true),
            key if key == self.public_live => Some(false),
            _ => None,
        }
    }
}

/// How the next card fares, whatever card it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Processed,
    ProcessPending,
    ProcessFailed,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Switches {
    /// `None`: the card and the amount decide.
    pub(crate) outcome: Option<Outcome>,
    /// 1: `PaReq, MD, TermUrl`; 2: `creq`.
    pub(crate) three_ds: u8,
    pub(crate) allow_public_creation: bool,
    /// The domain on whose pages the public keys may be used; `None`: any.
    pub(crate) hosted_page_domain: Option<String>,
}

impl Default for Switches {
    fn default() -> Self {
        Self { outcome: None, three_ds: 2, allow_public_creation: true, hosted_page_domain: None }
    }
}

const ACCOUNTS: &str = "corefy/account";
const THE_ACCOUNT: &str = "account";
const SWITCHES: &str = "corefy/switches";

pub(crate) fn issue(world: &World) -> Result<Value, Unavailable> {
    let public = |mode: &str| format!("pk_{mode}_{}", world.symbols(ALPHANUMERIC, 43));
    let private = |mode: &str| format!("sk_{mode}_{}", world.symbols(ALPHANUMERIC, 43));
    let account = Account {
        id: format!("coma_{}", world.symbols(ALPHANUMERIC, 16)),
        public_test: public("test"),
        public_live: public("live"),
        private_test: private("test"),
        private_live: private("live"),
    };
    world.store().save(ACCOUNTS, THE_ACCOUNT, &account)?;
    let test = api_key::issue(world, Kind::Test)?;
    let live = api_key::issue(world, Kind::Live)?;
    Ok(json!({
        "accountId": account.id,
        "apiKey": test,
        "publicKey": account.public_test,
        "privateKey": account.private_test,
        "liveApiKey": live,
        "livePublicKey": account.public_live,
        "livePrivateKey": account.private_live,
    }))
}

pub(crate) fn load(world: &World) -> Result<Account, Unavailable> {
    world.store().load(ACCOUNTS, THE_ACCOUNT)?.ok_or(Unavailable)
}

pub(crate) fn switches(world: &World) -> Result<Switches, Unavailable> {
    Ok(world.store().load(SWITCHES, THE_ACCOUNT)?.unwrap_or_default())
}

/// `GET /_sandbox/corefy/account`.
pub(crate) async fn read(State(world): State<Shared>) -> Result<Response, Wrong> {
    let switches = switches(&world).map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    Ok(json_answer(StatusCode::OK, &json!(switches)))
}

/// `PATCH /_sandbox/corefy/account` with the members to change.
pub(crate) async fn change(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    let changes = admin::object(&headers, &body)?;
    let unavailable = |Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE);
    let mut shown = json!(switches(&world).map_err(unavailable)?);
    if let Some(members) = shown.as_object_mut() {
        members.extend(changes);
    }
    // A switch holds no card data, so the parser's words may be passed on: they name the member.
    let switches: Switches =
        serde_json::from_value(shown).map_err(|error| Wrong::request("account_invalid", error.to_string()))?;
    if !matches!(switches.three_ds, 1 | 2) {
        return Err(Wrong::request("account_invalid", "threeDs is 1 or 2"));
    }
    world.store().save(SWITCHES, THE_ACCOUNT, &switches).map_err(unavailable)?;
    Ok(json_answer(StatusCode::OK, &json!(switches)))
}
