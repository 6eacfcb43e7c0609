//! The bank of the 3-D Secure step, which the sandbox plays itself: a page with two buttons.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::invoice::{self, Invoice, Status};
use super::refusal::Refusal;
use super::{callback, private};
use crate::guess;
use crate::secret::base64_standard;
use crate::world::Shared;

/// `POST /acs/{invoice}`, a form with `creq` or `PaReq`, and once the shopper has pressed a button
/// with `answer=yes` or `answer=no`.
pub(crate) async fn ask(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let value = |name: &str| form.iter().find(|(given, _)| given == name).map(|(_, value)| &**value);
    let name = if value("creq").is_some() { "creq" } else { "PaReq" };
    let presented = value(name).unwrap_or_default();
    let invoice = invoice::by_id(&world, &id)?;
    let asked = invoice.three_ds.as_ref().is_some_and(|three_ds| three_ds.request == presented);
    if !asked {
        return Err(Refusal::not_found());
    }
    let agreed = match value("answer") {
        Some("yes") => true,
        Some("no") => false,
        _ => return Ok(page(StatusCode::OK, &question(name, presented))),
    };
    let now_ms = world.now_ms();
    let done = invoice::alter(&world, &id, |invoice: &mut Invoice| {
        let three_ds = invoice.three_ds.take()?;
        let in_time = now_ms < three_ds.started_ms + guess::COREFY_THREE_DS_MINUTES * 60_000;
        if agreed && in_time {
            invoice.payload = three_ds.payload;
            invoice.finish(Status::Processed, "ok", now_ms);
        } else {
            invoice.finish(Status::ProcessFailed, guess::COREFY_NOT_AUTHENTICATED_RESOLUTION, now_ms);
        }
        Some(invoice.clone())
    })?;
    let invoice = done.ok_or_else(Refusal::not_found)?;
    callback::send(&world, &invoice, private::host(&headers));
    let back = invoice.return_url.and_then(|url| HeaderValue::try_from(url).ok());
    let mut answer = page(StatusCode::OK, "<p>Done. This page can be closed.</p>");
    if let Some(back) = back {
        *answer.status_mut() = StatusCode::SEE_OTHER;
        answer.headers_mut().insert(header::LOCATION, back);
    }
    Ok(answer)
}

const STYLE: &str = ":root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}\
body{display:grid;place-items:center;min-height:90vh;margin:0}\
form,body>p{padding:2rem;border:1px solid #8888;border-radius:12px;text-align:center}\
h1{margin:0;font-size:1.25rem}\
button{min-width:7rem;min-height:2.75rem;margin:.25rem;border:1px solid #8888;border-radius:8px;font:inherit;cursor:pointer}\
[value=yes]{border-color:#1f5fd6;background:#1f5fd6;color:#fff}";

/// The request is the one that was issued, in the alphabet of base64url: it needs no escaping.
fn question(name: &str, request: &str) -> String {
    format!(
        "<form method=\"post\"><h1>The sandbox's bank</h1><p>Is this payment yours?</p>\
         <input type=\"hidden\" name=\"{name}\" value=\"{request}\">\
         <button name=\"answer\" value=\"yes\">Yes, pay</button> <button name=\"answer\" value=\"no\">No</button></form>"
    )
}

fn page(status: StatusCode, inside: &str) -> Response {
    let text = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Bank</title><style>{STYLE}</style></head>\
         <body>{inside}</body></html>"
    );
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // No form-action: it would also stop the way back to the shop.
    let style = base64_standard(&Sha256::digest(STYLE));
    let policy = format!("default-src 'none'; base-uri 'none'; style-src 'sha256-{style}'");
    let policy = HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}
