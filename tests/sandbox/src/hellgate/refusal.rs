//! Hellgate's errors: `{"code","message","classifier"}` (hellgate.md, 5).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::answer::json_answer;
use crate::guess;
use crate::json::NotAnObject;
use crate::store::Unavailable;

/// A refusal; never holds a value that the client sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: &'static str,
}

impl Refusal {
    pub(crate) const UNAUTHORIZED: Self = Self::new(StatusCode::UNAUTHORIZED, "The API key is missing or not valid");
    pub(crate) const FORBIDDEN: Self = Self::new(StatusCode::FORBIDDEN, "The API key may not do this");

    pub(crate) const fn new(status: StatusCode, message: &'static str) -> Self {
        Self { status, message }
    }

    pub(crate) const fn invalid(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) const fn unprocessable(message: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    pub(crate) const fn not_found(message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// With a status out of the guess table.
    pub(crate) fn guessed(status: u16, message: &'static str) -> Self {
        Self::new(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), message)
    }
}

impl From<Unavailable> for Refusal {
    fn from(_: Unavailable) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The sandbox's store is unavailable")
    }
}

impl From<NotAnObject> for Refusal {
    fn from(not: NotAnObject) -> Self {
        match not {
            NotAnObject::MediaType => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json")
            }
            NotAnObject::Malformed => Self::invalid("The body is not a JSON object"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let code = self.status.as_u16();
        let known = guess::HELLGATE_CLASSIFIERS.iter().find(|(status, _)| *status == code);
        let classifier = known.map_or(guess::HELLGATE_OTHER_CLASSIFIER, |(_, classifier)| *classifier);
        json_answer(self.status, &json!({"code": code, "message": self.message, "classifier": classifier}))
    }
}
