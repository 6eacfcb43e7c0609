//! The bearer of one invoice: `flow_data.metadata.token` (corefy.md, 3.3 and 7).

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use crate::guess;
use crate::secret::fingerprint;
use crate::store::Unavailable;
use crate::world::{ALPHANUMERIC, World};

/// As it is kept, under the hash of its digits.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Bearer {
    invoice: String,
    expires_ms: u64,
}

const BEARERS: &str = "corefy/bearer";

/// In the form of a JWT, which it is not: nothing but this sandbox can read it.
pub(crate) fn issue(world: &World, invoice: &str) -> Result<String, Unavailable> {
    let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"HS256"}"#);
    let secret = format!("{head}.{}.{}", world.symbols(ALPHANUMERIC, 48), world.symbols(ALPHANUMERIC, 43));
    let expires_ms = world.now_ms() + guess::COREFY_BEARER_MINUTES * 60_000;
    world.store().save(BEARERS, &fingerprint(&secret), &Bearer { invoice: invoice.to_owned(), expires_ms })?;
    Ok(secret)
}

/// The id of the invoice that an `Authorization: Bearer` header stands for.
pub(crate) fn admit(world: &World, headers: &HeaderMap) -> Result<String, Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = given.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Refusal::unauthorized)?;
    let bearer: Option<Bearer> = world.store().load(BEARERS, &fingerprint(secret))?;
    let live = bearer.filter(|bearer| world.now_ms() < bearer.expires_ms);
    Ok(live.ok_or_else(Refusal::unauthorized)?.invoice)
}
