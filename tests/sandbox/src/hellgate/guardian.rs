//! Guardian's key API: the only one that Hellgate has (hellgate.md, 11).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::api_key::header;
use super::date;
use super::refusal::Refusal;
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::key_ring::{self, Kept};
use crate::query::Query;
use crate::secret::{fingerprint, same};
use crate::store::Unavailable;
use crate::world::{ALPHANUMERIC, Shared, World};

/// A key as it is kept: of its digits, those that its mask shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct GuardianKey {
    id: String,
    fingerprint: String,
    masked: String,
    scopes: Vec<String>,
    created_ms: u64,
    expires_ms: Option<u64>,
}

const KEYS: &str = "hellgate/guardian_key";

impl Kept for GuardianKey {
    const KEYS: &'static str = KEYS;
    const IDS: &'static str = "hellgate/guardian_key_id";

    fn id(&self) -> &str {
        &self.id
    }

    fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}
const ADMIN_TOKENS: &str = "hellgate/admin_token";
const THE_TOKEN: &str = "token";
const LONGEST_SECONDS: u64 = 7_776_000;

const SCOPES: &[&str] = &[
    "admin:api-keys:create",
    "admin:api-keys:read",
    "admin:api-keys:update",
    "admin:api-keys:delete",
    "admin:webhooks:create",
    "admin:webhooks:read",
    "admin:webhooks:delete",
    "admin:types:create",
    "admin:types:read",
    "admin:types:delete",
    "pci:tokens:create",
    "pci:tokens:read",
    "pci:tokens:update",
    "pci:tokens:delete",
    "pci:tokens:forward",
    "network:tokens:create",
    "network:tokens:read",
    "network:tokens:delete",
    "network:tokens:use",
    "generic:tokens:create",
    "generic:tokens:read",
    "generic:tokens:delete",
    "metadata:inquiry:create",
];

/// Draws and writes down the token of Guardian's administration.
pub(crate) fn issue(world: &World) -> Result<String, Unavailable> {
    let secret = world.symbols(ALPHANUMERIC, 48);
    world.store().save(ADMIN_TOKENS, THE_TOKEN, &fingerprint(&secret))?;
    Ok(secret)
}

/// Who asks: everything may be done with the admin token, and with a key what its scopes say.
enum Asker {
    Admin,
    Key(GuardianKey),
}

fn admit(world: &World, headers: &HeaderMap, scope: &str) -> Result<Asker, Refusal> {
    if let Some(presented) = header(headers, "x-admin-token") {
        let kept: Option<String> = world.store().load(ADMIN_TOKENS, THE_TOKEN)?;
        let right = kept.is_some_and(|kept| same(&kept, &fingerprint(presented)));
        return if right { Ok(Asker::Admin) } else { Err(Refusal::UNAUTHORIZED) };
    }
    let found: Option<GuardianKey> = key_ring::find(world, header(headers, "x-api-key").ok_or(Refusal::UNAUTHORIZED)?)?;
    let now_ms = world.now_ms();
    let live = found.filter(|key| key.expires_ms.is_none_or(|expires_ms| now_ms < expires_ms));
    let key = live.ok_or(Refusal::UNAUTHORIZED)?;
    if key.scopes.iter().any(|one| one == scope) { Ok(Asker::Key(key)) } else { Err(Refusal::FORBIDDEN) }
}

/// The scopes that a request names, if the asker may hand them out.
fn scopes(members: &Map<String, Value>, asker: &Asker) -> Result<Vec<String>, Refusal> {
    const WRONG: Refusal = Refusal::invalid("scopes is a list of at least one known scope");
    let listed = members.get("scopes").and_then(Value::as_array).filter(|listed| !listed.is_empty()).ok_or(WRONG)?;
    let mut scopes: Vec<String> = Vec::new();
    for scope in listed {
        let scope = scope.as_str().filter(|scope| SCOPES.contains(scope)).ok_or(WRONG)?;
        if !scopes.iter().any(|one| one == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if let Asker::Key(key) = asker
        && guess::HELLGATE_KEY_GRANTS_ONLY_ITS_SCOPES
        && scopes.iter().any(|scope| !key.scopes.contains(scope))
    {
        return Err(Refusal::FORBIDDEN);
    }
    Ok(scopes)
}

fn shown(key: &GuardianKey, secret: Option<&str>) -> Value {
    let mut members = Map::new();
    members.insert("id".to_owned(), json!(key.id));
    members.insert("created_at".to_owned(), json!(date::written(key.created_ms)));
    if let Some(expires_ms) = key.expires_ms {
        members.insert("expires_at".to_owned(), json!(date::written(expires_ms)));
    }
    match secret {
        Some(secret) => members.insert("key_value".to_owned(), json!(secret)),
        None => members.insert("masked_key_value".to_owned(), json!(key.masked)),
    };
    members.insert("scopes".to_owned(), json!(key.scopes));
    members.into()
}

/// `POST /api/admin/api-keys`: the only answer with `key_value`.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let asker = admit(&world, &headers, "admin:api-keys:create")?;
    let members = json::object(&headers, &body)?;
    let scopes = scopes(&members, &asker)?;
    let seconds = match members.get("expires_in") {
        None | Some(Value::Null) => None,
        Some(seconds) => Some(
            seconds
                .as_u64()
                .filter(|seconds| (1..=LONGEST_SECONDS).contains(seconds))
                .ok_or(Refusal::invalid("expires_in is 1 to 7776000 seconds"))?,
        ),
    };
    let secret = format!("{}{}", guess::HELLGATE_KEY_PREFIX, world.symbols(ALPHANUMERIC, 40));
    let seen = guess::HELLGATE_KEY_PREFIX.len() + 3;
    let now_ms = world.now_ms();
    let key = GuardianKey {
        id: world.uuid(),
        fingerprint: fingerprint(&secret),
        masked: format!("{}xxxx", secret.get(..seen).unwrap_or_default()),
        scopes,
        created_ms: now_ms,
        expires_ms: seconds.map(|seconds| now_ms + seconds * 1_000),
    };
    key_ring::keep(&world, &key)?;
    let status = StatusCode::from_u16(guess::HELLGATE_KEY_CREATED_STATUS).unwrap_or(StatusCode::CREATED);
    Ok(json_answer(status, &shown(&key, Some(&secret))))
}

/// `GET /api/admin/api-keys?limit=&after=`: masked, oldest first.
pub(crate) async fn list(State(world): State<Shared>, uri: Uri, headers: HeaderMap) -> Result<Response, Refusal> {
    admit(&world, &headers, "admin:api-keys:read")?;
    let query = Query::of(&uri);
    let limit = match query.one("limit") {
        None => 20,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=100_usize).contains(limit))
            .ok_or(Refusal::invalid("limit is 1 to 100"))?,
    };
    // One more than is shown tells whether there is a next page.
    let page = world.store().page(KEYS, query.one("after"), limit + 1)?;
    let page = page.ok_or(Refusal::invalid("after is the id of a key"))?;
    let more = page.len() > limit;
    let page = page.into_iter().take(limit).map(|(_, value)| serde_json::from_value(value).map_err(|_| Unavailable));
    let page = page.collect::<Result<Vec<GuardianKey>, _>>()?;
    let next =
        page.last().filter(|_| more).map(|last| format!("{}?limit={limit}&after={}", "/api/admin/api-keys", last.id));
    let data: Vec<Value> = page.iter().map(|key| shown(key, None)).collect();
    Ok(json_answer(StatusCode::OK, &json!({"data": data, "links": {"next": next}})))
}

const UNKNOWN: Refusal = Refusal::not_found("The API key was not found");

/// `GET /api/admin/api-keys/{id}`: masked.
pub(crate) async fn read(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    admit(&world, &headers, "admin:api-keys:read")?;
    let key = world.store().load::<GuardianKey>(KEYS, &id)?.ok_or(UNKNOWN)?;
    Ok(json_answer(StatusCode::OK, &shown(&key, None)))
}

/// `PATCH /api/admin/api-keys/{id}`, `{"scopes":[…]}`: in place of those before.
pub(crate) async fn change(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let asker = admit(&world, &headers, "admin:api-keys:update")?;
    let scopes = scopes(&json::object(&headers, &body)?, &asker)?;
    let changed = world.store().alter(KEYS, &id, |key: &mut GuardianKey| {
        key.scopes = scopes;
        shown(key, None)
    })?;
    Ok(json_answer(StatusCode::OK, &changed.ok_or(UNKNOWN)?))
}

/// `DELETE /api/admin/api-keys/{id}`.
pub(crate) async fn delete(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    admit(&world, &headers, "admin:api-keys:delete")?;
    if !key_ring::forget::<GuardianKey>(&world, &id)? {
        return Err(UNKNOWN);
    }
    let status = StatusCode::from_u16(guess::HELLGATE_KEY_DELETED_STATUS).unwrap_or(StatusCode::NO_CONTENT);
    Ok(status.into_response())
}
