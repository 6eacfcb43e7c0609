//! Forwarding: a request of the merchant's, with the card filled in (hellgate.md, 8). The account's
//! allow-list of destinations is loopback: a sandbox has nothing to say to the outside.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::response::Response;
use http_body_util::Full;

use super::api_key::{self, Use};
use super::refusal::Refusal;
use super::template::{self, Filling, Wrong};
use super::token;
use crate::guess;
use crate::json;
use crate::outside::{Failed, exchange, within};
use crate::vaultera::send::{NOT_PASSED_ON, TIME, Target};
use crate::world::Shared;

/// `POST /forward`: the answer is the destination's.
pub(crate) async fn forward(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::Forward)?;
    let id = api_key::header(&headers, "x-hellgate-token").ok_or(Refusal::invalid("x-hellgate-token is required"))?;
    let destination =
        api_key::header(&headers, "x-destination-url").ok_or(Refusal::invalid("x-destination-url is required"))?;
    let token = token::find(&world, id)?;
    let code = token::code(&world, &token.id)?;
    let fillings = [
        Filling::text("account_number", Some(&token.number)),
        Filling::text("cardholder_name", token.holder.as_deref()),
        Filling::number("expiration_year", 4, token.year),
        Filling::number("expiration_month", 2, token.month),
        Filling::text("security_code", code.as_deref()),
    ];
    send(destination, &headers, &body, &fillings).await
}

/// Fills the body in and sends it; the card's digits leave the vault only here.
pub(crate) async fn send(
    destination: &str,
    headers: &HeaderMap,
    body: &[u8],
    fillings: &[Filling],
) -> Result<Response, Refusal> {
    let target = Target::parse(destination).ok_or(Refusal::guessed(
        guess::HELLGATE_DESTINATION_REFUSED_STATUS,
        "The destination is not on the allow-list, which is http on loopback",
    ))?;
    let body = std::str::from_utf8(body).map_err(|_| Refusal::invalid("The body is not text"))?;
    let escape = guess::HELLGATE_FORWARD_ESCAPES_JSON && json::is_json(headers);
    let body = template::fill(body, fillings, escape).map_err(|wrong| {
        Refusal::unprocessable(match wrong {
            Wrong::Unknown => "The body has a placeholder that is not known",
            Wrong::Missing => "The token has no value for a placeholder",
            Wrong::NotANumber => "A placeholder that is no number cannot be unwrapped",
        })
    })?;
    let mut request = Request::new(Full::new(Bytes::from(body)));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = target.path.clone();
    *request.headers_mut() = outgoing(headers)?;
    request.headers_mut().insert(header::HOST, target.host.clone());
    let answer = within(TIME, exchange(target.address, request)).await.unwrap_or(Err(Failed));
    answer.map_err(|Failed| Refusal::new(StatusCode::BAD_GATEWAY, "The destination could not be reached"))
}

/// Never passed on as they are; a pair may name them for the destination.
const RESERVED: &[&str] = &["x-api-key", "x-hellgate-token", "x-destination-url", "x-hellgate-version"];

const HALF_A_PAIR: Refusal = Refusal::invalid("A header X-…-NAME needs its X-…-VALUE, and both exactly once");

/// The merchant's headers, with each `X-<ANY>-NAME` and `X-<ANY>-VALUE` pair made into one.
fn outgoing(headers: &HeaderMap) -> Result<HeaderMap, Refusal> {
    let mut out = HeaderMap::new();
    let pair = |name: &str| {
        let inner = name.strip_prefix("x-")?;
        let label = inner.strip_suffix("-name").or_else(|| inner.strip_suffix("-value"))?;
        Some(label.to_owned()).filter(|label| !label.is_empty())
    };
    for (name, value) in headers {
        let is_kept = guess::HELLGATE_FORWARD_PASSES_HEADERS || *name == header::CONTENT_TYPE;
        let is_own = RESERVED.contains(&name.as_str()) || NOT_PASSED_ON.contains(name);
        if is_kept && !is_own && pair(name.as_str()).is_none() {
            out.append(name.clone(), value.clone());
        }
    }
    for label in headers.keys().filter_map(|name| pair(name.as_str())) {
        let one = |half| api_key::header(headers, &format!("x-{label}-{half}")).ok_or(HALF_A_PAIR);
        let (name, value) = (one("name")?, one("value")?);
        let wrong = Refusal::invalid("A header pair is not a valid header");
        let name = HeaderName::try_from(name).map_err(|_| wrong)?;
        if NOT_PASSED_ON.contains(&name) {
            return Err(wrong);
        }
        out.insert(name, HeaderValue::try_from(value).map_err(|_| wrong)?);
    }
    Ok(out)
}
