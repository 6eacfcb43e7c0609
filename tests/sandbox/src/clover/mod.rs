//! Clover Ecommerce: OAuth, key service (PAKMS), token service and charges (`clover.md`).

mod bank_account;
mod card;
mod charge;
mod credential;
mod encryption_key;
mod external_token;
mod fields;
mod gift_card;
mod oauth;
mod pakms;
mod refusal;
mod token;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::cors::Cors;
use crate::guess;
use crate::vault::Vault;
use crate::world::Shared;
use refusal::Refusal;

pub(crate) const VAULT: Vault = Vault { name: "clover", routes, switches, cors, issue: credential::issue, refuse };

fn routes() -> Router<Shared> {
    Router::new()
        .route("/oauth/v2/authorize", get(oauth::authorize))
        .route("/oauth/v2/token", post(oauth::token))
        .route("/oauth/v2/refresh", post(oauth::refresh))
        .route("/pakms/apikey", get(pakms::apikey))
        .route("/v1/tokens", post(token::create))
        .route("/v1/charges", post(charge::create))
        .route("/assets/keys.json", get(encryption_key::both))
}

fn switches() -> Router<Shared> {
    Router::new().route("/key", post(pakms::switch))
}

fn cors(path: &str) -> Option<Cors> {
    match path {
        "/v1/tokens" => Some(Cors { methods: "POST", headers: "apikey, content-type, accept" }),
        "/pakms/apikey" if guess::CLOVER_PAKMS_CORS => Some(Cors { methods: "GET", headers: "authorization, accept" }),
        _ => None,
    }
}

fn refuse(status: StatusCode) -> Response {
    let code = match status {
        StatusCode::NOT_FOUND => guess::CLOVER_DEFAULT_DENY_CODE,
        _ => "invalid_request",
    };
    Refusal::invalid_request_error(status, code, "The request was refused.").into_response()
}
