//! The bank of the 3-D Secure step, which the sandbox plays itself: a page with two buttons.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::invoice::{self, Invoice, Status};
use super::refusal::Refusal;
use super::{callback, private};
use crate::guess;
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

/// The request is the one that was issued, in the alphabet of base64url: it needs no escaping.
fn question(name: &str, request: &str) -> String {
    format!(
        "<form method=\"post\"><p>The sandbox's bank asks: is this payment yours?</p>\
         <input type=\"hidden\" name=\"{name}\" value=\"{request}\">\
         <button name=\"answer\" value=\"yes\">Yes</button> <button name=\"answer\" value=\"no\">No</button></form>"
    )
}

fn page(status: StatusCode, inside: &str) -> Response {
    let text = format!("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Bank</title>{inside}</html>");
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // No form-action: it would also stop the way back to the shop.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; base-uri 'none'"));
    answer
}
