//! API keys: secret shown once and never kept, scopes handed on, expiry, switch (payconex.md, 5).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ask::Ask;
use super::authorization::{self, Caller};
use super::refusal::Refusal;
use super::schema::{self, Field, Kind};
use super::scope_table::NAMES;
use super::signature::Kept;
use super::{moment, paging, scope};
use crate::answer::json_answer;
use crate::guess;
use crate::store::Unavailable;
use crate::world::World;

/// A key as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) methods: Vec<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) secret: Kept,
    accounts: Vec<String>,
    last4: String,
    label: String,
    created_ms: u64,
    updated_ms: u64,
    expires_ms: Option<u64>,
    enabled: bool,
}

const API_KEYS: &str = "payconex/api_key";

const FIELDS: &[Field] = &[
    Field("label", Kind::Label, true),
    Field("scopes", Kind::Scopes, true),
    Field("methods", Kind::ListOf(&["HMAC", "BASIC", "ALL"]), false),
    Field("accounts", Kind::AccountIds, false),
    Field("expiresIn", Kind::Lifetime, false),
    Field("expiresAt", Kind::Moment, false),
    Field("enabled", Kind::Flag, false),
];

impl ApiKey {
    pub(crate) fn works_on(&self, account: &str) -> bool {
        self.account == account || self.accounts.iter().any(|one| one == account)
    }

    fn is_usable(&self, now_ms: u64) -> bool {
        self.enabled && self.expires_ms.is_none_or(|expires_ms| now_ms < expires_ms)
    }

    /// What every answer shows; the secret is added where it belongs.
    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "label": self.label,
            "methods": self.methods,
            "accounts": self.accounts,
            "scopes": self.scopes,
            "accountId": self.account,
            "createdAt": moment::shown(self.created_ms),
            "updatedAt": moment::shown(self.updated_ms),
            "expiresAt": self.expires_ms.map(moment::shown),
            "enabled": self.enabled,
        })
    }

    fn shown_with(&self, secret: &str) -> Value {
        let mut shown = self.shown();
        if let Some(members) = shown.as_object_mut() {
            members.insert("secret".to_owned(), json!(secret));
        }
        shown
    }

    fn masked(&self) -> Value {
        self.shown_with(&format!("{}{}", guess::PAYCONEX_SECRET_AFTER_CREATE, self.last4))
    }
}

/// Draws the account and its first key, which holds every scope and also works on one sub-account.
pub(crate) fn issue(world: &World) -> Result<Value, Unavailable> {
    let account = world.symbols(b"0123456789", 12);
    let sub_account = world.symbols(b"0123456789", 12);
    let scopes = NAMES.iter().map(|name| (*name).to_owned()).collect();
    let (key, secret) = draw(world, &account, "Issued at start".to_owned(), scopes);
    let key = ApiKey { accounts: vec![sub_account], ..key };
    keep(world, &key)?;
    Ok(json!({"accountId": account, "keyId": key.id, "secret": secret}))
}

fn draw(world: &World, account: &str, label: String, scopes: Vec<String>) -> (ApiKey, String) {
    let (id, secret) = (format!("api_{}", world.hex(32)), world.hex(32));
    let now_ms = world.now_ms();
    let key = ApiKey {
        id,
        account: account.to_owned(),
        methods: vec![guess::PAYCONEX_METHODS_WHEN_OMITTED.to_owned()],
        scopes,
        secret: Kept::of(&secret),
        accounts: Vec::new(),
        last4: secret.get(28..).unwrap_or_default().to_owned(),
        label,
        created_ms: now_ms,
        updated_ms: now_ms,
        expires_ms: None,
        enabled: guess::PAYCONEX_ENABLED_WHEN_OMITTED,
    };
    (key, secret)
}

fn keep(world: &World, key: &ApiKey) -> Result<(), Unavailable> {
    world.store().save(API_KEYS, &key.id, key)
}

/// A key that is enabled and has not expired.
pub(crate) fn usable(world: &World, id: &str) -> Result<Option<ApiKey>, Unavailable> {
    let key = world.store().load::<ApiKey>(API_KEYS, id)?;
    Ok(key.filter(|key| key.is_usable(world.now_ms())))
}

/// Refuses scopes and accounts that the calling key does not have itself.
fn may_hand_on(caller: &ApiKey, scopes: &[String], accounts: &[String]) -> Result<(), Refusal> {
    let has_scopes = scopes.iter().all(|wanted| scope::any_covers(&caller.scopes, wanted));
    let has_accounts = !guess::PAYCONEX_ACCOUNTS_HANDED_ON || accounts.iter().all(|one| caller.works_on(one));
    if has_scopes && has_accounts { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// Puts checked members into a key.
fn apply(key: &mut ApiKey, members: &Map<String, Value>, now_ms: u64) -> Result<(), Refusal> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let texts = |name: &str| -> Option<Vec<String>> {
        let list = members.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    };
    // expiresAt wins whenever it is there, and null means that the key never expires.
    if let Some(moment) = members.get("expiresAt") {
        key.expires_ms = moment.as_str().and_then(moment::parse);
        if key.expires_ms.is_some_and(|expires_ms| expires_ms <= now_ms) {
            return Err(Refusal::invalid("expiresAt", "Payload schema violation: is not in the future"));
        }
    } else if let Some(lifetime) = text("expiresIn") {
        key.expires_ms = moment::after(now_ms, lifetime);
    }
    key.label = text("label").map_or_else(|| key.label.clone(), str::to_owned);
    key.scopes = texts("scopes").unwrap_or_else(|| key.scopes.clone());
    key.methods = texts("methods").unwrap_or_else(|| key.methods.clone());
    key.accounts = texts("accounts").unwrap_or_else(|| key.accounts.clone());
    key.enabled = members.get("enabled").and_then(Value::as_bool).unwrap_or(key.enabled);
    key.updated_ms = now_ms;
    Ok(())
}

/// `GET …/api-keys`: the account's keys, oldest first, without their secrets.
pub(crate) fn list(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:api_key:read")?;
    let keys = world.store().all::<ApiKey>(API_KEYS)?;
    paging::list(ask, keys.iter().filter(|key| key.account == caller.account).map(ApiKey::shown).collect())
}

/// `POST …/api-keys`: 201, the only answer with the whole secret.
pub(crate) fn create(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:api_key:create")?;
    let members = ask.members()?;
    schema::check(&members, &[FIELDS], true)?;
    let (mut key, secret) = draw(world, &caller.account, String::new(), Vec::new());
    apply(&mut key, &members, world.now_ms())?;
    may_hand_on(&caller.key, &key.scopes, &key.accounts)?;
    keep(world, &key)?;
    Ok(json_answer(StatusCode::CREATED, &key.shown_with(&secret)))
}

fn find(world: &World, ask: &Ask, caller: &Caller) -> Result<ApiKey, Refusal> {
    let id = ask.id("key");
    let key = world.store().load::<ApiKey>(API_KEYS, id)?;
    key.filter(|key| key.account == caller.account).ok_or_else(|| Refusal::not_found(id))
}

/// `GET …/api-keys/{id}`.
pub(crate) fn read(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:api_key:read")?;
    Ok(json_answer(StatusCode::OK, &find(world, ask, &caller)?.masked()))
}

/// `PATCH …/api-keys/{id}`: in force for the next request that uses the key.
pub(crate) fn update(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:api_key:update")?;
    let id = find(world, ask, &caller)?.id;
    let members = ask.members()?;
    schema::check(&members, &[FIELDS], false)?;
    let now_ms = world.now_ms();
    let changed = world.store().alter(API_KEYS, &id, |key: &mut ApiKey| {
        let mut next = key.clone();
        apply(&mut next, &members, now_ms)?;
        if guess::PAYCONEX_PATCH_HANDS_ON {
            // Only what this request brings: a label may be changed on a key that holds more.
            let new = |name: &str, list: &[String]| if members.contains_key(name) { list.to_vec() } else { Vec::new() };
            may_hand_on(&caller.key, &new("scopes", &next.scopes), &new("accounts", &next.accounts))?;
        }
        *key = next;
        Ok::<_, Refusal>(key.masked())
    })?;
    let shown = changed.ok_or_else(|| Refusal::not_found(&id))??;
    Ok(json_answer(StatusCode::OK, &shown))
}

/// `DELETE …/api-keys/{id}`: 204; a request that starts after it with this key gets 401.
pub(crate) fn delete(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:api_key:delete")?;
    let id = find(world, ask, &caller)?.id;
    world.store().take(API_KEYS, &id)?.ok_or_else(|| Refusal::not_found(&id))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /api/v4/api-key-scopes`.
pub(crate) fn scopes(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    authorization::admit(world, ask, "pcx:api_key_scopes:read")?;
    Ok(json_answer(StatusCode::OK, &json!(scope::rows())))
}
