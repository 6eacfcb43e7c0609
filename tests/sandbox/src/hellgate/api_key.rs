//! Commerce's API keys (hellgate.md, 4). The vendor makes them in its dashboard only, so their
//! making stands behind `/_sandbox/hellgate/api-keys`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::account::{self, Model};
use super::date;
use super::refusal::Refusal;
use crate::admin::{self, Wrong};
use crate::answer::json_answer;
use crate::guess;
use crate::key_ring::{self, Kept};
use crate::secret::fingerprint;
use crate::store::Unavailable;
use crate::world::{ALPHANUMERIC, Shared, World};

/// A key as it is kept: of its digits, those that its mask shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    id: String,
    fingerprint: String,
    last4: String,
    label: String,
    created_ms: u64,
    revoked_ms: Option<u64>,
    /// `Some`: a scoped key, for these merchants.
    merchants: Option<Vec<String>>,
}

const API_KEYS: &str = "hellgate/api_key";

impl Kept for ApiKey {
    const KEYS: &'static str = API_KEYS;
    const IDS: &'static str = "hellgate/api_key_id";

    fn id(&self) -> &str {
        &self.id
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// What a request wants to do, as far as scoped keys care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    ReadTokens,
    ReadPaymentData,
    Forward,
    /// Not in the table of scoped keys.
    Other,
}

impl ApiKey {
    /// Whether the key is good for what belongs to a merchant.
    pub(crate) fn covers(&self, merchant: Option<&str>) -> bool {
        match (&self.merchants, merchant) {
            (None, _) => true,
            (Some(merchants), Some(merchant)) => merchants.iter().any(|one| one == merchant),
            (Some(_), None) => false,
        }
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "label": self.label,
            "masked": format!("{}...{}", guess::HELLGATE_KEY_PREFIX, self.last4),
            "merchants": self.merchants,
            "createdAt": date::written(self.created_ms),
            "revokedAt": self.revoked_ms.map(date::written),
        })
    }
}

pub(crate) fn draw(
    world: &World,
    label: &str,
    merchants: Option<Vec<String>>,
) -> Result<(ApiKey, String), Unavailable> {
    let secret = format!("{}{}", guess::HELLGATE_KEY_PREFIX, world.symbols(ALPHANUMERIC, 40));
    let key = ApiKey {
        id: world.uuid(),
        fingerprint: fingerprint(&secret),
        last4: secret.get(secret.len() - 4..).unwrap_or_default().to_owned(),
        label: label.to_owned(),
        created_ms: world.now_ms(),
        revoked_ms: None,
        merchants,
    };
    key_ring::keep(world, &key)?;
    Ok((key, secret))
}

/// The value of a header that is given once, else `None`.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut given = headers.get_all(name).iter();
    match (given.next(), given.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// The key that `x-api-key` names, if it may be used for this.
pub(crate) fn admit(world: &World, headers: &HeaderMap, wanted: Use) -> Result<ApiKey, Refusal> {
    let found: Option<ApiKey> = key_ring::find(world, header(headers, "x-api-key").ok_or(Refusal::UNAUTHORIZED)?)?;
    let key = found.filter(|key| key.revoked_ms.is_none()).ok_or(Refusal::UNAUTHORIZED)?;
    if key.merchants.is_some() {
        let allowed = match account::load(world)?.model {
            Model::Ecosystem => wanted != Use::Other,
            Model::ManagedEcosystem => wanted == Use::Forward,
            Model::PrimaryMerchant | Model::Platform => false,
        };
        if !allowed {
            return Err(Refusal::guessed(guess::HELLGATE_SCOPED_KEY_STATUS, "The API key may not do this"));
        }
    }
    Ok(key)
}

/// In characters.
const LONGEST_LABEL: usize = 100;

/// `POST /_sandbox/hellgate/api-keys`, `{"label","merchants"?}`: the only answer with the key, as `apiKey`.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    let members = admin::object(&headers, &body)?;
    let unavailable = |Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE);
    let wrong = |message| Wrong::request("api_key_invalid", message);
    let label = members
        .get("label")
        .and_then(Value::as_str)
        .filter(|label| (1..=LONGEST_LABEL).contains(&label.chars().count()))
        .ok_or_else(|| wrong("label is a text of 1 to 100 characters"))?;
    let merchants: Option<Vec<String>> = match members.get("merchants") {
        None | Some(Value::Null) => None,
        Some(listed) => {
            Some(serde_json::from_value(listed.clone()).map_err(|_| wrong("merchants is a list of texts"))?)
        }
    };
    let model = account::load(&world).map_err(unavailable)?.model;
    if merchants.is_some() && !matches!(model, Model::Ecosystem | Model::ManagedEcosystem) {
        return Err(wrong("scoped keys exist in the models ecosystem and managed_ecosystem only"));
    }
    let (key, secret) = draw(&world, label, merchants).map_err(unavailable)?;
    let mut shown = key.shown();
    if let Some(members) = shown.as_object_mut() {
        members.insert("apiKey".to_owned(), json!(secret));
    }
    Ok(json_answer(StatusCode::OK, &shown))
}

/// `GET /_sandbox/hellgate/api-keys`: every key, masked, oldest first.
pub(crate) async fn list(State(world): State<Shared>) -> Result<Response, Wrong> {
    let keys = world.store().all::<ApiKey>(API_KEYS);
    let keys = keys.map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    let data: Vec<Value> = keys.iter().map(ApiKey::shown).collect();
    Ok(json_answer(StatusCode::OK, &json!({"apiKeys": data})))
}

/// `GET /_sandbox/hellgate/api-keys/{id}`.
pub(crate) async fn read(State(world): State<Shared>, Path(id): Path<String>) -> Result<Response, Wrong> {
    let key = world.store().load::<ApiKey>(API_KEYS, &id);
    let key = key.map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    Ok(json_answer(StatusCode::OK, &key.ok_or(StatusCode::NOT_FOUND)?.shown()))
}

/// `DELETE /_sandbox/hellgate/api-keys/{id}`: revoked for good.
pub(crate) async fn revoke(State(world): State<Shared>, Path(id): Path<String>) -> Result<Response, Wrong> {
    let now_ms = world.now_ms();
    let revoked = world.store().alter(API_KEYS, &id, |key: &mut ApiKey| {
        key.revoked_ms.get_or_insert(now_ms);
    });
    match revoked {
        Ok(Some(())) => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(None) => Err(StatusCode::NOT_FOUND.into()),
        Err(Unavailable) => Err(StatusCode::SERVICE_UNAVAILABLE.into()),
    }
}
