//! The capture form: a page that takes a card and answers its parent with a token
//! (vaultera.md, Capture card form).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};

use super::card;
use super::draft::{self, CARD_TYPES, Demands};
use super::page;
use super::refusal::Refusal;
use super::session_token::{self, Scope, SessionToken, Stage};
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::query::Query;
use crate::store::Unavailable;
use crate::world::{Shared, World};

/// Where a token stands once the page was loaded; still `Fresh` if only a submit were to spend it.
const SHOWN: Stage = if guess::VAULTERA_SESSION_SPENT_BY_PAGE { Stage::Open } else { Stage::Fresh };

/// `GET /api/v1/capture_form?session_token=&only=&except=`.
pub(crate) async fn page(State(world): State<Shared>, uri: Uri) -> Response {
    open(&world, &Query::of(&uri)).unwrap_or_else(|Unavailable| page::unavailable(&world))
}

fn open(world: &World, query: &Query) -> Result<Response, Unavailable> {
    let secret = query.one("session_token");
    let live = session_token::is_live(world, secret, Scope::Card, Stage::Fresh)?;
    let (Some(secret), true) = (secret, live.is_some()) else {
        return page::unauthorized(world, secret, Scope::Card);
    };
    let Some(accepted) = accepted(query) else {
        return Ok(page::malformed(world));
    };
    let note = |token: &mut SessionToken| token.accepted.clone_from(&accepted);
    if !session_token::step(world, secret, Scope::Card, (Stage::Fresh, SHOWN), note)? {
        return page::unauthorized(world, Some(secret), Scope::Card);
    }
    let optional =
        if guess::VAULTERA_HOLDER_REQUIRED_IN_FORM { "" } else { "<span class=\"optional\">(optional)</span>" };
    let required = |is: bool| if is { "required" } else { "" };
    let text = include_str!("page/capture_form.html")
        .replace("{accepted}", &accepted.unwrap_or_default().join(" "))
        .replace("{holder_optional}", optional)
        .replace("{holder_required}", required(guess::VAULTERA_HOLDER_REQUIRED_IN_FORM))
        .replace("{service_code_required}", required(guess::VAULTERA_SERVICE_CODE_REQUIRED_IN_FORM));
    Ok(page::html(world, StatusCode::OK, text))
}

/// The types that `only` or `except` leave; `Some(None)` is all of them, `None` a contradiction.
fn accepted(query: &Query) -> Option<Option<Vec<String>>> {
    let wanted = |name| -> Option<Vec<&str>> {
        let listed = query.one(name)?.split(guess::VAULTERA_CARD_TYPES_SEPARATOR);
        listed
            .map(|one| CARD_TYPES.iter().find(|(known, _)| *known == one))
            .map(|found| found.map(|(known, _)| *known))
            .collect()
    };
    let all = CARD_TYPES.iter().map(|(name, _)| *name);
    match (query.has("only"), query.has("except")) {
        (false, false) => Some(None),
        (true, false) => {
            let only = wanted("only")?;
            Some(Some(only.into_iter().map(str::to_owned).collect()))
        }
        (false, true) => {
            let except = wanted("except")?;
            let left = all.filter(|name| !except.contains(name));
            Some(Some(left.map(str::to_owned).collect()))
        }
        (true, true) => None,
    }
}

/// What the page itself calls: `{"session_token","card":{…}}` → `{"card":{…}}` or `{"error":{…}}`,
/// which it passes on to its parent as they are.
pub(crate) async fn submit(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    match store(&world, &headers, &body) {
        Ok(card) => json_answer(StatusCode::OK, &json!({"card": card})),
        Err(refusal) => json_answer(refusal.status(), &json!({"error": refusal.body()})),
    }
}

fn store(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    // JSON only: a page of another origin cannot send it here without a preflight, which fails.
    let members = json::object(headers, body)?;
    let secret = members.get("session_token").and_then(Value::as_str).ok_or(Refusal::Unauthorized)?;
    let token = session_token::is_live(world, Some(secret), Scope::Card, SHOWN)?.ok_or(Refusal::Unauthorized)?;
    let card = members.get("card").and_then(Value::as_object).ok_or_else(|| Refusal::invalid("card", "is required"))?;
    let demands = Demands {
        holder: guess::VAULTERA_HOLDER_REQUIRED_IN_FORM,
        service_code: guess::VAULTERA_SERVICE_CODE_REQUIRED_IN_FORM,
        accepted: token.accepted.as_deref(),
    };
    // A card that is refused leaves the page usable: the person corrects it and submits again.
    let draft = draft::read(card, world.now_ms(), &demands)?;
    let steps = (SHOWN, Stage::Finished);
    if !session_token::step(world, secret, Scope::Card, steps, |_| {})? {
        return Err(Refusal::Unauthorized);
    }
    let card = card::store(world, draft)?;
    Ok(card.shown(world)?)
}
