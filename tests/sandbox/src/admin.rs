//! The sandbox's own endpoints, behind `/_sandbox`. None of them sends a CORS header, and those
//! that change something want `application/json`, so that no page of another origin can use them.

use std::net::IpAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use crate::answer::{self, json_answer};
use crate::clock::iso_8601;
use crate::fault::Order;
use crate::gateway;
use crate::guess;
use crate::json::{self, NotAnObject};
use crate::openapi;
use crate::store::Unavailable;
use crate::vault::VAULTS;
use crate::world::Shared;

/// Path of the payment gateway that a vault's send can reach.
pub(crate) const GATEWAY: &str = "/_sandbox/gateway";

pub(crate) fn routes() -> Router<Shared> {
    let mut router = Router::new()
        .route("/health", get(health))
        .route("/openapi.json", get(openapi))
        .route("/credentials", get(credentials))
        .route("/guesses", get(guesses))
        .route("/requests", get(requests).delete(forget_requests))
        .route("/faults", get(faults).post(arm).delete(disarm))
        .route("/clock", get(clock).post(advance))
        .route("/gateway", post(gateway::charge));
    for vault in VAULTS {
        router = router.nest(&format!("/{}", vault.name), (vault.switches)());
    }
    router
        .fallback(|| async { refuse(StatusCode::NOT_FOUND) })
        .method_not_allowed_fallback(|| async { refuse(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(middleware::from_fn(local_host_only))
}

/// `{"error":{"code","message"}}`, the form of every refusal of the sandbox's own.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Wrong {
    /// 400 with a permanent code.
    pub(crate) fn request(code: &str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: code.to_owned(), message: message.into() }
    }
}

impl From<StatusCode> for Wrong {
    fn from(status: StatusCode) -> Self {
        let message = answer::reason(status);
        Self { status, code: message.to_lowercase().replace(' ', "_"), message: message.to_owned() }
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let error = json!({"code": self.code, "message": self.message});
        json_answer(self.status, &json!({"error": error}))
    }
}

/// A refusal that needs no more words than its status.
pub(crate) fn refuse(status: StatusCode) -> Response {
    Wrong::from(status).into_response()
}

/// The members of a JSON object, or the refusal.
pub(crate) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Wrong> {
    json::object(headers, body).map_err(|not| match not {
        NotAnObject::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE.into(),
        NotAnObject::Malformed => Wrong::request("malformed", "not a JSON object"),
    })
}

/// A page that points a name of its own at 127.0.0.1 shares that name's origin with the sandbox,
/// and could read the credentials; it cannot change the Host header that gives it away.
async fn local_host_only(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse::<axum::http::uri::Authority>().ok());
    let local = host.is_some_and(|host| {
        let name = host.host().trim_start_matches('[').trim_end_matches(']');
        name == "localhost" || name.parse::<IpAddr>().is_ok()
    });
    if local { next.run(request).await } else { refuse(StatusCode::MISDIRECTED_REQUEST) }
}

async fn health() -> Response {
    json_answer(StatusCode::OK, &json!({"status": "ok"}))
}

async fn openapi() -> Response {
    json_answer(StatusCode::OK, &openapi::document())
}

async fn credentials(State(world): State<Shared>) -> Response {
    json_answer(StatusCode::OK, &json!(world.credentials))
}

async fn guesses() -> Response {
    json_answer(StatusCode::OK, &json!({"guesses": guess::TABLE}))
}

async fn requests(State(world): State<Shared>) -> Response {
    json_answer(StatusCode::OK, &json!({"requests": world.journal.read()}))
}

async fn forget_requests(State(world): State<Shared>) -> StatusCode {
    world.journal.clear();
    StatusCode::NO_CONTENT
}

async fn faults(State(world): State<Shared>) -> Response {
    json_answer(StatusCode::OK, &json!({"faults": world.faults.read()}))
}

async fn arm(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    if !json::is_json(&headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into());
    }
    let orders = match serde_json::from_slice::<Value>(&body) {
        Ok(one @ Value::Object(_)) => serde_json::from_value(one).map(|order| vec![order]),
        Ok(many) => serde_json::from_value::<Vec<Order>>(many),
        Err(error) => Err(error),
    };
    // A fault holds no card data, so the parser's words may be passed on: they name the member.
    let orders = orders.map_err(|error| Wrong::request("fault_invalid", error.to_string()))?;
    let armed = world.faults.arm(orders);
    armed.map_err(|message| Wrong::request("fault_invalid", message))?;
    Ok(faults(State(world)).await)
}

async fn disarm(State(world): State<Shared>) -> StatusCode {
    world.faults.clear();
    StatusCode::NO_CONTENT
}

async fn clock(State(world): State<Shared>) -> Response {
    let now_ms = world.now_ms();
    json_answer(StatusCode::OK, &json!({"nowMs": now_ms, "now": iso_8601(now_ms)}))
}

async fn advance(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    let members = object(&headers, &body)?;
    let ms = members
        .get("advanceMs")
        .and_then(Value::as_i64)
        .ok_or_else(|| Wrong::request("clock_invalid", "advanceMs is an integer, in milliseconds"))?;
    world.advance(ms).map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    Ok(clock(State(world)).await)
}
