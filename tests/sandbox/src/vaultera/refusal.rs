//! Vaultera's errors: `{"errors":{"code","title","details"?}}` (vaultera.md, Status codes).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::answer::json_answer;
use crate::guess;
use crate::json::NotAnObject;
use crate::store::Unavailable;

/// A refusal; never holds a value that the client sent.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    /// 401: missing, unknown or revoked key, and the same bytes for each.
    Unauthorized,
    /// 404.
    NotFound,
    /// 422 with what is wrong, by member.
    Invalid(Details),
    /// Anything else: status, code, title.
    Other(StatusCode, &'static str, &'static str),
}

/// What is wrong, by member name: `{"card_number":["is invalid"]}`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Details(Map<String, Value>);

impl Details {
    pub(crate) fn add(&mut self, member: &str, text: &str) {
        let texts = self.0.entry(member).or_insert_with(|| json!([]));
        if let Some(texts) = texts.as_array_mut() {
            texts.push(json!(text));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Refusal {
    /// 422 about one member.
    pub(crate) fn invalid(member: &str, text: &str) -> Self {
        let mut details = Details::default();
        details.add(member, text);
        Self::Invalid(details)
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Other(status, ..) => *status,
        }
    }

    /// The object that stands under `errors`, or under `error` in a message of the form.
    pub(crate) fn body(&self) -> Value {
        match self {
            Self::Unauthorized => {
                let (code, title) = guess::VAULTERA_UNAUTHORIZED;
                json!({"code": code, "title": title})
            }
            Self::NotFound => json!({"code": "resource_not_found", "title": "Resource Not Found"}),
            Self::Invalid(details) => json!({
                "code": "validation_error",
                "title": "Validation Error",
                "details": details.0,
            }),
            Self::Other(_, code, title) => json!({"code": code, "title": title}),
        }
    }
}

impl From<Unavailable> for Refusal {
    fn from(_: Unavailable) -> Self {
        Self::Other(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", "Service Unavailable")
    }
}

impl From<NotAnObject> for Refusal {
    fn from(not: NotAnObject) -> Self {
        match not {
            NotAnObject::MediaType => {
                Self::Other(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Unsupported Media Type")
            }
            NotAnObject::Malformed => Self::Other(StatusCode::BAD_REQUEST, "bad_request", "Bad Request"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        json_answer(self.status(), &json!({"errors": self.body()}))
    }
}
