//! Tokens (hellgate.md, 7).

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api_key::{self, Use};
use super::card::Draft;
use super::date;
use super::page::{self, Page};
use super::refusal::Refusal;
use super::scheme;
use crate::answer::json_answer;
use crate::guess;
use crate::query::Query;
use crate::store::Unavailable;
use crate::test_card::Outcome;
use crate::world::{Shared, World};

/// A card as it is kept: whole, because this vault forwards it. A test card, always.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) month: u64,
    pub(crate) year: u64,
    pub(crate) holder: Option<String>,
    pub(crate) scheme: String,
    created_ms: u64,
    pub(crate) expires_ms: Option<u64>,
    outcome: Outcome,
    has_network: bool,
}

/// A security code, in the volatile store: it is never written to a disk.
#[derive(Serialize, Deserialize)]
struct Code {
    code: String,
    expires_ms: u64,
}

const TOKENS: &str = "hellgate/token";
const CODES: &str = "hellgate/security_code";
const UNKNOWN: Refusal = Refusal::not_found("The token was not found");

impl Token {
    pub(crate) fn last_four(&self) -> &str {
        self.number.get(self.number.len().saturating_sub(4)..).unwrap_or_default()
    }

    pub(crate) fn issuer_identification_number(&self) -> &str {
        self.number.get(..6).unwrap_or_default()
    }

    /// A token that ends gets no network token, nor does a scheme outside the contract's list.
    pub(crate) fn network_status(&self, now_ms: u64) -> &'static str {
        if self.expires_ms.is_some() || !self.has_network {
            return "inactive";
        }
        match self.outcome {
            _ if now_ms < self.created_ms + guess::HELLGATE_NETWORK_TOKEN_MS => "pending",
            Outcome::Approve => "active",
            Outcome::Decline | Outcome::Break => "failed",
        }
    }

    fn shown(&self, now_ms: u64) -> Value {
        json!({
            "id": self.id,
            "cardholder_name": self.holder,
            "card_art_url": null,
            "created_at": date::written(self.created_ms),
            "expiry_month": self.month,
            "expiry_year": self.year,
            "expires_at": self.expires_ms.map(date::written),
            "issuer_identification_number": self.issuer_identification_number(),
            "masked_account_number": format!("{}******{}", self.issuer_identification_number(), self.last_four()),
            "network_token_status": self.network_status(now_ms),
            "scheme": self.scheme,
        })
    }
}

pub(crate) fn store(world: &World, id: String, draft: &Draft) -> Result<(), Unavailable> {
    let scheme = scheme::of(draft.card.brand);
    let token = Token {
        id,
        number: draft.card.number.to_owned(),
        month: draft.month,
        year: draft.year,
        holder: draft.holder.clone(),
        scheme: scheme.map_or("Unknown", |scheme| scheme.name).to_owned(),
        created_ms: world.now_ms(),
        expires_ms: draft.expires_ms,
        outcome: draft.card.outcome,
        has_network: scheme.is_some(),
    };
    if let Some(code) = &draft.security_code {
        keep_code(world, &token.id, code)?;
    }
    world.store().save(TOKENS, &token.id, &token)
}

/// Takes a token and its security code out; `false` when there is none.
pub(crate) fn forget(world: &World, id: &str) -> Result<bool, Unavailable> {
    let gone = world.store().take(TOKENS, id)?.is_some();
    world.volatile().take(CODES, id)?;
    Ok(gone)
}

pub(crate) fn keep_code(world: &World, id: &str, code: &str) -> Result<(), Unavailable> {
    let expires_ms = world.now_ms() + guess::HELLGATE_SECURITY_CODE_SECONDS * 1_000;
    world.volatile().save(CODES, id, &Code { code: code.to_owned(), expires_ms })
}

/// The security code, while it is cached.
pub(crate) fn code(world: &World, id: &str) -> Result<Option<String>, Unavailable> {
    let code: Option<Code> = world.volatile().load(CODES, id)?;
    Ok(code.filter(|code| world.now_ms() < code.expires_ms).map(|code| code.code))
}

/// The token with this id; one that has ended is not there any more.
pub(crate) fn find(world: &World, id: &str) -> Result<Token, Refusal> {
    let token: Option<Token> = world.store().load(TOKENS, id)?;
    token.filter(|token| is_live(token, world.now_ms())).ok_or(UNKNOWN)
}

fn is_live(token: &Token, now_ms: u64) -> bool {
    token.expires_ms.is_none_or(|expires_ms| now_ms < expires_ms)
}

const STATUSES: &[&str] = &["active", "inactive", "pending", "failed", "deleted"];

/// `GET /tokens?limit=&page=&from=&to=&sort=&network_token_status=`.
pub(crate) async fn list(State(world): State<Shared>, uri: Uri, headers: HeaderMap) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::ReadTokens)?;
    let query = Query::of(&uri);
    let page = Page::of(&query)?;
    let bound = |name, read: fn(&str) -> Option<u64>| match query.one(name) {
        None => Ok(None),
        Some(text) => read(text).map(Some).ok_or(Refusal::invalid("from and to are YYYY-MM-DD")),
    };
    let (from, to) = (bound("from", date::day)?, bound("to", date::day_end)?);
    let newest_first = match query.one("sort") {
        None => guess::HELLGATE_NEWEST_FIRST,
        Some("created_at asc") => false,
        Some("created_at desc") => true,
        Some(_) => return Err(Refusal::invalid("sort is created_at asc or created_at desc")),
    };
    let statuses: Option<Vec<&str>> = query.one("network_token_status").map(|text| text.split(',').collect());
    if !statuses.iter().flatten().all(|status| STATUSES.contains(status)) {
        return Err(Refusal::invalid("network_token_status has an unknown status"));
    }
    let now_ms = world.now_ms();
    let mut tokens = world.store().all::<Token>(TOKENS)?;
    tokens.retain(|token| {
        let status = token.network_status(now_ms);
        is_live(token, now_ms)
            && from.is_none_or(|from| token.created_ms >= from)
            && to.is_none_or(|to| token.created_ms <= to)
            && statuses.as_ref().is_none_or(|statuses| statuses.contains(&status))
    });
    if newest_first {
        tokens.reverse();
    }
    let shown = tokens.iter().map(|token| token.shown(now_ms)).collect();
    Ok(json_answer(StatusCode::OK, &page::cut(page, shown)))
}

/// `GET /tokens/{id}`.
pub(crate) async fn read(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::ReadTokens)?;
    let token = find(&world, &id)?;
    Ok(json_answer(StatusCode::OK, &token.shown(world.now_ms())))
}

/// `DELETE /tokens/{id}`: answers the token as it was, since the vendor's sample reads JSON.
pub(crate) async fn delete(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::Other)?;
    let token = find(&world, &id)?;
    if !forget(&world, &id)? {
        return Err(UNKNOWN);
    }
    let mut shown = token.shown(world.now_ms());
    if let Some(members) = shown.as_object_mut() {
        members.insert("network_token_status".to_owned(), json!("deleted"));
    }
    let status = StatusCode::from_u16(guess::HELLGATE_TOKEN_DELETED_STATUS).unwrap_or(StatusCode::OK);
    Ok(json_answer(status, &shown))
}

/// `POST /tokens/{id}/consume`: drops the cached security code.
pub(crate) async fn consume(
    State(world): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &headers, Use::Other)?;
    find(&world, &id)?;
    world.volatile().take(CODES, &id)?;
    let status = StatusCode::from_u16(guess::HELLGATE_CONSUMED_STATUS).unwrap_or(StatusCode::NO_CONTENT);
    Ok(status.into_response())
}
