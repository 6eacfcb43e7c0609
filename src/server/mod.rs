//! The edge to JavaScript on a server: what is asked for goes to the vaults' rooms, and what they say comes back.
//!
//! No I/O, no clock, no chance: `www/server` sends what `prepare` gives, and hands the answer to `read`.

mod clover;
mod corefy;
mod hellgate;
mod payconex;
mod vaultera;

use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::secret::Secret;
use crate::vault::key::Created;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// One call: `{ [vault]: { …, what: { [does]: { … } } } }`. Tags that stand outside, since serde keeps a copy of what
/// it reads before it knows the tag, and the code for that is three times as long.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Call {
    Clover(clover::Call),
    Vaultera(vaultera::Call),
    PayConex(payconex::Call),
    Hellgate(hellgate::Call),
    Corefy(corefy::Call),
}

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

/// A key with its secret, which JavaScript masks at once.
#[derive(Serialize)]
struct ShownOnce<'a, Key> {
    #[serde(flatten)]
    key: &'a Key,
    secret: &'a str,
}

/// The request for a call. Throws a `CallError`.
#[wasm_bindgen]
pub fn prepare(call: JsValue, now: f64) -> Result<JsValue, JsValue> {
    let request = match opened(call)? {
        Call::Clover(call) => Ok(call.request()),
        Call::Vaultera(call) => call.request(),
        Call::PayConex(call) => call.request(ms(now)),
        Call::Hellgate(call) => call.request(),
        Call::Corefy(call) => call.request(),
    };
    request.map(|request| prepared(&request)).map_err(|error| failed(&error))
}

/// What an answer to that call means. `now`: milliseconds since 1970. Throws a `CallError`.
#[wasm_bindgen]
pub fn read(
    call: JsValue,
    now: f64,
    status: u16,
    json: bool,
    retry_after: Option<u32>,
    body: Vec<u8>,
) -> Result<JsValue, JsValue> {
    let response = Response { status, json, retry_after, body: body.into() };
    let read = match opened(call)? {
        Call::Clover(call) => call.answer(&response),
        Call::Vaultera(call) => call.answer(&response),
        Call::PayConex(call) => call.answer(&response, ms(now)),
        Call::Hellgate(call) => call.answer(&response, ms(now)),
        Call::Corefy(call) => call.answer(&response),
    };
    read.map_err(|error| failed(&error))
}

/// The invoice in a callback of Corefy's, or nothing where its signature is wrong.
#[wasm_bindgen(js_name = callback)]
pub fn corefy_callback(body: &[u8], signature: &str, private_key: &str) -> Option<JsValue> {
    corefy::callback(body, signature, private_key)
}

/// What `www/server` asks without a request: `{ [about]: { … } }`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum Question {
    PayconexScopes {},
    PayconexCovers { held: Vec<String>, wanted: String },
    HellgateScoped { model: crate::vault::hellgate::scoped::Model },
    GuardianScopes {},
    CorefyEntities {},
    CorefyPermissions { preset: String },
    CorefyPreset { permissions: Vec<String> },
    CloverAuthorize(clover::Consent),
}

/// What is known without asking a vault: tables, and what follows from them.
#[wasm_bindgen]
pub fn tell(question: JsValue) -> JsValue {
    let Ok(question) = serde_wasm_bindgen::from_value(question) else { return JsValue::UNDEFINED };
    match question {
        Question::PayconexScopes {} => payconex::scopes(),
        Question::PayconexCovers { held, wanted } => {
            held.iter().any(|held| crate::vault::payconex::scopes::covers(held, &wanted)).into()
        }
        Question::HellgateScoped { model } => hellgate::scoped(model),
        Question::GuardianScopes {} => value(&crate::vault::hellgate::guardian::SCOPES),
        Question::CorefyEntities {} => corefy::entities(),
        Question::CorefyPermissions { preset } => value(&crate::vault::corefy::keys::permissions(&preset)),
        Question::CorefyPreset { permissions } => crate::vault::corefy::keys::preset(&permissions).into(),
        Question::CloverAuthorize(consent) => consent.url().into(),
    }
}

/// Members that somebody wrote. One that there is not would be passed over in silence, and a lifetime with it.
#[derive(Deserialize)]
struct Strict<Known> {
    #[serde(flatten)]
    known: Known,
    #[serde(flatten)]
    unknown: BTreeMap<String, IgnoredAny>,
}

impl<Known> Strict<Known> {
    fn known(&self) -> Result<&Known, Error> {
        if self.unknown.is_empty() { Ok(&self.known) } else { Err(Code::CallInvalid.into()) }
    }
}

fn opened(call: JsValue) -> Result<Call, JsValue> {
    serde_wasm_bindgen::from_value(call).map_err(|_| failed(&Code::CallInvalid.into()))
}

fn ms(now: f64) -> u64 {
    now as u64
}

fn prepared(request: &Request) -> JsValue {
    // EXPOSE: fetch takes texts; they go nowhere else.
    let text = |secret: &Secret| secret.expose_str().to_owned();
    let prepared = Prepared {
        method: request.method.as_str(),
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

fn created<Key: Serialize>(created: &Created<Key>) -> JsValue {
    // EXPOSE: whoever made the key must get it, and this answer is the only one that has it.
    value(&ShownOnce { key: &created.key, secret: created.secret.expose_str() })
}

fn value(value: &impl Serialize) -> JsValue {
    // A flattened member makes a map of its struct, which is an object to JavaScript.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).unwrap_or(JsValue::UNDEFINED)
}

fn secret(text: &str) -> Secret {
    Secret::copied(text)
}

fn optional(text: &Option<String>) -> Option<Secret> {
    text.as_deref().map(secret)
}
