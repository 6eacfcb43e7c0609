//! Hellgate Commerce V2: sessions, sealed cards, tokens, forwarding; and Guardian's key API
//! (`hellgate.md`).

mod account;
mod api_key;
mod card;
mod date;
mod forward;
mod guardian;
mod page;
mod payment_data;
mod refusal;
mod scheme;
mod sealing;
mod session;
mod template;
mod token;

use axum::Router;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::cors::Cors;
use crate::guess;
use crate::store::Unavailable;
use crate::vault::Vault;
use crate::world::{Shared, World};
use refusal::Refusal;

pub(crate) const VAULT: Vault = Vault { name: "hellgate", routes, switches, cors, issue, refuse };

fn routes() -> Router<Shared> {
    Router::new()
        .route("/tokens/session", post(session::create))
        .route("/sessions/{session_id}", get(session::read))
        .route("/sessions/{session_id}/complete-action", post(session::complete))
        .route("/tokens", get(token::list))
        .route("/tokens/{id}", get(token::read).delete(token::delete))
        .route("/tokens/{id}/refresh-session", post(session::refresh))
        .route(guess::HELLGATE_CONSUME_PATH, post(token::consume))
        .route("/tokens/{id}/payment-data", get(payment_data::list).post(payment_data::create))
        .route("/payment-data/{id}/forward", post(payment_data::forward))
        .route("/forward", post(forward::forward))
        .route("/api/admin/api-keys", get(guardian::list).post(guardian::create))
        .route("/api/admin/api-keys/{id}", get(guardian::read).patch(guardian::change).delete(guardian::delete))
        .layer(middleware::map_response(with_version))
}

fn switches() -> Router<Shared> {
    Router::new()
        .route("/account", get(account::read).patch(account::change))
        .route(guess::HELLGATE_KEY_PATH, get(api_key::list).post(api_key::create))
        .route("/api-keys/{id}", get(api_key::read).delete(api_key::revoke))
}

async fn with_version(mut answer: Response) -> Response {
    answer.headers_mut().insert("x-hellgate-version", HeaderValue::from_static(guess::HELLGATE_VERSION));
    answer
}

/// Only what needs nothing but the session's id; whatever needs a key is for servers.
fn cors(path: &str) -> Option<Cors> {
    (guess::HELLGATE_SERVER_CORS || path.starts_with("/sessions/"))
        .then_some(Cors { methods: "GET, POST", headers: "content-type" })
}

fn issue(world: &World) -> Result<Value, Unavailable> {
    let (_, secret) = api_key::draw(world, "issued at start", None)?;
    let admin_token = guardian::issue(world)?;
    sealing::issue(world)?;
    Ok(json!({"apiKey": secret, "adminToken": admin_token}))
}

fn refuse(status: StatusCode) -> Response {
    Refusal::new(status, "The request was refused").into_response()
}
