//! PAKMS: the one public key of a merchant and app (clover.md, Endpoint 1). Times are milliseconds.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::credential::{self, API_KEYS, ApiKey, BearerKind, Environment, SANDBOX_KEY};
use super::refusal::Refusal;
use crate::admin::{self, Wrong};
use crate::answer::json_answer;
use crate::guess;
use crate::world::{Shared, World};

/// `GET /pakms/apikey` with an OAuth access token: the same key, however often it is asked for.
pub(crate) async fn apikey(State(world): State<Shared>, headers: HeaderMap) -> Result<Response, Refusal> {
    let bearer = credential::admit_bearer(&world, &headers)?;
    if bearer == BearerKind::PrivateKey && !guess::CLOVER_PRIVATE_KEY_AT_PAKMS {
        return Err(Refusal::Unauthorized);
    }
    let app = credential::app(&world)?;
    let key = world.store().load::<ApiKey>(API_KEYS, SANDBOX_KEY)?.ok_or(Refusal::Unauthorized)?;
    Ok(json_answer(
        StatusCode::OK,
        &json!({
            "active": key.active || !guess::CLOVER_DISABLED_KEY_SHOWS_INACTIVE,
            "apiAccessKey": key.value,
            "createdTime": key.created_ms,
            "developerAppUuid": app.client_id,
            "merchantUuid": app.merchant_id,
            "modifiedTime": key.modified_ms,
        }),
    ))
}

/// Whether the `apikey` header of a token request names an active key of this environment.
pub(crate) fn admit_key(world: &World, headers: &HeaderMap) -> Result<(), Refusal> {
    let mut given = headers.get_all("apikey").iter();
    let (Some(presented), None) = (given.next(), given.next()) else {
        return Err(refused());
    };
    let keys = world.store().all::<ApiKey>(API_KEYS)?;
    let usable = keys.iter().any(|key| {
        key.environment == Environment::Sandbox && key.active && key.value.as_bytes() == presented.as_bytes()
    });
    if usable { Ok(()) } else { Err(refused()) }
}

fn refused() -> Refusal {
    if guess::CLOVER_WRONG_KEY_IS_FORM_A {
        Refusal::Unauthorized
    } else {
        Refusal::Error {
            status: StatusCode::UNAUTHORIZED,
            kind: Some("authentication_error"),
            code: "invalid_request",
            message: "The apikey header is not a usable key.".to_owned(),
            charge: None,
        }
    }
}

/// `POST /_sandbox/clover/key`, `{"active":bool}`: what Clover does when it thinks a key misused.
pub(crate) async fn switch(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    let members = admin::object(&headers, &body)?;
    let active = members
        .get("active")
        .and_then(Value::as_bool)
        .ok_or_else(|| Wrong::request("key_invalid", "active is true or false"))?;
    let now_ms = world.now_ms();
    let switched = world.store().alter(API_KEYS, SANDBOX_KEY, |key: &mut ApiKey| {
        if key.active != active {
            key.active = active;
            key.modified_ms = now_ms;
        }
    });
    match switched {
        Ok(Some(())) => Ok(json_answer(StatusCode::OK, &json!({"active": active}))),
        _ => Err(StatusCode::SERVICE_UNAVAILABLE.into()),
    }
}
