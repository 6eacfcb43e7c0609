//! Faults on demand: what a network and a broken vault do, when a test asks for it.

use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::vault::VAULTS;

/// A fault as a test writes it; which members count depends on `kind`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Order {
    /// A vault's name, or `gateway`.
    vault: String,
    /// Beginning of the path inside the vault, as `/v1/tokens`; absent: every path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// Absent: every method but OPTIONS, so that a preflight does not use the fault up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// How often; absent: until cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    headers: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<String>,
}

/// What happens to the request or its answer.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// The answer comes later.
    Delay { ms: u64 },
    /// No answer, for as long as the connection stands.
    Hang,
    /// The connection closes without a reply; `after`: only once the vault has done its work.
    Drop { after: bool },
    /// The announced length is whole, the body stops after so many bytes.
    Truncate { bytes: usize },
    /// This answer in place of the vault's.
    Instead(Instead),
    /// The vault's answer without its CORS headers.
    NoCors,
}

#[derive(Debug, Clone)]
pub(crate) struct Instead {
    pub(crate) name: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Vec<u8>,
}

impl Kind {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Delay { .. } => "delay",
            Self::Hang => "hang",
            Self::Drop { .. } => "drop",
            Self::Truncate { .. } => "truncate",
            Self::Instead(instead) => instead.name,
            Self::NoCors => "noCors",
        }
    }
}

/// Faults that wait for their request.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<Armed>>);

struct Armed {
    order: Order,
    kind: Kind,
    hits: u64,
}

const MOST_FAULTS: usize = 1_000;

/// What the order of a fault gets wrong.
pub(crate) type Wrong = &'static str;

impl Faults {
    fn with<R>(&self, act: impl FnOnce(&mut Vec<Armed>) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Arms all of them or none.
    pub(crate) fn arm(&self, orders: Vec<Order>) -> Result<(), Wrong> {
        let armed = orders
            .into_iter()
            .map(|order| {
                let kind = kind(&order)?;
                Ok(Armed { order, kind, hits: 0 })
            })
            .collect::<Result<Vec<_>, Wrong>>()?;
        self.with(|faults| {
            // Every request looks at all of them.
            if faults.len() + armed.len() > MOST_FAULTS {
                return Err("more than 1000 faults are armed: clear them first");
            }
            faults.extend(armed);
            Ok(())
        })
    }

    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
    }

    /// Every fault that was ordered since the last clear, with how often it struck.
    pub(crate) fn read(&self) -> Vec<Value> {
        self.with(|faults| {
            faults
                .iter()
                .map(|armed| {
                    let mut shown = json!(armed.order);
                    if let Some(members) = shown.as_object_mut() {
                        members.insert("hits".to_owned(), json!(armed.hits));
                    }
                    shown
                })
                .collect()
        })
    }

    /// Uses up the first delay and the first fault of another kind that fit the request.
    pub(crate) fn strike(&self, vault: &str, path: &str, method: &Method) -> Vec<Kind> {
        self.with(|faults| {
            let mut struck: Vec<Kind> = Vec::new();
            for armed in faults.iter_mut() {
                let is_delay = matches!(armed.kind, Kind::Delay { .. });
                let taken = struck.iter().any(|kind| matches!(kind, Kind::Delay { .. }) == is_delay);
                if !taken && armed.fits(vault, path, method) {
                    armed.hits += 1;
                    struck.push(armed.kind.clone());
                }
            }
            struck
        })
    }
}

impl Armed {
    fn fits(&self, vault: &str, path: &str, method: &Method) -> bool {
        let method_fits = match &self.order.method {
            Some(wanted) => wanted.eq_ignore_ascii_case(method.as_str()),
            None => method != Method::OPTIONS,
        };
        let path_fits = self.order.path.as_deref().is_none_or(|prefix| path.starts_with(prefix));
        let left = self.order.times.is_none_or(|times| self.hits < times);
        method_fits && path_fits && left && self.order.vault == vault
    }
}

/// Longer than any client waits; a longer one is a hang.
const LONGEST_DELAY_MS: u64 = 120_000;

fn kind(order: &Order) -> Result<Kind, Wrong> {
    let known = order.vault == "gateway" || VAULTS.iter().any(|vault| vault.name == order.vault);
    if !known {
        return Err("vault is not one of the sandbox's");
    }
    match order.kind.as_str() {
        "delay" => match order.ms {
            Some(ms) if ms <= LONGEST_DELAY_MS => Ok(Kind::Delay { ms }),
            _ => Err("delay needs ms, at most 120000"),
        },
        "hang" => Ok(Kind::Hang),
        "drop" => Ok(Kind::Drop { after: order.after.unwrap_or(false) }),
        "truncate" => order.bytes.map(|bytes| Kind::Truncate { bytes }).ok_or("truncate needs bytes"),
        "noCors" => Ok(Kind::NoCors),
        "status" => status(order),
        "body" => body(order),
        "redirect" => redirect(order),
        "garbage" => Ok(Kind::Instead(Instead {
            name: "garbage",
            status: StatusCode::OK,
            headers: content_type("application/json")?,
            // Opens like JSON, then leaves both JSON and UTF-8.
            body: b"{\"id\":\"\xff\xfe\x00\xc3\x28\x9f,]}{".to_vec(),
        })),
        _ => Err("kind is one of delay, hang, drop, truncate, status, body, noCors, redirect, garbage"),
    }
}

fn status(order: &Order) -> Result<Kind, Wrong> {
    let status = order
        .status
        .filter(|status| (200..=599).contains(status))
        .and_then(|status| StatusCode::from_u16(status).ok())
        .ok_or("status needs status, 200 to 599")?;
    let (body, media_type) = match &order.body {
        None => (Vec::new(), None),
        Some(Value::String(text)) => (text.clone().into_bytes(), Some("text/plain; charset=utf-8")),
        Some(json) => (json.to_string().into_bytes(), Some("application/json")),
    };
    let mut headers = match media_type {
        Some(media_type) => content_type(media_type)?,
        None => Vec::new(),
    };
    for (name, value) in order.headers.iter().flatten() {
        let name = HeaderName::try_from(name).map_err(|_| "a header name is not valid")?;
        let value = value
            .as_str()
            .and_then(|value| HeaderValue::try_from(value).ok())
            .ok_or("a header value is not valid text")?;
        headers.retain(|(earlier, _)| *earlier != name);
        headers.push((name, value));
    }
    Ok(Kind::Instead(Instead { name: "status", status, headers, body }))
}

fn body(order: &Order) -> Result<Kind, Wrong> {
    let text = order.text.clone().ok_or("body needs text")?;
    let media_type = order.content_type.as_deref().unwrap_or("application/json");
    Ok(Kind::Instead(Instead {
        name: "body",
        status: StatusCode::OK,
        headers: content_type(media_type)?,
        body: text.into_bytes(),
    }))
}

fn redirect(order: &Order) -> Result<Kind, Wrong> {
    let location = order
        .location
        .as_deref()
        .and_then(|location| HeaderValue::try_from(location).ok())
        .ok_or("redirect needs location")?;
    let status = order
        .status
        .or(Some(307))
        .filter(|status| matches!(status, 301 | 302 | 303 | 307 | 308))
        .and_then(|status| StatusCode::from_u16(status).ok())
        .ok_or("redirect takes status 301, 302, 303, 307 or 308")?;
    Ok(Kind::Instead(Instead {
        name: "redirect",
        status,
        headers: vec![(axum::http::header::LOCATION, location)],
        body: Vec::new(),
    }))
}

fn content_type(media_type: &str) -> Result<Vec<(HeaderName, HeaderValue)>, Wrong> {
    HeaderValue::try_from(media_type)
        .map(|value| vec![(axum::http::header::CONTENT_TYPE, value)])
        .map_err(|_| "contentType is not valid")
}
