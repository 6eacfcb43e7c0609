//! Corefy's errors in the JSON:API form: `{"errors":[{"status","title","detail","source"?}]}`
//! (corefy.md, 11).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer::{json_answer, reason};
use crate::guess;
use crate::json::NotAnObject;
use crate::store::Unavailable;

/// A refusal; never holds a value that the client sent.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    status: StatusCode,
    /// Where, as a JSON pointer.
    pointer: Option<String>,
    detail: &'static str,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, detail: &'static str) -> Self {
        Self { status, pointer: None, detail }
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "the credentials are missing or not valid")
    }

    pub(crate) fn forbidden(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is no such resource")
    }

    /// 422 about one member.
    pub(crate) fn invalid(pointer: &str, detail: &'static str) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, pointer: Some(pointer.to_owned()), detail }
    }

    /// With a status out of the guess table.
    pub(crate) fn guessed(status: u16, detail: &'static str) -> Self {
        Self::new(StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), detail)
    }
}

impl From<Unavailable> for Refusal {
    fn from(_: Unavailable) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the sandbox's store is unavailable")
    }
}

impl From<NotAnObject> for Refusal {
    fn from(not: NotAnObject) -> Self {
        match not {
            NotAnObject::MediaType => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json")
            }
            NotAnObject::Malformed => Self::new(StatusCode::BAD_REQUEST, "the body is not a JSON object"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = json!({"status": self.status.as_str(), "title": reason(self.status), "detail": self.detail});
        if let (Some(members), Some(pointer)) = (error.as_object_mut(), self.pointer) {
            members.insert("source".to_owned(), json!({"pointer": pointer}));
        }
        json_answer(self.status, &json!({guess::COREFY_ERROR_MEMBER: [error]}))
    }
}
