//! The show page: a stored card, for an authorised person's eyes (vaultera.md, Show card).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::card::{self, Card};
use super::page;
use super::refusal::Refusal;
use super::session_token::{self, Scope, SessionToken, Stage};
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::query::Query;
use crate::store::Unavailable;
use crate::world::{Shared, World};

/// `GET /api/v1/show_card?card_token=&session_token=&service_code_token=`; one of the last two is optional.
pub(crate) async fn page(State(world): State<Shared>, uri: Uri) -> Response {
    open(&world, &Query::of(&uri)).unwrap_or_else(|Unavailable| page::unavailable(&world))
}

fn open(world: &World, query: &Query) -> Result<Response, Unavailable> {
    let tokens = wanted(query);
    // All are looked at before any is spent.
    for &(secret, scope) in &tokens {
        if session_token::is_live(world, secret, scope, Stage::Fresh)?.is_none() {
            return page::unauthorized(world, secret, scope);
        }
    }
    let card = match query.one("card_token") {
        Some(card_token) => card::find(world, card_token)?,
        None => return Ok(page::malformed(world)),
    };
    let Some(card) = card else {
        return Ok(page::malformed(world));
    };
    let note = |token: &mut SessionToken| token.card_token = Some(card.card_token.clone());
    for &(secret, scope) in &tokens {
        let spent = match secret {
            Some(secret) => session_token::step(world, secret, scope, (Stage::Fresh, Stage::Open), note)?,
            None => false,
        };
        if !spent {
            return page::unauthorized(world, secret, scope);
        }
    }
    let shows = |wanted| tokens.iter().any(|(_, scope)| *scope == wanted);
    let code = match (shows(Scope::ShowServiceCode), card::service_code(world, &card.card_token)?) {
        (false, _) => String::new(),
        (true, Some(_)) => {
            r#"<div class="fact"><dt>Security code</dt><dd><button id="show_service_code" type="button">Show once</button> <output id="service_code" for="show_service_code"></output></dd></div>"#.to_owned()
        }
        (true, None) => {
            r#"<div class="fact"><dt>Security code</dt><dd id="service_code">not stored</dd></div>"#.to_owned()
        }
    };
    let text = if shows(Scope::ShowCard) {
        text(&card, &code)
    } else {
        include_str!("page/show_code.html").replace("{service_code}", &code)
    };
    Ok(page::html(world, StatusCode::OK, text))
}

/// The tokens that a page is opened with, each with the scope that it must have.
fn wanted(query: &Query) -> Vec<(Option<&str>, Scope)> {
    let alone = guess::VAULTERA_CODE_ALONE && query.has("service_code_token") && !query.has("session_token");
    let mut tokens = Vec::new();
    if !alone {
        tokens.push((query.one("session_token"), Scope::ShowCard));
    }
    if query.has("service_code_token") {
        tokens.push((query.one("service_code_token"), Scope::ShowServiceCode));
    }
    tokens
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
    let fits = |token: &SessionToken| {
        !guess::VAULTERA_CODE_TOKEN_IS_FOR_ONE_CARD || token.card_token.as_deref() == Some(card_token)
    };
    let steps = (Stage::Open, Stage::Finished);
    if !live.as_ref().is_some_and(fits) || !session_token::step(&world, secret, scope, steps, |_| {})? {
        return Err(Refusal::Unauthorized);
    }
    let code = card::take_service_code(&world, card_token)?.ok_or(Refusal::NotFound)?;
    Ok(json_answer(StatusCode::OK, &json!({"service_code": code})))
}
