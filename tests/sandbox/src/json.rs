//! JSON bodies, read strictly and without ever quoting them back.

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

/// Why a body is not a JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAnObject {
    /// `Content-Type` is not `application/json`.
    MediaType,
    /// Not JSON, or JSON of another kind.
    Malformed,
}

pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The members of a JSON object sent as `application/json`.
pub(crate) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, NotAnObject> {
    if !is_json(headers) {
        return Err(NotAnObject::MediaType);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(NotAnObject::Malformed),
    }
}
