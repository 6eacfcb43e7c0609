//! The sandbox as Wasm, for Node. Requests come in and answers go out as plain data; sockets, timers and the clock are
//! JavaScript's.

// Elsewhere its host is a process, which has all of this.
#![cfg(target_arch = "wasm32")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::response::Response;
use http_body_util::BodyExt;
use js_sys::{Array, Promise, Uint8Array};
use serde_json::Value;
use tokenframe_sandbox::{Answered, Clock, Options, Outside, SeededEntropy, Work, hosted_by};
use tokio::sync::{oneshot, watch};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen(module = "outside.js")]
extern "C" {
    /// A promise of nothing, after so many milliseconds.
    fn sleep(ms: f64) -> Promise;
    /// A promise of `[status, content type, body]`, or of nothing.
    fn ask(address: &str, method: &str, path: &str, headers: Array, body: Uint8Array) -> Promise;
}

/// The time of the machine.
struct Now;

impl Clock for Now {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a whole number of milliseconds")]
    fn now_ms(&self) -> u64 {
        js_sys::Date::now() as u64
    }
}

/// What is awaited of JavaScript stays on its thread; whoever waits for it need not know.
fn awaited<T: Send + 'static>(
    promise: impl FnOnce() -> Promise + 'static,
    read: impl FnOnce(Result<JsValue, JsValue>) -> T + 'static,
) -> oneshot::Receiver<T> {
    let (done, result) = oneshot::channel();
    spawn_local(async move {
        let _ = done.send(read(JsFuture::from(promise()).await));
    });
    result
}

struct Node;

impl Outside for Node {
    fn sleep(&self, time: Duration) -> Work<()> {
        let over = awaited(move || sleep(time.as_secs_f64() * 1000.0), drop);
        Box::pin(async move {
            let _ = over.await;
        })
    }

    fn beside(&self, work: Work<()>) {
        spawn_local(work);
    }

    fn ask(&self, address: SocketAddr, request: Request<Bytes>) -> Work<Option<Answered>> {
        let asked = move || {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            let body = Uint8Array::from(request.body().as_ref());
            ask(&address.to_string(), request.method().as_str(), path, pairs(request.headers()), body)
        };
        let answer = awaited(asked, |answer| {
            let answer = Array::from(&answer.ok().filter(JsValue::is_object)?);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status is a small number")]
            let status = answer.get(0).as_f64()? as u16;
            Some((status, answer.get(1).as_string(), Uint8Array::new(&answer.get(2)).to_vec()))
        });
        Box::pin(async move { answer.await.ok().flatten() })
    }
}

/// Names and values, one after the other, as `node:http` has them.
fn pairs(headers: &axum::http::HeaderMap) -> Array {
    let texts = headers.iter().flat_map(|(name, value)| [name.as_str().to_owned(), latin(value.as_bytes())]);
    texts.map(JsValue::from).collect()
}

/// As HTTP reads the bytes of a header.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// One backend with its own keys, cards, journal and faults.
#[wasm_bindgen]
pub struct Sandbox {
    sandbox: tokenframe_sandbox::Sandbox,
    stop: watch::Sender<bool>,
}

#[wasm_bindgen]
impl Sandbox {
    /// From JSON: `allowedOrigins`, `frameAncestors`, `sessionTokenLifetimeMs`, `seed`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsError> {
        hosted_by(Box::new(Node));
        let told: Value = serde_json::from_str(options)?;
        let mut options = Options { clock: Arc::new(Now), ..Options::default() };
        if let Some(origins) = told.get("allowedOrigins").and_then(Value::as_array) {
            options.allowed_origins = origins.iter().filter_map(|origin| origin.as_str().map(Into::into)).collect();
        }
        options.frame_ancestors = told.get("frameAncestors").and_then(Value::as_str).map(Into::into);
        if let Some(ms) = told.get("sessionTokenLifetimeMs").and_then(Value::as_u64) {
            options.session_token_lifetime_ms = ms;
        }
        if let Some(seed) = told.get("seed").and_then(Value::as_u64) {
            options.entropy = Arc::new(SeededEntropy::new(seed));
        }
        Ok(Self { sandbox: tokenframe_sandbox::Sandbox::new(options)?, stop: watch::channel(false).0 })
    }

    /// By vault, what a merchant's server would hold: JSON.
    pub fn credentials(&self) -> String {
        self.sandbox.credentials().to_string()
    }

    /// `[status, headers, body, whole]`; `undefined`: the connection is to be closed without a reply. The body breaks off
    /// where it is not whole.
    pub fn answer(&self, method: String, path: String, headers: Vec<String>, body: Vec<u8>) -> Promise {
        let (sandbox, stop) = (self.sandbox.clone(), self.stop.subscribe());
        wasm_bindgen_futures::future_to_promise(async move {
            let mut request = Request::builder().method(method.as_str()).uri(path);
            for pair in headers.chunks_exact(2) {
                if let [name, value] = pair {
                    let value: Vec<u8> = value.chars().filter_map(|sign| u8::try_from(u32::from(sign)).ok()).collect();
                    request = request.header(name, value);
                }
            }
            let request = request.body(Body::from(body)).map_err(|error| JsError::new(&error.to_string()))?;
            Ok(match sandbox.answer(request, stop).await {
                Some(answer) => plain(answer).await,
                None => JsValue::UNDEFINED,
            })
        })
    }

    /// What waits for nothing, as a fault may have it, ends.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }
}

async fn plain(answer: Response) -> JsValue {
    let (head, mut body) = answer.into_parts();
    let mut bytes = Vec::new();
    let mut whole = true;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => bytes.extend_from_slice(frame.data_ref().map_or(&[], |data| data)),
            Err(_) => whole = false,
        }
        if !whole {
            break;
        }
    }
    let (status, headers) = (JsValue::from(head.status.as_u16()), JsValue::from(pairs(&head.headers)));
    [status, headers, Uint8Array::from(&*bytes).into(), whole.into()].iter().collect::<Array>().into()
}
