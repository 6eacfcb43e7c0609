//! Cross-origin answers: only where a vault allows them, only for origins that were named.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a vault lets another origin do on one path.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cors {
    /// As in `Access-Control-Allow-Methods`.
    pub(crate) methods: &'static str,
    /// As in `Access-Control-Allow-Headers`.
    pub(crate) headers: &'static str,
}

/// The answer to an OPTIONS request that a browser sends ahead; 204 whoever asks.
pub(crate) fn preflight(cors: Cors) -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(cors.methods));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(cors.headers));
    answer
}

/// Names the asking origin when it is on the list, and takes every CORS header away when it is not.
///
/// Never `*`, never `null`, never with credentials.
pub(crate) fn dress(answer: &mut HeaderMap, origin: Option<&HeaderValue>, allowed: &[String]) {
    answer.append(header::VARY, HeaderValue::from_static("Origin"));
    let listed = origin
        .filter(|origin| origin.as_bytes() != b"null" && allowed.iter().any(|one| one.as_bytes() == origin.as_bytes()));
    match listed {
        Some(origin) => {
            answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        None => strip(answer),
    }
}

/// Takes every CORS header away.
pub(crate) fn strip(answer: &mut HeaderMap) {
    for name in [
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        header::ACCESS_CONTROL_ALLOW_METHODS,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
    ] {
        answer.remove(name);
    }
}
