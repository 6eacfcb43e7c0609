//! `PayConex`'s errors, the form `ApiViolation` (payconex.md, 6).

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::answer::{json_answer, reason};
use crate::guess;
use crate::json::NotAnObject;
use crate::store::Unavailable;

/// A refusal; never holds a value that the client sent.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    /// 401: whatever is wrong with the credential, the same words.
    Unauthenticated,
    /// 403: the key lacks a scope or an account.
    Forbidden,
    /// 404, with the id when it has the form of one.
    NotFound(Option<String>),
    /// 422 with what is wrong, by member.
    Invalid(Vec<Value>),
    /// 400 with one of the short messages; the body has no `value`, `source` or `details`.
    Short(String),
    /// The issuer said no, or broke: `metadata` says what became of the transaction.
    Declined { status: StatusCode, message: &'static str, metadata: Value },
    /// Anything else, by its status.
    Other(StatusCode),
}

/// One entry of `details`; `source` is a known member's path.
pub(crate) fn detail(source: &str, message: &str) -> Value {
    json!({"message": message, "source": source, "value": null})
}

impl Refusal {
    /// 422 about one member.
    pub(crate) fn invalid(source: &str, message: &str) -> Self {
        Self::Invalid(vec![detail(source, message)])
    }

    /// 404 about an id, shown again only when it cannot be anything else.
    pub(crate) fn not_found(id: &str) -> Self {
        let digits = id.split_once('_').map(|(_, digits)| digits);
        let is_an_id = digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        Self::NotFound(is_an_id.then(|| id.to_owned()))
    }

    pub(crate) fn answer(&self, trace_id: &str) -> Response {
        let (status, mut body) = self.parts();
        if let Some(members) = body.as_object_mut() {
            members.insert("traceId".to_owned(), json!(trace_id));
        }
        json_answer(status, &body)
    }

    fn parts(&self) -> (StatusCode, Value) {
        match self {
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, headers("Unauthenticated", "authentication", 40_002)),
            Self::Forbidden => {
                (StatusCode::FORBIDDEN, headers(guess::PAYCONEX_HAND_ON_MESSAGE, "authorization", 40_003))
            }
            Self::NotFound(id) => (
                StatusCode::NOT_FOUND,
                json!({
                    "message": "Not Found", "errorType": "not_found", "errorCode": 40_005,
                    "value": id, "source": "request", "details": [],
                }),
            ),
            Self::Invalid(details) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({
                    "message": "Invalid Input", "errorType": "invalid_request", "errorCode": 40_001,
                    "value": "The request contained invalid data", "source": "request", "details": details,
                }),
            ),
            Self::Short(message) => (
                StatusCode::BAD_REQUEST,
                json!({"message": message, "errorType": "invalid_request", "errorCode": 40_001}),
            ),
            Self::Declined { status, message, metadata } => {
                let (kind, code) = if status.is_server_error() {
                    ("internal_server_error", 40_004)
                } else {
                    ("invalid_request", 40_001)
                };
                let body = json!({"message": message, "errorType": kind, "errorCode": code, "metadata": metadata});
                (*status, body)
            }
            Self::Other(status) if status.is_server_error() => (
                *status,
                json!({
                    "message": "Internal Server Error", "errorType": "internal_server_error", "errorCode": 40_004,
                    "value": "Server Error", "source": "request", "details": [],
                }),
            ),
            Self::Other(status) => (
                *status,
                json!({
                    "message": format!("Invalid request: {}", reason(*status)), "errorType": "invalid_request",
                    "errorCode": 40_001, "value": "Invalid Input", "source": "request", "details": [],
                }),
            ),
        }
    }
}

fn headers(message: &str, kind: &str, code: u32) -> Value {
    json!({
        "message": message, "errorType": kind, "errorCode": code,
        "value": "Authorization", "source": "headers", "details": [],
    })
}

impl From<Unavailable> for Refusal {
    fn from(_: Unavailable) -> Self {
        Self::Other(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<NotAnObject> for Refusal {
    fn from(not: NotAnObject) -> Self {
        match not {
            NotAnObject::MediaType => Self::Other(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            NotAnObject::Malformed => {
                Self::Short("Request validation error: Does not conform to API schema.".to_owned())
            }
        }
    }
}
