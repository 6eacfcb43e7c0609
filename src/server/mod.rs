//! The edge to JavaScript on a server: what is asked for goes to the vaults' rooms, and what they say comes back.
//!
//! No I/O, no clock, no chance: `www/server` sends what `prepare` gives, and hands the answer to `read`.

mod call;

use crate::error::Error;
use crate::http::{Method, Request, Response};
use call::Call;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A request, ready to be sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prepared {
    method: &'static str,
    url: String,
    headers: Vec<(&'static str, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// As `CallError` in the types.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    kind: &'static str,
    code: &'static str,
    retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u32>,
}

/// The request for a call: `{ does, … }`, as `www/server/vaults` writes it. Throws a `CallError`.
#[wasm_bindgen]
pub fn prepare(call: JsValue) -> Result<JsValue, JsValue> {
    let call: Call = serde_wasm_bindgen::from_value(call).map_err(|_| failed(&crate::error::Code::Internal.into()))?;
    let request = call.request().map_err(|error| failed(&error))?;
    Ok(prepared(&request))
}

/// What an answer to that call means. Throws a `CallError`.
#[wasm_bindgen]
pub fn read(does: &str, status: u16, json: bool, retry_after: Option<u32>, body: Vec<u8>) -> Result<JsValue, JsValue> {
    let response = Response { status, json, retry_after, body: body.into() };
    call::answer(does, &response).map_err(|error| failed(&error))
}

/// The invoice in a callback of Corefy's, or nothing where its signature is wrong.
#[wasm_bindgen(js_name = callback)]
pub fn corefy_callback(body: &[u8], signature: &str, private_key: &str) -> Option<JsValue> {
    call::callback(body, signature, private_key)
}

fn prepared(request: &Request) -> JsValue {
    // EXPOSE: fetch takes texts; they go nowhere else. No card is in a server's request.
    let text = |secret: &crate::secret::Secret| secret.expose_str().to_owned();
    let prepared = Prepared {
        method: match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
        },
        url: text(&request.url),
        headers: request.headers.iter().map(|(name, value)| (*name, text(value))).collect(),
        body: request.body.as_ref().map(text),
    };
    value(&prepared)
}

fn failed(error: &Error) -> JsValue {
    value(&Failed {
        kind: error.code.kind().as_str(),
        code: error.code.as_str(),
        retryable: error.code.retryable(),
        reason: error.reason.clone(),
        retry_after_ms: error.retry_after_ms,
    })
}

fn value(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::UNDEFINED)
}
