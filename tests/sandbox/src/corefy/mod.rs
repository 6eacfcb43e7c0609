//! Corefy's Commerce API: invoices, the public API, the card gateway, signed callbacks
//! (`corefy.md`).

mod account;
mod acs;
mod api_key;
mod bearer;
mod callback;
mod card;
mod draft;
mod invoice;
mod private;
mod public;
mod refusal;
mod sale;
mod saved_card;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::cors::Cors;
use crate::guess;
use crate::vault::Vault;
use crate::world::Shared;
use refusal::Refusal;

pub(crate) const VAULT: Vault = Vault { name: "corefy", routes, switches, cors, issue: account::issue, refuse };

fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/payment-invoices", get(private::list).post(private::create))
        .route("/api/payment-invoices/", get(private::list))
        .route("/api/payment-invoices/{id}", get(private::read))
        .route("/public-api/payment-prerequest", post(public::prerequest))
        .route("/public-api/payment-invoices", post(public::create))
        .route("/public-api/payment-invoices/{id}", get(public::read))
        .route("/payment/sale", post(sale::sale))
        .route("/acs/{id}", post(acs::ask))
}

fn switches() -> Router<Shared> {
    Router::new()
        .route("/account", get(account::read).patch(account::change))
        .route(guess::COREFY_KEY_PATH, get(api_key::list).post(api_key::create))
        .route("/api-keys/{id}", get(api_key::read).delete(api_key::revoke))
        .route("/callbacks", get(callback::list).post(callback::retry))
}

fn cors(path: &str) -> Option<Cors> {
    if path.starts_with("/public-api/") {
        return Some(Cors { methods: "GET, POST", headers: "content-type" });
    }
    if path.starts_with("/api/") && guess::COREFY_PRIVATE_CORS {
        return Some(Cors { methods: "GET, POST", headers: "authorization, content-type" });
    }
    let gateway = path == "/payment/sale" && guess::COREFY_CARD_GATEWAY_CORS;
    gateway.then_some(Cors { methods: "POST", headers: "authorization, content-type" })
}

fn refuse(status: StatusCode) -> Response {
    Refusal::new(status, "the request was refused").into_response()
}
