//! `PayConex` by Bluefin: API keys, checkout component and payments of API v4 (`payconex.md`).

mod api_key;
mod ask;
mod authorization;
mod checkout;
mod draft;
mod iframe;
mod instance;
mod moment;
mod paging;
mod payment;
mod reference;
mod refusal;
mod schema;
mod scope;
mod scope_table;
mod settings;
mod signature;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use crate::cors::Cors;
use crate::guess;
use crate::vault::Vault;
use crate::world::Shared;
use ask::By;
use refusal::Refusal;

pub(crate) const VAULT: Vault = Vault { name: "payconex", routes, switches, cors, issue: api_key::issue, refuse };

fn routes() -> Router<Shared> {
    let account = "/api/v4/accounts/{account}";
    let payments = guess::PAYCONEX_PAYMENTS_PATH;
    let checkout = guess::PAYCONEX_CHECKOUT_PATH;
    Router::new()
        .route("/api/v4/api-key-scopes", get(By(api_key::scopes)))
        .route(&format!("{account}/api-keys"), get(By(api_key::list)).post(By(api_key::create)))
        .route(
            &format!("{account}/api-keys/{{key}}"),
            get(By(api_key::read)).patch(By(api_key::update)).delete(By(api_key::delete)),
        )
        .route(&format!("{account}/payment-iframe"), get(By(iframe::list)).post(By(iframe::create)))
        .route(
            &format!("{account}/payment-iframe/{{iframe}}"),
            get(By(iframe::read)).patch(By(iframe::update)).delete(By(iframe::delete)),
        )
        .route(&format!("{account}/payment-iframe/{{iframe}}/instance/init"), post(By(instance::create)))
        .route(&format!("{account}/payment-iframe/{{iframe}}/instance/{{instance}}"), get(By(instance::read)))
        .route(&format!("{payments}/sale"), post(By(payment::sale)))
        .route(&format!("{payments}/auth"), post(By(payment::auth)))
        .route(&format!("{payments}/store"), post(By(payment::store)))
        .route(&format!("{payments}/{{payment}}"), get(By(payment::read)))
        .route(&format!("{payments}/{{payment}}/capture"), post(By(payment::capture)))
        .route(&format!("{payments}/{{payment}}/refund"), post(By(payment::refund)))
        .route("/iframe-v2/iframe-v2.0.0.min.js", get(By(checkout::component)))
        .route(checkout, get(By(checkout::page)))
        .route(&format!("{checkout}/session"), get(By(checkout::session)))
        .route(&format!("{checkout}/tokenize"), post(By(checkout::tokenize)))
        .route(&format!("{checkout}/assets/{{name}}"), get(By(checkout::asset)))
}

fn switches() -> Router<Shared> {
    Router::new().route("/component", post(checkout::switch))
}

/// A merchant's page calls none of these paths itself, and the frame calls its own origin.
fn cors(path: &str) -> Option<Cors> {
    let open = guess::PAYCONEX_API_CORS && path.starts_with("/api/v4/");
    open.then_some(Cors { methods: "GET, POST, PATCH, DELETE", headers: "authorization, content-type, accept" })
}

fn refuse(status: StatusCode) -> Response {
    let refusal = match status {
        StatusCode::NOT_FOUND => Refusal::NotFound(None),
        other => Refusal::Other(other),
    };
    // No endpoint saw the request, so there is nothing that a trace could lead to.
    refusal.answer("00000000-0000-4000-8000-000000000000")
}
