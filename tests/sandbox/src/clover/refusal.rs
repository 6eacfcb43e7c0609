//! Clover's two error forms (clover.md, Errors).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::answer::{json_answer, reason};
use crate::guess;
use crate::json::NotAnObject;
use crate::store::Unavailable;

/// A refusal; never holds a value that the client sent.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    /// Form A: 401, `{"message":"401 Unauthorized"}`.
    Unauthorized,
    /// A bare message: the OAuth paths.
    Message(StatusCode, &'static str),
    /// Form B: `{"message":"400 Bad Request","error":{…}}`.
    Error {
        status: StatusCode,
        /// Absent for some codes.
        kind: Option<&'static str>,
        code: &'static str,
        message: String,
        /// Id of the charge that failed.
        charge: Option<String>,
    },
}

impl Refusal {
    pub(crate) fn invalid_request_error(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::Error { status, kind: Some("invalid_request_error"), code, message: message.into(), charge: None }
    }

    /// 400 of type `invalid_request_error`.
    pub(crate) fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::invalid_request_error(StatusCode::BAD_REQUEST, code, message)
    }

    /// 400 `invalid_request` for a body that is not what the contract says.
    pub(crate) fn malformed() -> Self {
        Self::invalid("invalid_request", guess::CLOVER_MALFORMED_BODY)
    }
}

impl From<Unavailable> for Refusal {
    fn from(_: Unavailable) -> Self {
        Self::Error {
            status: StatusCode::SERVICE_UNAVAILABLE,
            kind: Some("api_error"),
            code: "processing_error",
            message: "The sandbox's store is unavailable.".to_owned(),
            charge: None,
        }
    }
}

impl From<NotAnObject> for Refusal {
    fn from(not: NotAnObject) -> Self {
        match not {
            NotAnObject::MediaType => Self::invalid_request_error(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "invalid_request",
                "Content-Type must be application/json.",
            ),
            NotAnObject::Malformed => Self::malformed(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let line = |status: StatusCode| format!("{} {}", status.as_str(), reason(status));
        match self {
            Self::Unauthorized => {
                let status = StatusCode::UNAUTHORIZED;
                json_answer(status, &json!({"message": line(status)}))
            }
            Self::Message(status, message) => json_answer(status, &json!({"message": message})),
            Self::Error { status, kind, code, message, charge } => {
                let mut error = Map::new();
                if let Some(kind) = kind {
                    error.insert("type".to_owned(), json!(kind));
                }
                error.insert("code".to_owned(), json!(code));
                error.insert("message".to_owned(), Value::String(message));
                if let Some(charge) = charge {
                    error.insert("charge".to_owned(), Value::String(charge));
                }
                json_answer(status, &json!({"message": line(status), "error": error}))
            }
        }
    }
}
