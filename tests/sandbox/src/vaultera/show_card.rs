//! The show page: a stored card, for an authorised person's eyes (vaultera.md, Show card).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::card::{self, Card};
use super::page;
use super::refusal::Refusal;
use super::session_token::{self, Scope, Stage};
use crate::answer::json_answer;
use crate::json;
use crate::query::Query;
use crate::store::Unavailable;
use crate::world::{Shared, World};

/// `GET /api/v1/show_card?card_token=&session_token=&service_code_token=`; the last is optional.
pub(crate) async fn page(State(world): State<Shared>, uri: Uri) -> Response {
    open(&world, &Query::of(&uri)).unwrap_or_else(|Unavailable| page::unavailable(&world))
}

fn open(world: &World, query: &Query) -> Result<Response, Unavailable> {
    let secret = query.one("session_token");
    let code_secret = query.one("service_code_token");
    let is_live =
        |secret, scope| session_token::is_live(world, secret, scope, Stage::Fresh).map(|token| token.is_some());
    // Both are looked at before either is spent.
    let code_is_wrong = query.has("service_code_token") && !is_live(code_secret, Scope::ShowServiceCode)?;
    let (Some(secret), true, false) = (secret, is_live(secret, Scope::ShowCard)?, code_is_wrong) else {
        return Ok(page::unauthorized(world));
    };
    let card = match query.one("card_token") {
        Some(card_token) => card::find(world, card_token)?,
        None => return Ok(page::malformed(world)),
    };
    let Some(card) = card else {
        return Ok(page::malformed(world));
    };
    let steps = (Stage::Fresh, Stage::Open);
    let mut opened = session_token::step(world, secret, Scope::ShowCard, steps, None)?;
    if let Some(code_secret) = code_secret {
        opened &= session_token::step(world, code_secret, Scope::ShowServiceCode, steps, None)?;
    }
    if !opened {
        return Ok(page::unauthorized(world));
    }
    let has_code = card::service_code(world, &card.card_token)?.is_some();
    let code = match (code_secret, has_code) {
        (None, _) => String::new(),
        (Some(_), true) => {
            r#"<div class="fact"><dt>Security code</dt><dd><button id="show_service_code" type="button">Show once</button> <output id="service_code" for="show_service_code"></output></dd></div>"#.to_owned()
        }
        (Some(_), false) => {
            r#"<div class="fact"><dt>Security code</dt><dd id="service_code">not stored</dd></div>"#.to_owned()
        }
    };
    Ok(page::html(world, StatusCode::OK, text(&card, &code)))
}

fn text(card: &Card, code: &str) -> String {
    let group = if card.card_number.len() == 15 { [4, 10, 15].as_slice() } else { [4, 8, 12, 16].as_slice() };
    let mut number = String::new();
    for (at, digit) in card.card_number.chars().enumerate() {
        if group.contains(&at) {
            number.push(' ');
        }
        number.push(digit);
    }
    let holder = card.cardholder_name.as_deref().unwrap_or("—");
    // The holder's name comes last: it is the only text that could hold a placeholder.
    include_str!("page/show_card.html")
        .replace("{card_type}", &page::escape(&card.card_type))
        .replace("{card_number}", &page::escape(&number))
        .replace("{expiration_month}", &page::escape(&card.expiration_month))
        .replace("{expiration_year}", &page::escape(&card.expiration_year))
        .replace("{service_code}", code)
        .replace("{cardholder_name}", &page::escape(holder))
}

/// What the button calls: `{"card_token","service_code_token"}` → `{"service_code":"123"}`, after
/// which the vault no longer has it.
pub(crate) async fn service_code(
    State(world): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let members = json::object(&headers, &body)?;
    let text = |name| members.get(name).and_then(Value::as_str);
    let (Some(card_token), Some(secret)) = (text("card_token"), text("service_code_token")) else {
        return Err(Refusal::Unauthorized);
    };
    let scope = Scope::ShowServiceCode;
    let live = session_token::is_live(&world, Some(secret), scope, Stage::Open)?;
    let steps = (Stage::Open, Stage::Finished);
    if live.is_none() || !session_token::step(&world, secret, scope, steps, None)? {
        return Err(Refusal::Unauthorized);
    }
    let code = card::take_service_code(&world, card_token)?.ok_or(Refusal::NotFound)?;
    Ok(json_answer(StatusCode::OK, &json!({"service_code": code})))
}
