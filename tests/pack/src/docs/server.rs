//! The documents as `cargo dev` serves them: built anew for each request, so that what is written can be looked at.

use super::Site;
use crate::dev::answer;
use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

/// There is no script in them, and no style but the one file.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub fn routes() -> Router {
    Router::new().fallback(serve)
}

async fn serve(uri: Uri) -> Response {
    let site = match Site::build() {
        Ok(site) => site,
        Err(error) => return (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n")).into_response(),
    };
    let name = uri.path().trim_start_matches('/');
    let Some(content) = site.file(name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        ("content-type", content_type(name)),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ];
    answer(headers.into_iter().map(|(name, value)| (name, value.to_owned())).collect(), content.to_vec())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("html", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
