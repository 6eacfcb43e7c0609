//! What a merchant's server is issued, and who may do what with it (clover.md, Credentials).

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::secret::{fingerprint, same};
use crate::store::Unavailable;
use crate::world::{ALPHANUMERIC, UPPER_ALPHANUMERIC, World};

/// The one app that the sandbox knows, installed by the one merchant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct App {
    pub(crate) client_id: String,
    pub(crate) secret_fingerprint: String,
    pub(crate) merchant_id: String,
    pub(crate) employee_id: String,
}

/// A public key. Stored in clear because it is public and PAKMS shows it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ApiKey {
    pub(crate) value: String,
    pub(crate) environment: Environment,
    pub(crate) active: bool,
    pub(crate) created_ms: u64,
    pub(crate) modified_ms: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Environment {
    Sandbox,
    Production,
}

/// What a Bearer value stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Bearer {
    pub(crate) fingerprint: String,
    pub(crate) kind: BearerKind,
    /// `None`: does not expire.
    pub(crate) expires_ms: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BearerKind {
    /// An OAuth access token.
    OAuth,
    /// The private half of the merchant's Ecommerce API token.
    PrivateKey,
}

pub(crate) const APPS: &str = "clover/app";
pub(crate) const API_KEYS: &str = "clover/api_key";
pub(crate) const BEARERS: &str = "clover/bearer";
/// Apart from the access tokens, of which the oldest pass.
const PRIVATE_KEYS: &str = "clover/private_key";
/// Key of the only record in [`APPS`].
pub(crate) const THE_APP: &str = "app";
/// Key of the sandbox's own public key in [`API_KEYS`].
pub(crate) const SANDBOX_KEY: &str = "sandbox";

/// Draws and writes down the app, its keys and its first token pair.
pub(crate) fn issue(world: &World) -> Result<Value, Unavailable> {
    let client_secret = world.uuid();
    let app = App {
        client_id: world.symbols(UPPER_ALPHANUMERIC, 13),
        secret_fingerprint: fingerprint(&client_secret),
        merchant_id: world.symbols(UPPER_ALPHANUMERIC, 13),
        employee_id: world.symbols(UPPER_ALPHANUMERIC, 13),
    };
    world.store().save(APPS, THE_APP, &app)?;

    let now_ms = world.now_ms();
    let api_key = |name: &str, environment| {
        let key = ApiKey { value: world.hex(32), environment, active: true, created_ms: now_ms, modified_ms: now_ms };
        world.store().save(API_KEYS, name, &key).map(|()| key.value)
    };
    let public_key = api_key(SANDBOX_KEY, Environment::Sandbox)?;
    let production_public_key = api_key("production", Environment::Production)?;

    let private_key = world.uuid();
    let bearer = Bearer { fingerprint: fingerprint(&private_key), kind: BearerKind::PrivateKey, expires_ms: None };
    world.store().save(PRIVATE_KEYS, &bearer.fingerprint, &bearer)?;
    let pair = super::oauth::Pair::issue(world)?;
    Ok(json!({
        "accessToken": pair.access_token,
        "clientId": app.client_id,
        "clientSecret": client_secret,
        "merchantId": app.merchant_id,
        "publicKey": public_key,
        "privateKey": private_key,
        "refreshToken": pair.refresh_token,
        "productionPublicKey": production_public_key,
    }))
}

/// The app; without one nobody is admitted.
pub(crate) fn app(world: &World) -> Result<App, Refusal> {
    world.store().load(APPS, THE_APP)?.ok_or(Refusal::Unauthorized)
}

/// What the `Authorization: Bearer` header of a request stands for; 401 in form A otherwise.
pub(crate) fn admit_bearer(world: &World, headers: &HeaderMap) -> Result<BearerKind, Refusal> {
    let secret = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or(Refusal::Unauthorized)?;
    let presented = fingerprint(secret);
    let found = match world.store().load::<Bearer>(BEARERS, &presented)? {
        None => world.store().load::<Bearer>(PRIVATE_KEYS, &presented)?,
        found => found,
    };
    let bearer = found.filter(|bearer| same(&bearer.fingerprint, &presented)).ok_or(Refusal::Unauthorized)?;
    match bearer.expires_ms {
        Some(expires_ms) if world.now_ms() >= expires_ms => Err(Refusal::Unauthorized),
        _ => Ok(bearer.kind),
    }
}

/// An opaque secret in the form of none of the documented ones: their form is not to be relied on.
pub(crate) fn opaque(world: &World) -> String {
    world.symbols(ALPHANUMERIC, 48)
}
