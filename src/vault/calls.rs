//! What the calls of a server share, whichever the vault: paths that an id cannot leave, and answers.

use crate::error::{Code, Error};
use crate::http::{Response, push_query_value};
use crate::json::Value;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The longest id that a contract has is 43 characters.
const ID_LIMIT: usize = 128;

/// An id, to stand in a path. No vault has one with other signs than these, and `..` would be another path.
pub(super) fn id(text: &str) -> Result<&str, Error> {
    let good = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if good && !text.is_empty() && text.len() <= ID_LIMIT { Ok(text) } else { Err(Code::NotFound.into()) }
}

/// `path` with `?name=value&…`, each value escaped.
pub(super) fn with_query(path: &str, pairs: &[(&str, String)]) -> String {
    let mut out = path.as_bytes().to_vec();
    for (at, (name, value)) in pairs.iter().enumerate() {
        out.push(if at == 0 { b'?' } else { b'&' });
        out.extend_from_slice(name.as_bytes());
        out.push(b'=');
        push_query_value(&mut out, value);
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The JSON of an answer that says yes.
pub(super) fn document(response: &Response) -> Result<Value, Error> {
    let (value, error) = response.read();
    match (response.status, error, value) {
        (200..=202, None, Some(value)) => Ok(value),
        (_, error, _) => Err(refusal(response.status, error)),
    }
}

/// Whether an answer says yes, with or without a body.
pub(super) fn done(response: &Response) -> Result<(), Error> {
    match response.status {
        200..=204 => Ok(()),
        status => Err(refusal(status, response.read().1)),
    }
}

fn refusal(status: u16, error: Option<Error>) -> Error {
    match status {
        401 => Code::KeyRejected.into(),
        403 => Code::NotPermitted.into(),
        404 => Code::NotFound.into(),
        _ => error.unwrap_or(Code::RequestRefused.into()),
    }
}

/// The text member `name`, if it is there and not empty.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    value.text_of(name).filter(|text| !text.is_empty()).map(ToString::to_string)
}

/// The texts of the list `name`, if it is a list of texts.
pub(super) fn texts(value: &Value, name: &str) -> Option<Vec<String>> {
    match value.get(name)? {
        Value::List(items) => items.iter().map(|item| item.text().map(ToString::to_string)).collect(),
        _ => None,
    }
}

/// Every item of a list, read by `read`. What is no list, or has an item that cannot be read, spoils the answer: a key
/// left out would look revoked.
pub(super) fn all<T>(list: Option<&Value>, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, Error> {
    match list {
        Some(Value::List(items)) => items.iter().map(|item| read(item).ok_or(Code::BadResponse.into())).collect(),
        _ => Err(Code::BadResponse.into()),
    }
}
