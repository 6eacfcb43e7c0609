//! API keys: of type Live or Test, with permissions fixed at creation, shown once (corefy.md, 3.1).
//! The vendor makes them in its dashboard, the sandbox at `/_sandbox/corefy/api-keys`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::account;
use super::refusal::Refusal;
use crate::admin::{self, Wrong};
use crate::answer::json_answer;
use crate::clock::iso_8601;
use crate::guess;
use crate::key_ring::{self, Kept};
use crate::secret::fingerprint;
use crate::store::Unavailable;
use crate::world::{ALPHANUMERIC, Shared, World};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Live,
    Test,
}

/// A key as it is kept: of its digits, those that its mask shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    id: String,
    fingerprint: String,
    kind: Kind,
    last4: String,
    name: Option<String>,
    description: Option<String>,
    preset: String,
    permissions: Vec<String>,
    created_ms: u64,
    revoked_ms: Option<u64>,
}

impl ApiKey {
    pub(crate) fn test_mode(&self) -> bool {
        self.kind == Kind::Test
    }

    fn shown(&self) -> Map<String, Value> {
        let shown = json!({
            "id": self.id,
            "type": self.kind,
            "name": self.name,
            "description": self.description,
            "preset": self.preset,
            "permissions": self.permissions,
            "masked": format!("...{}", self.last4),
            "createdAt": iso_8601(self.created_ms),
            "revokedAt": self.revoked_ms.map(iso_8601),
        });
        shown.as_object().cloned().unwrap_or_default()
    }
}

const API_KEYS: &str = "corefy/api_key";

impl Kept for ApiKey {
    const KEYS: &'static str = API_KEYS;
    const IDS: &'static str = "corefy/api_key_id";

    fn id(&self) -> &str {
        &self.id
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

/// What a permission is about: the rows of the dashboard's form.
const RESOURCES: &[&str] = &[
    "customer",
    "currency_account",
    "merchant_account",
    "payment_route",
    "payment_statement",
    "payment_transaction",
    "payment_commit",
    "payment_request",
    "payment_command",
    "payment_scheme",
];

/// The rows' columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    View,
    Edit,
}

fn permission(resource: &str, right: Right) -> String {
    let column = match right {
        Right::View => "view",
        Right::Edit => "edit",
    };
    format!("{resource}:{column}")
}

fn preset(name: &str) -> Option<Vec<String>> {
    let (_, columns) = guess::COREFY_PRESETS.iter().find(|(known, _)| *known == name)?;
    let all = |resource: &&str| columns.iter().map(|column| format!("{resource}:{column}")).collect::<Vec<_>>();
    Some(RESOURCES.iter().flat_map(all).collect())
}

pub(crate) fn issue(world: &World, kind: Kind) -> Result<String, Unavailable> {
    let draft = Draft {
        kind,
        name: Some("issued at start".to_owned()),
        description: None,
        preset: "Full access".to_owned(),
        permissions: preset("Full access").unwrap_or_default(),
    };
    draw(world, draft).map(|(_, secret)| secret)
}

/// What a person fills in.
struct Draft {
    kind: Kind,
    name: Option<String>,
    description: Option<String>,
    preset: String,
    permissions: Vec<String>,
}

fn draw(world: &World, draft: Draft) -> Result<(ApiKey, String), Unavailable> {
    let secret = world.symbols(ALPHANUMERIC, 43);
    let key = ApiKey {
        id: world.uuid(),
        fingerprint: fingerprint(&secret),
        kind: draft.kind,
        last4: secret.get(39..).unwrap_or_default().to_owned(),
        name: draft.name,
        description: draft.description,
        preset: draft.preset,
        permissions: draft.permissions,
        created_ms: world.now_ms(),
        revoked_ms: None,
    };
    key_ring::keep(world, &key)?;
    Ok((key, secret))
}

/// The key behind `Authorization: Basic base64(account id ":" key)`, if it has the right.
pub(crate) fn admit(world: &World, headers: &HeaderMap, right: Right) -> Result<ApiKey, Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let pair = given
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|text| STANDARD.decode(text).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(Refusal::unauthorized)?;
    let (user, secret) = pair.split_once(':').ok_or_else(Refusal::unauthorized)?;
    let found: Option<ApiKey> = key_ring::find(world, secret)?;
    let is_account = account::load(world)?.id == user;
    let key = found.filter(|key| is_account && key.revoked_ms.is_none()).ok_or_else(Refusal::unauthorized)?;
    if key.permissions.contains(&permission(guess::COREFY_INVOICE_PERMISSION, right)) {
        Ok(key)
    } else {
        Err(Refusal::guessed(guess::COREFY_PERMISSION_STATUS, "the API key has not this permission"))
    }
}

/// In characters.
const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 1_000;

fn wrong(message: impl Into<String>) -> Wrong {
    Wrong::request("api_key_invalid", message)
}

/// The permissions that are asked for, and the name under which they are kept: that of the preset,
/// or `Custom` as soon as one switch differs from it.
fn permissions(members: &Map<String, Value>) -> Result<(String, Vec<String>), Wrong> {
    const PRESETS: &str = "preset is Read-only, Write, Full access or Custom";
    const PERMISSIONS: &str = "permissions is a list of texts such as payment_request:view, and not empty";
    let name = match members.get("preset") {
        None | Some(Value::Null) => "Custom",
        Some(name) => name.as_str().ok_or_else(|| wrong(PRESETS))?,
    };
    let of_preset = preset(name);
    if of_preset.is_none() && name != "Custom" {
        return Err(wrong(PRESETS));
    }
    match (members.get("permissions"), of_preset) {
        (None, Some(all)) => Ok((name.to_owned(), all)),
        (None, None) => Err(wrong("permissions is required where no preset names them")),
        (Some(listed), of_preset) => {
            let listed: Vec<String> = serde_json::from_value(listed.clone()).map_err(|_| wrong(PERMISSIONS))?;
            let mut kept = preset("Full access").unwrap_or_default();
            if listed.is_empty() || !listed.iter().all(|one| kept.contains(one)) {
                return Err(wrong(PERMISSIONS));
            }
            // In the order of the form, each once, however they were listed.
            kept.retain(|one| listed.contains(one));
            let name = if of_preset.as_ref() == Some(&kept) { name } else { "Custom" };
            Ok((name.to_owned(), kept))
        }
    }
}

/// `POST /_sandbox/corefy/api-keys`, `{"type","name"?,"description"?,"preset"?,"permissions"?}`, one
/// of the last two at least: the only answer with the key, as `apiKey`.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    let members = admin::object(&headers, &body)?;
    let kind = match members.get("type").and_then(Value::as_str) {
        Some("Live") => Kind::Live,
        Some("Test") => Kind::Test,
        _ => return Err(wrong("type is Live or Test")),
    };
    let text = |name: &str, longest: usize| match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.chars().count() <= longest => Ok(Some(text.clone())),
        Some(_) => Err(wrong(format!("{name} is a text of at most {longest} characters"))),
    };
    let (name, description) = (text("name", LONGEST_NAME)?, text("description", LONGEST_DESCRIPTION)?);
    let (preset, permissions) = permissions(&members)?;
    let drawn = draw(&world, Draft { kind, name, description, preset, permissions });
    let (key, secret) = drawn.map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    let mut shown = key.shown();
    shown.insert("apiKey".to_owned(), json!(secret));
    Ok(json_answer(StatusCode::OK, &shown.into()))
}

/// `GET /_sandbox/corefy/api-keys`: every key, masked, oldest first.
pub(crate) async fn list(State(world): State<Shared>) -> Result<Response, Wrong> {
    let keys = world.store().all::<ApiKey>(API_KEYS);
    let keys = keys.map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    let shown: Vec<Value> = keys.iter().map(|key| key.shown().into()).collect();
    Ok(json_answer(StatusCode::OK, &json!({"apiKeys": shown})))
}

/// `GET /_sandbox/corefy/api-keys/{id}`.
pub(crate) async fn read(State(world): State<Shared>, Path(id): Path<String>) -> Result<Response, Wrong> {
    let key = world.store().load::<ApiKey>(API_KEYS, &id);
    let key = key.map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    Ok(json_answer(StatusCode::OK, &key.ok_or(StatusCode::NOT_FOUND)?.shown().into()))
}

/// `DELETE /_sandbox/corefy/api-keys/{id}`: revoked for good. There is no way to change a key.
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
