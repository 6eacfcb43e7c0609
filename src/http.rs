//! A request and a response as plain data. Nothing here sends anything.

use crate::error::{Code, Error};
use crate::json::Value;
use crate::secret::Secret;
use alloc::{string::String, vec, vec::Vec};

/// The methods that the vaults' contracts use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PATCH`
    #[cfg(feature = "server")]
    Patch,
    /// `DELETE`
    #[cfg(feature = "server")]
    Delete,
}

impl Method {
    /// The name in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            #[cfg(feature = "server")]
            Self::Patch => "PATCH",
            #[cfg(feature = "server")]
            Self::Delete => "DELETE",
        }
    }
}

/// A request to a vault, ready to send.
#[derive(Debug, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL. A secret, since Vaultera's key travels in its query.
    pub url: Secret,
    /// Header names in lower case, and their values.
    pub headers: Vec<(&'static str, Secret)>,
    /// The body: JSON text in UTF-8.
    pub body: Option<Secret>,
}

/// A vault's answer, read whole.
#[derive(Debug, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Whether `content-type` says JSON.
    pub json: bool,
    /// The `retry-after` header in seconds, where it is a number and the browser shows it.
    pub retry_after: Option<u32>,
    /// The body, at most [`BODY_LIMIT`] bytes.
    pub body: Secret,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nothing came back. The browser does not say whether anything was sent.
    Unreachable,
    /// An answer began and its end never came.
    Cut,
    /// The answer is longer than [`BODY_LIMIT`].
    TooLong,
}

/// The longest answer that is read, in bytes. A token's answer has a few hundred.
pub const BODY_LIMIT: usize = 64 * 1024;

/// The longest wait that an answer can ask for, in milliseconds.
const RETRY_AFTER_LIMIT_MS: u32 = 60_000;

impl Request {
    /// A `POST` of a JSON body, asking for JSON.
    pub fn post_json(url: Secret, body: Secret) -> Self {
        Self {
            method: Method::Post,
            url,
            headers: vec![
                ("accept", Secret::copied("application/json")),
                ("content-type", Secret::copied("application/json")),
            ],
            body: Some(body),
        }
    }

    /// A `GET` that asks for JSON.
    pub fn get_json(url: Secret) -> Self {
        Self { method: Method::Get, url, headers: vec![("accept", Secret::copied("application/json"))], body: None }
    }

    /// The same request by another method.
    #[cfg(feature = "server")]
    pub fn by(self, method: Method) -> Self {
        Self { method, ..self }
    }

    /// The same request with one more header.
    pub fn header(mut self, name: &'static str, value: Secret) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl Response {
    /// The body of an answer, or the error that the status means to every vault.
    ///
    /// A status that says nothing in general (400, 402 …) is `None` beside the body: the adapter decides.
    pub fn read(&self) -> (Option<Value>, Option<Error>) {
        // EXPOSE: an answer is read where it lies. It holds no card: the vaults' contracts echo none.
        let value = if self.json { Value::parse(self.body.expose()) } else { None };
        let error = match self.status {
            200..=202 if value.is_some() => None,
            200..=399 => Some(Code::BadResponse.into()),
            429 => Some(Error {
                retry_after_ms: self.retry_after.map(|seconds| seconds.saturating_mul(1000).min(RETRY_AFTER_LIMIT_MS)),
                ..Code::RateLimited.into()
            }),
            408 | 500..=599 => Some(Code::VaultUnavailable.into()),
            _ => None,
        };
        (value, error)
    }
}

impl From<Lost> for Error {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Unreachable => Code::NetworkFailed,
            Lost::Cut => Code::UnknownOutcome,
            Lost::TooLong => Code::BadResponse,
        }
        .into()
    }
}

/// The texts, one after the other.
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| text.push_str(part));
    text
}

/// The value of an `Authorization` header of the scheme Basic (RFC 7617).
#[cfg(feature = "server")]
pub fn basic(user: &str, password: &Secret) -> Secret {
    use base64::Engine;
    // EXPOSE: Basic sends the password; the header is dropped once it is sent.
    let pair = Secret::joined(&[user.as_bytes(), b":", password.expose()]);
    // EXPOSE: as above.
    let mut encoded = base64::engine::general_purpose::STANDARD.encode(pair.expose());
    let header = Secret::joined(&[b"Basic ", encoded.as_bytes()]);
    zeroize::Zeroize::zeroize(&mut encoded);
    header
}

/// Writes `text` into a URL's query, with everything but unreserved characters escaped.
pub fn push_query_value(url: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(byte);
        } else {
            url.extend([b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, json: bool, body: &str) -> Response {
        Response { status, json, retry_after: Some(2), body: Secret::copied(body) }
    }

    #[test]
    fn only_json_that_calls_itself_json_is_read() {
        assert!(response(200, true, "{}").read().1.is_none());
        for bad in
            [response(200, false, "{}"), response(200, true, "<p>"), response(204, true, ""), response(302, true, "{}")]
        {
            assert_eq!(bad.read().1.map(|error| error.code), Some(Code::BadResponse));
        }
    }

    #[test]
    fn a_wait_is_kept_and_capped() {
        assert_eq!(response(429, true, "{}").read().1.and_then(|e| e.retry_after_ms), Some(2000));
        let mut long = response(429, true, "{}");
        long.retry_after = Some(u32::MAX);
        assert_eq!(long.read().1.and_then(|e| e.retry_after_ms), Some(60_000));
    }

    #[test]
    fn a_query_value_cannot_leave_its_place() {
        let mut url = Vec::new();
        push_query_value(&mut url, "a b&c=é/");
        assert_eq!(url, b"a%20b%26c%3D%C3%A9%2F");
    }
}
