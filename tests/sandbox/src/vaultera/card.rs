//! Stored cards (vaultera.md, Cards API).

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api_key;
use super::draft::{self, Demands, Draft, card_type};
use super::refusal::Refusal;
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::store::Unavailable;
use crate::world::{Shared, World};

/// A card as it is kept: whole, because this vault sends it and shows it. A test card, always.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Card {
    pub(crate) card_token: String,
    pub(crate) card_number: String,
    pub(crate) card_type: String,
    pub(crate) cardholder_name: Option<String>,
    pub(crate) expiration_month: String,
    pub(crate) expiration_year: String,
}

const CARDS: &str = "vaultera/card";
/// In the volatile store: a service code is never written to a disk.
const SERVICE_CODES: &str = "vaultera/service_code";

impl Card {
    /// `first6 + ****** + last4`.
    pub(crate) fn masked_number(&self) -> String {
        let length = self.card_number.len();
        let first6 = self.card_number.get(..6).unwrap_or_default();
        let last4 = self.card_number.get(length.saturating_sub(4)..);
        format!("{first6}******{}", last4.unwrap_or_default())
    }

    /// The masked attributes, which are also the `card` of the form's answer.
    pub(crate) fn shown(&self, world: &World) -> Result<Value, Unavailable> {
        let has_code = service_code(world, &self.card_token)?.is_some();
        Ok(json!({
            "card_token": self.card_token,
            "card_number": self.masked_number(),
            "card_type": self.card_type,
            "cardholder_name": self.cardholder_name,
            "expiration_month": self.expiration_month,
            "expiration_year": self.expiration_year,
            "service_code": has_code.then_some(guess::VAULTERA_MASKED_SERVICE_CODE),
        }))
    }
}

/// Writes a card down under a new token, even when the same card is there already.
pub(crate) fn store(world: &World, draft: Draft) -> Result<Card, Unavailable> {
    let card = Card {
        card_token: world.hex(32),
        card_number: draft.card.number.to_owned(),
        card_type: card_type(draft.card.brand).to_owned(),
        cardholder_name: draft.cardholder_name,
        expiration_month: draft.expiration_month,
        expiration_year: draft.expiration_year,
    };
    if let Some(code) = &draft.service_code {
        world.volatile().save(SERVICE_CODES, &card.card_token, code)?;
    }
    world.store().save(CARDS, &card.card_token, &card)?;
    Ok(card)
}

pub(crate) fn find(world: &World, card_token: &str) -> Result<Option<Card>, Unavailable> {
    world.store().load(CARDS, card_token)
}

pub(crate) fn service_code(world: &World, card_token: &str) -> Result<Option<String>, Unavailable> {
    world.volatile().load(SERVICE_CODES, card_token)
}

/// Takes the service code out of the vault; of two requests at once, one gets it.
pub(crate) fn take_service_code(world: &World, card_token: &str) -> Result<Option<String>, Unavailable> {
    let code = world.volatile().take(SERVICE_CODES, card_token)?;
    Ok(code.and_then(|code| code.as_str().map(str::to_owned)))
}

fn answer(world: &World, card: &Card) -> Result<Response, Refusal> {
    let data = json!({
        "id": card.card_token,
        "type": "card",
        "attributes": card.shown(world)?,
    });
    Ok(json_answer(StatusCode::OK, &json!({"data": data})))
}

/// `POST /api/v1/cards`, `{"card":{…}}`.
pub(crate) async fn create(
    State(world): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &uri)?;
    let members = json::object(&headers, &body)?;
    let card = members.get("card").and_then(Value::as_object).ok_or_else(|| Refusal::invalid("card", "is required"))?;
    let demands = Demands { holder: false, service_code: false, accepted: None };
    let draft = draft::read(card, world.now_ms(), &demands)?;
    let card = store(&world, draft)?;
    answer(&world, &card)
}

/// `GET /api/v1/cards/{card_token}`.
pub(crate) async fn read(
    State(world): State<Shared>,
    Path(card_token): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &uri)?;
    let card = find(&world, &card_token)?.ok_or(Refusal::NotFound)?;
    answer(&world, &card)
}

/// `DELETE /api/v1/cards/{card_token}`.
pub(crate) async fn delete(
    State(world): State<Shared>,
    Path(card_token): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &uri)?;
    take_service_code(&world, &card_token)?;
    let gone = world.store().take(CARDS, &card_token)?;
    gone.ok_or(Refusal::NotFound)?;
    let status = StatusCode::from_u16(guess::VAULTERA_DELETE_CARD_STATUS).unwrap_or(StatusCode::OK);
    Ok(json_answer(status, &json!({"success": true})))
}

/// What a merchant calls after a successful authorisation, because the rules demand it.
pub(crate) async fn wipe_service_code(
    State(world): State<Shared>,
    Path(card_token): Path<String>,
    uri: Uri,
) -> Result<Response, Refusal> {
    api_key::admit(&world, &uri)?;
    let card = find(&world, &card_token)?.ok_or(Refusal::NotFound)?;
    take_service_code(&world, &card_token)?;
    answer(&world, &card)
}
