//! What the dashboard and the account manager switch (hellgate.md, 4 and 6.2). The vendor has no
//! endpoint for it, so it stands behind `/_sandbox/hellgate/account`.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::scheme::SCHEMES;
use crate::admin::{self, Wrong};
use crate::answer::json_answer;
use crate::guess;
use crate::store::Unavailable;
use crate::world::{Shared, World};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Model {
    PrimaryMerchant,
    Platform,
    Ecosystem,
    ManagedEcosystem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Lifecycle {
    UserChoice,
    EphemeralOnly,
    PersistentOnly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FailureWord {
    Failed,
    Failure,
}

/// The one account of the sandbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Account {
    pub(crate) model: Model,
    /// Put into sessions that are opened from now on; `None` leaves the member out.
    pub(crate) allowed_schemes: Option<Vec<String>>,
    pub(crate) lifecycle: Option<Lifecycle>,
    /// How often a session answers `wait` once its action was completed.
    pub(crate) waits: u32,
    /// The last word on a good card is `pending` in place of `success`.
    pub(crate) pending: bool,
    pub(crate) failure_word: FailureWord,
    pub(crate) session_lifetime_ms: u64,
    /// Whether the endpoints marked as gated were activated.
    pub(crate) gated: bool,
    /// Where `POST /payment-data/{id}/forward` goes: a merchant setting at the vendor.
    pub(crate) payment_data_destination: Option<String>,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            model: Model::PrimaryMerchant,
            allowed_schemes: None,
            lifecycle: None,
            waits: 0,
            pending: false,
            failure_word: if guess::HELLGATE_FAILS_WITH_FAILED { FailureWord::Failed } else { FailureWord::Failure },
            session_lifetime_ms: 15 * 60_000,
            gated: true,
            payment_data_destination: None,
        }
    }
}

const ACCOUNTS: &str = "hellgate/account";
const THE_ACCOUNT: &str = "account";

pub(crate) fn load(world: &World) -> Result<Account, Unavailable> {
    Ok(world.store().load(ACCOUNTS, THE_ACCOUNT)?.unwrap_or_default())
}

/// `GET /_sandbox/hellgate/account`.
pub(crate) async fn read(State(world): State<Shared>) -> Result<Response, Wrong> {
    let account = load(&world).map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    Ok(json_answer(StatusCode::OK, &json!(account)))
}

/// `PATCH /_sandbox/hellgate/account` with the members to change.
pub(crate) async fn change(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    let changes = admin::object(&headers, &body)?;
    let unavailable = |Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE);
    let mut shown = json!(load(&world).map_err(unavailable)?);
    if let Some(members) = shown.as_object_mut() {
        members.extend(changes);
    }
    // An account holds no card data, so the parser's words may be passed on: they name the member.
    let account: Account =
        serde_json::from_value(shown).map_err(|error| Wrong::request("account_invalid", error.to_string()))?;
    let known = |name: &String| SCHEMES.iter().any(|scheme| scheme.code == name);
    if !account.allowed_schemes.as_ref().is_none_or(|names| names.iter().all(known)) {
        return Err(Wrong::request("account_invalid", "allowedSchemes has a scheme that is not documented"));
    }
    world.store().save(ACCOUNTS, THE_ACCOUNT, &account).map_err(unavailable)?;
    Ok(json_answer(StatusCode::OK, &json!(account)))
}
