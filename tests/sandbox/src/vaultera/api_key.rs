//! API keys: shown once, kept as a hash, revoked for good (vaultera.md, Endpoints: API keys).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::answer::json_answer;
use crate::clock::iso_8601;
use crate::guess;
use crate::json;
use crate::key_ring::{self, Kept};
use crate::query::Query;
use crate::secret::fingerprint;
use crate::store::Unavailable;
use crate::world::{Shared, World};

/// A key as it is kept: its digits are not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    pub(crate) id: String,
    fingerprint: String,
    last6: String,
    description: Option<String>,
    created_ms: u64,
    revoked_ms: Option<u64>,
}

const API_KEYS: &str = "vaultera/api_key";

impl Kept for ApiKey {
    const KEYS: &'static str = API_KEYS;
    const IDS: &'static str = "vaultera/api_key_id";

    fn id(&self) -> &str {
        &self.id
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// Draws and writes down the key that a merchant's server would hold.
pub(crate) fn issue(world: &World) -> Result<Value, Unavailable> {
    let (_, secret) = draw(world, Some("issued at start".to_owned()))?;
    Ok(json!({"apiKey": secret}))
}

fn draw(world: &World, description: Option<String>) -> Result<(ApiKey, String), Unavailable> {
    let secret = world.hex(32);
    let key = ApiKey {
        id: world.uuid(),
        fingerprint: fingerprint(&secret),
        last6: secret.get(26..).unwrap_or_default().to_owned(),
        description,
        created_ms: world.now_ms(),
        revoked_ms: None,
    };
    key_ring::keep(world, &key)?;
    Ok((key, secret))
}

/// The active key that `api_key=` in the query names, else 401.
pub(crate) fn admit(world: &World, uri: &Uri) -> Result<ApiKey, Refusal> {
    let query = Query::of(uri);
    let found: Option<ApiKey> = key_ring::find(world, query.one("api_key").ok_or(Refusal::Unauthorized)?)?;
    found.filter(|key| key.revoked_ms.is_none()).ok_or(Refusal::Unauthorized)
}

/// Whether a key may still be used, by its id.
pub(crate) fn is_active(world: &World, id: &str) -> Result<bool, Unavailable> {
    let key = world.store().load::<ApiKey>(API_KEYS, id)?;
    Ok(key.is_some_and(|key| key.revoked_ms.is_none()))
}

/// The JSON of a key: whole when `secret` is given, else `...` and its last six characters.
fn shown(key: &ApiKey, secret: Option<&str>) -> Value {
    let masked = format!("...{}", key.last6);
    json!({
        "id": key.id,
        "type": "api_key",
        "attributes": {
            "id": key.id,
            "api_key": secret.unwrap_or(&masked),
            "description": key.description,
            "status": if key.revoked_ms.is_none() { "active" } else { "revoked" },
            "created_at": iso_8601(key.created_ms),
            "revoked_at": key.revoked_ms.map(iso_8601),
        },
    })
}

/// `GET /api/v1/api_keys`: every key, masked, oldest first.
pub(crate) async fn list(State(world): State<Shared>, uri: Uri) -> Result<Response, Refusal> {
    admit(&world, &uri)?;
    let keys = world.store().all::<ApiKey>(API_KEYS)?;
    let data: Vec<Value> = keys.iter().map(|key| shown(key, None)).collect();
    Ok(json_answer(StatusCode::OK, &json!({"data": data})))
}

/// `POST /api/v1/api_keys`, `{"api_key":{"description"}}`: 200, the only answer with the whole key.
pub(crate) async fn create(
    State(world): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    admit(&world, &uri)?;
    let members = json::object(&headers, &body)?;
    let wanted =
        members.get("api_key").and_then(Value::as_object).ok_or_else(|| Refusal::invalid("api_key", "is required"))?;
    let description = match wanted.get("description") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.len() <= 1_000 => Some(text.clone()),
        Some(_) => return Err(Refusal::invalid("description", "is invalid")),
    };
    let (key, secret) = draw(&world, description)?;
    Ok(json_answer(StatusCode::OK, &json!({"data": shown(&key, Some(&secret))})))
}

/// `GET /api/v1/api_keys/{id}`: one key, masked.
pub(crate) async fn read(State(world): State<Shared>, Path(id): Path<String>, uri: Uri) -> Result<Response, Refusal> {
    admit(&world, &uri)?;
    let key = world.store().load::<ApiKey>(API_KEYS, &id)?.ok_or(Refusal::NotFound)?;
    Ok(json_answer(StatusCode::OK, &json!({"data": shown(&key, None)})))
}

/// `DELETE /api/v1/api_keys/{id}`: 204; a request that starts after it with this key gets 401.
pub(crate) async fn revoke(State(world): State<Shared>, Path(id): Path<String>, uri: Uri) -> Result<Response, Refusal> {
    admit(&world, &uri)?;
    let now_ms = world.now_ms();
    let already = world
        .store()
        .alter(API_KEYS, &id, |key: &mut ApiKey| key.revoked_ms.replace(key.revoked_ms.unwrap_or(now_ms)))?;
    let status = match already.ok_or(Refusal::NotFound)? {
        None => StatusCode::NO_CONTENT,
        Some(_) => StatusCode::from_u16(guess::VAULTERA_SECOND_REVOKE_STATUS).unwrap_or(StatusCode::NO_CONTENT),
    };
    Ok(status.into_response())
}
