//! Send: a request of the merchant's, with the card filled in (vaultera.md, Send). The target is
//! on loopback, whatever its name resolves to: a sandbox has nothing to say to the outside.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use axum::response::Response;
use http_body_util::Full;

use super::api_key;
use super::card::{self, Card};
use super::drop_in::{self, Escape, Missing};
use super::refusal::Refusal;
use crate::guess;
use crate::json;
use crate::outside::{Failed, exchange, within};
use crate::query::Query;
use crate::world::Shared;

pub(crate) const TIME: Duration = Duration::from_secs(15);

/// `POST /api/v1/cards/{card_token}/send?method=&url=`: the answer is the target's.
pub(crate) async fn send(
    State(world): State<Shared>,
    Path(card_token): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &uri)?;
    let card = card::find(&world, &card_token)?.ok_or(Refusal::NotFound)?;
    let query = Query::of(&uri);
    let method = query.one("method").and_then(method).ok_or_else(|| Refusal::invalid("method", "is invalid"))?;
    let target = query
        .one("url")
        .and_then(Target::parse)
        .ok_or_else(|| Refusal::invalid("url", "is not an http address on loopback"))?;
    let code = card::service_code(&world, &card_token)?;
    let request = request(&card, code.as_deref(), method, &target, (&headers, &body))?;
    // The card's digits leave the vault only here.
    let answer = within(TIME, exchange(target.address, request)).await.unwrap_or(Err(Failed));
    let answer =
        answer.map_err(|Failed| Refusal::Other(StatusCode::BAD_GATEWAY, "bad_gateway", "Target Unreachable"))?;
    if guess::VAULTERA_SEND_WIPES_SERVICE_CODE && answer.status().is_success() {
        card::take_service_code(&world, &card_token)?;
    }
    Ok(answer)
}

fn method(name: &str) -> Option<Method> {
    match name.to_ascii_lowercase().as_str() {
        "get" => Some(Method::GET),
        "post" => Some(Method::POST),
        "put" => Some(Method::PUT),
        "patch" => Some(Method::PATCH),
        "delete" => Some(Method::DELETE),
        "options" => Some(Method::OPTIONS),
        "head" => Some(Method::HEAD),
        _ => None,
    }
}

pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) host: HeaderValue,
    pub(crate) path: Uri,
}

impl Target {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = url::Url::parse(text).ok()?;
        if url.scheme() != "http" || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let ip = match url.host()? {
            // Not resolved: a name server has no say in where a card goes.
            url::Host::Domain("localhost") => IpAddr::V4(Ipv4Addr::LOCALHOST),
            url::Host::Domain(_) => return None,
            url::Host::Ipv4(ip) => IpAddr::V4(ip),
            url::Host::Ipv6(ip) => IpAddr::V6(ip),
        };
        if !ip.is_loopback() {
            return None;
        }
        let port = url.port_or_known_default()?;
        let mut path = url.path().to_owned();
        if let Some(query) = url.query() {
            path.push('?');
            path.push_str(query);
        }
        Some(Self {
            address: SocketAddr::new(ip, port),
            host: HeaderValue::try_from(format!("{}:{port}", url.host_str()?)).ok()?,
            path: path.parse().ok()?,
        })
    }
}

/// Headers that belong to one connection, or that name the vault and not the target.
pub(crate) const NOT_PASSED_ON: &[HeaderName] = &[
    header::HOST,
    header::CONTENT_LENGTH,
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    header::EXPECT,
    header::PROXY_AUTHORIZATION,
    header::ACCEPT_ENCODING,
];

fn request(
    card: &Card,
    code: Option<&str>,
    method: Method,
    target: &Target,
    (headers, body): (&HeaderMap, &[u8]),
) -> Result<Request<Full<Bytes>>, Refusal> {
    let missing = |Missing| {
        Refusal::Other(
            StatusCode::from_u16(guess::VAULTERA_MISSING_DROP_IN_STATUS).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
            "drop_in_missing",
            "The card has no value for a drop-in",
        )
    };
    let escape = if guess::VAULTERA_SEND_ESCAPES_JSON && json::is_json(headers) { Escape::Json } else { Escape::None };
    let body = match std::str::from_utf8(body) {
        Ok(text) => Bytes::from(drop_in::fill(text, card, code, escape).map_err(missing)?),
        Err(_) => Bytes::copy_from_slice(body),
    };
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = target.path.clone();
    for (name, value) in headers {
        if NOT_PASSED_ON.contains(name) {
            continue;
        }
        let value = match value.to_str() {
            Ok(text) => {
                let filled = drop_in::fill(text, card, code, Escape::None).map_err(missing)?;
                HeaderValue::try_from(filled)
                    .map_err(|_| Refusal::invalid("headers", "cannot hold the card's value"))?
            }
            Err(_) => value.clone(),
        };
        request.headers_mut().append(name.clone(), value);
    }
    request.headers_mut().insert(header::HOST, target.host.clone());
    Ok(request)
}
