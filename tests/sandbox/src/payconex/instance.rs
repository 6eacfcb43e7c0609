//! One checkout: an instance of a configuration, and the bearer token that opens it in a browser
//! (payconex.md, 4.3, 7.2 and 7.3).

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ask::Ask;
use super::refusal::Refusal;
use super::settings::{OF_INSTANCE, SHARED, merged};
use super::{api_key, authorization, iframe, payment, schema};
use crate::answer::json_answer;
use crate::guess;
use crate::secret::{base64_standard, fingerprint};
use crate::store::{Unavailable, record};
use crate::world::{ALPHANUMERIC, World};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) account: String,
    iframe: String,
    key: String,
    /// As sent, for `GET`.
    body: Map<String, Value>,
    /// The configuration of the moment with the overrides.
    pub(crate) settings: Map<String, Value>,
    pub(crate) expires_ms: u64,
    tokenized: bool,
}

const INSTANCES: &str = "payconex/instance";
/// From the hash of a bearer token to its instance.
const BEARERS: &str = "payconex/bearer";

/// `POST …/payment-iframe/{iframe}/instance/init`: 201 with the only copy of the bearer token.
pub(crate) fn create(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:iframe:instance:create")?;
    let configuration = iframe::find(world, ask, &caller)?;
    let body = ask.members()?;
    schema::check(&body, &[OF_INSTANCE, SHARED], true)?;
    let settings = merged(&configuration.settings, &body);
    let timeout = settings.get("timeout").and_then(Value::as_u64).unwrap_or(300);
    let now_ms = world.now_ms();
    let instance = Instance {
        id: format!("ifri_{}", world.hex(32)),
        account: caller.account,
        iframe: ask.id("iframe").to_owned(),
        key: caller.key.id,
        expires_ms: now_ms.saturating_add(timeout * 1_000),
        body,
        settings,
        tokenized: false,
    };
    let bearer = bearer(world, &instance, now_ms);
    world.store().put(vec![
        (INSTANCES, &instance.id, record(&instance)?),
        (BEARERS, &fingerprint(&bearer), record(&instance.id)?),
    ])?;
    let mut shown = json!({"id": instance.id, "bearerToken": bearer});
    if instance.settings.get("initializeTransaction") == Some(&json!(true))
        && let Some(members) = shown.as_object_mut()
    {
        members.insert("transactionId".to_owned(), json!(payment::initialize(world, &instance.account)?));
    }
    Ok(json_answer(StatusCode::CREATED, &shown))
}

/// A token in the form of a JWT. What counts is its hash in the store; the third part is drawn and
/// not computed, so that no key exists with which another one could be made.
fn bearer(world: &World, instance: &Instance, now_ms: u64) -> String {
    let part = |value: &Value| {
        let text = base64_standard(value.to_string().as_bytes());
        text.trim_end_matches('=').replace('+', "-").replace('/', "_")
    };
    let claims = json!({
        "sub": instance.id, "iat": now_ms / 1_000, "exp": instance.expires_ms / 1_000,
        "scopes": guess::PAYCONEX_BEARER_SCOPES,
    });
    let head = part(&json!({"alg": "HS256", "typ": "JWT"}));
    format!("{head}.{}.{}", part(&claims), world.symbols(ALPHANUMERIC, 43))
}

/// `GET …/instance/{instance}`.
pub(crate) fn read(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let caller = authorization::admit(world, ask, "pcx:iframe:instance:read")?;
    let id = ask.id("instance");
    let instance = by_id(world, id)?
        .filter(|one| one.account == caller.account && one.iframe == ask.id("iframe"))
        .ok_or_else(|| Refusal::not_found(id))?;
    let mut shown = Map::from_iter([("id".to_owned(), json!(instance.id))]);
    for name in ["label", "reference", "tokens", "customer", "language", "timeout", "amount", "currency"] {
        if let Some(value) = instance.body.get(name).or_else(|| instance.settings.get(name)) {
            shown.insert(name.to_owned(), value.clone());
        }
    }
    let status = StatusCode::from_u16(guess::PAYCONEX_IFRAME_READ_STATUS).unwrap_or(StatusCode::OK);
    Ok(json_answer(status, &Value::Object(shown)))
}

pub(crate) fn by_id(world: &World, id: &str) -> Result<Option<Instance>, Unavailable> {
    world.store().load(INSTANCES, id)
}

/// The instance that a browser's bearer token opens at this moment.
pub(crate) fn open(world: &World, ask: &Ask) -> Result<Instance, Refusal> {
    let bearer = authorization::bearer(ask)?;
    let id = world.store().load::<String>(BEARERS, &fingerprint(bearer))?.ok_or(Refusal::Unauthenticated)?;
    let instance = by_id(world, &id)?.ok_or(Refusal::Unauthenticated)?;
    let spent = guess::PAYCONEX_INSTANCE_TOKENIZES_ONCE && instance.tokenized;
    let key_stands = !guess::PAYCONEX_INSTANCE_DIES_WITH_KEY || api_key::usable(world, &instance.key)?.is_some();
    if spent || !key_stands || world.now_ms() >= instance.expires_ms {
        return Err(Refusal::Unauthenticated);
    }
    Ok(instance)
}

/// Spends an instance; of two requests at once, one does it.
pub(crate) fn spend(world: &World, instance: &Instance) -> Result<(), Refusal> {
    let was_spent = world
        .store()
        .alter(INSTANCES, &instance.id, |instance: &mut Instance| std::mem::replace(&mut instance.tokenized, true))?;
    match was_spent {
        Some(true) if guess::PAYCONEX_INSTANCE_TOKENIZES_ONCE => Err(Refusal::Unauthenticated),
        Some(_) => Ok(()),
        None => Err(Refusal::Unauthenticated),
    }
}
