//! Callbacks: the invoice, signed, to an address on loopback (corefy.md, 12).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::account;
use super::invoice::Invoice;
use crate::admin::Wrong;
use crate::answer::json_answer;
use crate::outside::{beside, exchange, within};
use crate::store::Unavailable;
use crate::vaultera::send::{TIME, Target};
use crate::world::{Shared, World};

/// One callback and how often it was tried.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Callback {
    id: String,
    invoice: String,
    test_mode: bool,
    url: String,
    body: String,
    attempts: u64,
    delivered: bool,
}

const CALLBACKS: &str = "corefy/callback";

/// base64( SHA-1( secret + body + secret ) ), of the hash's raw bytes.
fn signature(secret: &str, body: &str) -> String {
    let digest = Sha1::new().chain_update(secret).chain_update(body).chain_update(secret).finalize();
    STANDARD.encode(digest)
}

/// Sends an invoice's state in a task of its own: who asks does not wait for who is told.
pub(crate) fn send(world: &Shared, invoice: &Invoice, host: &str) {
    let Some(url) = invoice.callback_url.clone() else {
        return;
    };
    let callback = Callback {
        id: world.uuid(),
        invoice: invoice.id.clone(),
        test_mode: invoice.test_mode,
        url,
        body: json!({"data": invoice.shown(host, None)}).to_string(),
        attempts: 0,
        delivered: false,
    };
    let world = Shared::clone(world);
    beside(async move {
        // A callback that could not be written down is lost, as one on the way may be.
        if world.store().save(CALLBACKS, &callback.id, &callback).is_ok() {
            let _ = deliver(&world, &callback).await;
        }
    });
}

async fn deliver(world: &World, callback: &Callback) -> Result<(), Unavailable> {
    let delivered = match request(world, callback)? {
        Some((target, request)) => {
            let answer = within(TIME, exchange(target.address, request)).await;
            matches!(answer, Some(Ok(answer)) if answer.status() == StatusCode::OK)
        }
        None => false,
    };
    world.store().alter(CALLBACKS, &callback.id, |callback: &mut Callback| {
        callback.attempts += 1;
        callback.delivered |= delivered;
    })?;
    Ok(())
}

type Addressed = (Target, Request<Full<Bytes>>);

fn request(world: &World, callback: &Callback) -> Result<Option<Addressed>, Unavailable> {
    let account = account::load(world)?;
    let signed = signature(account.private_key(callback.test_mode), &callback.body);
    let (Some(target), Ok(signed)) = (Target::parse(&callback.url), HeaderValue::try_from(signed)) else {
        return Ok(None);
    };
    let mut request = Request::new(Full::new(Bytes::from(callback.body.clone())));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = target.path.clone();
    let headers: &mut HeaderMap = request.headers_mut();
    headers.insert(header::HOST, target.host.clone());
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-signature", signed);
    Ok(Some((target, request)))
}

/// `GET /_sandbox/corefy/callbacks`: every callback, without its body.
pub(crate) async fn list(State(world): State<Shared>) -> Result<Response, Wrong> {
    let callbacks = world.store().all::<Callback>(CALLBACKS);
    let callbacks = callbacks.map_err(|Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE))?;
    let shown: Vec<Value> = callbacks
        .iter()
        .map(|one| json!({"id": one.id, "invoice": one.invoice, "attempts": one.attempts, "delivered": one.delivered}))
        .collect();
    Ok(json_answer(StatusCode::OK, &json!({"callbacks": shown})))
}

/// `POST /_sandbox/corefy/callbacks`: what the vendor does after one, two, three minutes and so on,
/// done now; every callback that was not answered with 200 is sent again.
pub(crate) async fn retry(State(world): State<Shared>) -> Result<Response, Wrong> {
    let unavailable = |Unavailable| Wrong::from(StatusCode::SERVICE_UNAVAILABLE);
    for callback in world.store().all::<Callback>(CALLBACKS).map_err(unavailable)? {
        if !callback.delivered {
            deliver(&world, &callback).await.map_err(unavailable)?;
        }
    }
    list(State(world)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_of_the_contract() {
        // Calculated apart from this code: printf of secret, body, secret | openssl sha1 -binary | base64.
        let body = r#"{"data":{"type":"payment-invoices","id":"cpi_1"}}"#;
        assert_eq!(signature("sk_test_AbC123", body), "LKEmsdyjS1Aa4L+G1PH9iFkViX8=");
    }
}
