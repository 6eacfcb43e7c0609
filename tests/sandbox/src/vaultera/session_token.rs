//! Session tokens: public, scoped, good for one page (vaultera.md, Endpoint: session tokens).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::api_key;
use super::refusal::Refusal;
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::secret::fingerprint;
use crate::store::Unavailable;
use crate::world::{Shared, World};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Opens the capture form.
    Card,
    /// Opens the show page, without the service code.
    ShowCard,
    /// Opens the service code on that page, once.
    ShowServiceCode,
}

impl Scope {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "card" => Some(Self::Card),
            "show_card" => Some(Self::ShowCard),
            "show_service_code" => Some(Self::ShowServiceCode),
            _ => None,
        }
    }
}

/// INVARIANT: `Fresh` → `Open` → `Finished`, never back; each step is taken by one request only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// No page was opened.
    Fresh,
    /// A page was opened, and may finish what it is for.
    Open,
    /// The page's one action was done.
    Finished,
}

/// A session token as it is kept; its key in the store is the hash of its digits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SessionToken {
    scope: Scope,
    stage: Stage,
    expires_ms: u64,
    api_key_id: String,
    /// Card types that the opened form accepts; `None`: all.
    pub(crate) accepted: Option<Vec<String>>,
    /// The stored card that the opened page is for: the token works for no other.
    #[serde(default)]
    pub(crate) card_token: Option<String>,
}

const SESSION_TOKENS: &str = "vaultera/session_token";

/// `POST /api/v1/session_tokens`, `{"session_token":{"scope"}}`.
pub(crate) async fn create(
    State(world): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let key = api_key::admit(&world, &uri)?;
    let members = json::object(&headers, &body)?;
    let wanted = members
        .get("session_token")
        .and_then(|wanted| wanted.get("scope"))
        .and_then(|scope| scope.as_str())
        .ok_or_else(|| Refusal::invalid("scope", "is required"))?;
    let scope = Scope::parse(wanted).ok_or_else(|| Refusal::invalid("scope", "is invalid"))?;
    let secret = world.hex(guess::VAULTERA_SESSION_TOKEN_HEX);
    let token = SessionToken {
        scope,
        stage: Stage::Fresh,
        expires_ms: world.now_ms().saturating_add(world.session_token_lifetime_ms),
        api_key_id: key.id,
        accepted: None,
        card_token: None,
    };
    world.store().save(SESSION_TOKENS, &fingerprint(&secret), &token)?;
    Ok(json_answer(
        StatusCode::OK,
        &json!({
            "data": {
                "id": world.uuid(),
                "type": "session_token",
                "attributes": {"session_token": secret, "scope": scope},
            },
        }),
    ))
}

/// Whether a token could be opened or used at this moment. Takes nothing.
pub(crate) fn is_live(
    world: &World,
    secret: Option<&str>,
    scope: Scope,
    stage: Stage,
) -> Result<Option<SessionToken>, Unavailable> {
    let Some(secret) = secret else {
        return Ok(None);
    };
    let token = world.store().load::<SessionToken>(SESSION_TOKENS, &fingerprint(secret))?;
    let now_ms = world.now_ms();
    let Some(token) = token.filter(|token| fits(token, scope, stage, now_ms)) else {
        return Ok(None);
    };
    let key_stands = !guess::VAULTERA_SESSION_DIES_WITH_KEY || api_key::is_active(world, &token.api_key_id)?;
    Ok(key_stands.then_some(token))
}

/// Why a token that is not live is not, by name.
pub(crate) fn why(world: &World, secret: Option<&str>, scope: Scope) -> Result<&'static str, Unavailable> {
    let Some(secret) = secret else {
        return Ok("session_token_missing");
    };
    let token = world.store().load::<SessionToken>(SESSION_TOKENS, &fingerprint(secret))?;
    Ok(match token {
        None => "session_token_unknown",
        Some(token) if token.scope != scope => "scope_mismatch",
        Some(token) if token.stage != Stage::Fresh => "session_token_spent",
        Some(token) if world.now_ms() >= token.expires_ms => "session_token_expired",
        Some(_) => "api_key_revoked",
    })
}

/// Moves a token from one stage to the next, with a note on it; `false` when another request did it first.
pub(crate) fn step(
    world: &World,
    secret: &str,
    scope: Scope,
    (from, to): (Stage, Stage),
    note: impl Fn(&mut SessionToken),
) -> Result<bool, Unavailable> {
    let now_ms = world.now_ms();
    let stepped = world.store().alter(SESSION_TOKENS, &fingerprint(secret), |token: &mut SessionToken| {
        let fits = fits(token, scope, from, now_ms);
        if fits {
            token.stage = to;
            note(token);
        }
        fits
    })?;
    Ok(stepped == Some(true))
}

fn fits(token: &SessionToken, scope: Scope, stage: Stage, now_ms: u64) -> bool {
    token.scope == scope && token.stage == stage && now_ms < token.expires_ms
}
