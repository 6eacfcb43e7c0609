//! What was asked, without what it said: names and shapes, never a card's or a key's value.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, Method, Uri, header};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::query::Query;

/// One request.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    #[serde(skip)]
    sequence: u64,
    /// ISO 8601, UTC, on the sandbox's clock.
    at: String,
    /// `None` outside every vault.
    vault: Option<&'static str>,
    method: String,
    path: String,
    query: Map<String, Value>,
    headers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    apikey: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<String>,
    body: Value,
    /// Kind of the fault that struck, if one did.
    fault: Option<&'static str>,
    /// `None` while there is no answer, and for ever when a fault kept it back.
    status: Option<u16>,
}

#[derive(Default)]
pub(crate) struct Journal(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    next: u64,
    entries: VecDeque<Entry>,
}

/// A long test run must not fill the memory; the oldest entry goes.
const ENTRIES: usize = 2_000;

impl Journal {
    fn with<R>(&self, act: impl FnOnce(&mut Pages) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes a request down and returns the number under which [`Journal::answered`] finds it.
    pub(crate) fn asked(
        &self,
        at: String,
        vault: Option<&'static str>,
        (method, uri, headers): (&Method, &Uri, &HeaderMap),
        body: &[u8],
        fault: Option<&'static str>,
    ) -> u64 {
        let secret = |name| headers.get(name).map(|value| redacted(&String::from_utf8_lossy(value.as_bytes())));
        let entry = Entry {
            sequence: 0,
            at,
            vault,
            method: label(method.as_str()),
            path: path(uri.path()),
            query: query(uri),
            headers: headers.keys().map(|name| label(name.as_str())).collect(),
            apikey: secret("apikey"),
            authorization: secret(header::AUTHORIZATION.as_str()),
            body: shape(body),
            fault,
            status: None,
        };
        self.with(|pages| {
            let sequence = pages.next;
            pages.next += 1;
            if pages.entries.len() >= ENTRIES {
                pages.entries.pop_front();
            }
            pages.entries.push_back(Entry { sequence, ..entry });
            sequence
        })
    }

    pub(crate) fn answered(&self, sequence: u64, status: u16) {
        self.with(|pages| {
            let entry = pages.entries.iter_mut().rev().find(|entry| entry.sequence == sequence);
            if let Some(entry) = entry {
                entry.status = Some(status);
            }
        });
    }

    /// Every entry, oldest first.
    pub(crate) fn read(&self) -> Vec<Entry> {
        self.with(|pages| pages.entries.iter().cloned().collect())
    }

    pub(crate) fn clear(&self) {
        self.with(|pages| pages.entries.clear());
    }
}

/// Parameters whose values are plain words.
const HARMLESS: &[&str] = &["scope", "method", "only", "except"];

fn query(uri: &Uri) -> Map<String, Value> {
    Query::of(uri)
        .pairs()
        .map(|(name, value)| {
            let shown = if HARMLESS.contains(&name) { label(value) } else { redacted(value) };
            (label(name), Value::String(shown))
        })
        .collect()
}

/// The path with every segment that is not a plain word taken out: an id, a token, or by some
/// client's mistake a card number.
fn path(path: &str) -> String {
    path.split('/').map(label).collect::<Vec<_>>().join("/")
}

/// A name as it is when it can only be a name, else its length.
///
/// INVARIANT: no text with more than two digits passes, so no card number, code or hex key does.
fn label(text: &str) -> String {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b',');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.len() <= 40 && digits <= 2 && text.bytes().all(word) { text.to_owned() } else { redacted(text) }
}

fn redacted(value: &str) -> String {
    // The scheme of an Authorization header is no secret, and a missing one is a common mistake.
    let scheme = value.split_once(' ').map(|(scheme, _)| scheme).filter(|scheme| matches!(*scheme, "Bearer" | "Basic"));
    match scheme {
        Some(scheme) => format!("{scheme} [redacted, {} bytes]", value.len() - scheme.len() - 1),
        None => format!("[redacted, {} bytes]", value.len()),
    }
}

/// The members of a JSON body: names on two levels, and kinds in place of values.
fn shape(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => {
            members.iter().take(32).map(|(name, value)| (label(name), inner_shape(value))).collect()
        }
        Ok(other) => json!(kind(&other)),
        Err(_) => json!(format!("[not JSON, {} bytes]", body.len())),
    }
}

fn inner_shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.keys().take(64).map(|name| label(name)).collect(),
        other => json!(kind(other)),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_taken_out_wherever_a_client_puts_it() {
        assert_eq!(path("/v1/4242424242424242"), "/v1/[redacted, 16 bytes]");
        assert_eq!(label("4242"), "[redacted, 4 bytes]");
        assert_eq!(label("exp_month"), "exp_month");
        assert_eq!(redacted("Bearer abc"), "Bearer [redacted, 3 bytes]");
        let body = br#"{"card":{"number":"4242424242424242","4242424242424242":"x"}}"#;
        let text = shape(body).to_string();
        assert_eq!(text, r#"{"card":["number","[redacted, 16 bytes]"]}"#);
    }
}
