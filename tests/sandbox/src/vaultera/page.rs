//! What both embeddable pages share: their policy, their files, their refusal.

use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use super::session_token::{self, Scope};
use crate::guess;
use crate::store::Unavailable;
use crate::world::World;

/// `GET /assets/{name}`: the files of the pages. They hold no card data and need no token.
pub(crate) async fn asset(Path(name): Path<String>) -> Result<Response, Refusal> {
    const CSS: &str = "text/css; charset=utf-8";
    const JS: &str = "text/javascript; charset=utf-8";
    let (kind, text) = match name.as_str() {
        "page.css" => (CSS, include_str!("page/page.css")),
        "capture_form.js" => (JS, include_str!("page/capture_form.js")),
        "show_card.js" => (JS, include_str!("page/show_card.js")),
        _ => return Err(Refusal::NotFound),
    };
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// A page under a policy that lets it load its own two files and talk to its own origin.
pub(crate) fn html(world: &World, status: StatusCode, text: String) -> Response {
    let mut policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'".to_owned();
    if let Some(sources) = &world.frame_ancestors {
        policy.push_str("; frame-ancestors ");
        policy.push_str(sources);
    }
    let headers: [(HeaderName, &'static str); 1] = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut answer = (status, headers, text).into_response();
    // A switch that is no valid header value must not end in a page that anybody may frame.
    let policy = HeaderValue::try_from(policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

/// The page for a session token that is used, expired, unknown or of another scope.
pub(crate) fn unauthorized(world: &World, secret: Option<&str>, scope: Scope) -> Result<Response, Unavailable> {
    let code =
        if guess::VAULTERA_REFUSED_PAGE_SAYS_WHY { session_token::why(world, secret, scope)? } else { "unauthorized" };
    Ok(refused(
        world,
        StatusCode::UNAUTHORIZED,
        code,
        "This page is not available",
        "The link was used already, has expired, or is for something else. Reload the page that you came from.",
    ))
}

/// A page that says that the link is not well formed.
pub(crate) fn malformed(world: &World) -> Response {
    refused(
        world,
        StatusCode::BAD_REQUEST,
        "bad_request",
        "This link is not complete",
        "Parameters are missing, are given twice, or contradict each other.",
    )
}

/// The page for a failing store.
pub(crate) fn unavailable(world: &World) -> Response {
    refused(
        world,
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "This page is not available now",
        "Try again in a moment.",
    )
}

fn refused(world: &World, status: StatusCode, code: &str, title: &str, text: &str) -> Response {
    let page =
        include_str!("page/refused.html").replace("{title}", title).replace("{text}", text).replace("{code}", code);
    html(world, status, page)
}

/// Text for HTML content and for quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for symbol in text.chars() {
        match symbol {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
