//! Vaultera PCI: API keys, session tokens, cards, and two pages to embed (`vaultera.md`).

mod api_key;
mod capture_form;
mod card;
mod draft;
mod drop_in;
mod page;
mod refusal;
pub(crate) mod send;
mod session_token;
mod show_card;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::guess;
use crate::vault::Vault;
use crate::world::Shared;
use refusal::Refusal;

pub(crate) const VAULT: Vault =
    Vault { name: "vaultera", routes, switches: Router::new, cors: |_| None, issue: api_key::issue, refuse };

fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/api_keys", get(api_key::list).post(api_key::create))
        .route("/api/v1/api_keys/{id}", get(api_key::read).delete(api_key::revoke))
        .route("/api/v1/session_tokens", post(session_token::create))
        .route("/api/v1/cards", post(card::create))
        .route("/api/v1/cards/{card_token}", get(card::read).delete(card::delete))
        .route("/api/v1/cards/{card_token}/send", post(send::send))
        .route(guess::VAULTERA_WIPE_PATH, post(card::wipe_service_code))
        .route("/api/v1/capture_form", get(capture_form::page).post(capture_form::submit))
        .route("/api/v1/show_card", get(show_card::page))
        .route("/api/v1/show_card/service_code", post(show_card::service_code))
        .route("/assets/{name}", get(page::asset))
}

fn refuse(status: StatusCode) -> Response {
    match status {
        StatusCode::NOT_FOUND => Refusal::NotFound,
        other => Refusal::Other(other, "bad_request", "Bad Request"),
    }
    .into_response()
}
