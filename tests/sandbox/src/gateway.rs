//! A payment gateway on loopback, for a vault to send cards to. It never repeats card data.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::admin::{Wrong, object};
use crate::answer::json_answer;
use crate::test_card::{self, Outcome, Refused, TEST_CARDS_ONLY};
use crate::world::{ALPHANUMERIC, Shared};

/// `{amount, currency, card:{number, …}}` → `{"status":"approved","id":"ch_…"}`; amount in the
/// currency's smallest unit. A decline is 402, `{"status":"declined","id":"ch_…"}`.
pub(crate) async fn charge(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Wrong> {
    let members = object(&headers, &body)?;
    let bad = |message| Wrong::request("charge_invalid", message);
    members
        .get("amount")
        .and_then(Value::as_u64)
        .filter(|amount| *amount > 0)
        .ok_or_else(|| bad("amount is a positive integer"))?;
    members
        .get("currency")
        .and_then(Value::as_str)
        .filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .ok_or_else(|| bad("currency is three letters"))?;
    let number = members.get("card").and_then(|card| card.get("number")).and_then(Value::as_str);
    let card = test_card::admit(number.unwrap_or_default()).map_err(|refused| match refused {
        Refused::NotATestCard => bad(TEST_CARDS_ONLY),
        Refused::NotDigits | Refused::Luhn => bad("card.number is not a card number"),
    })?;
    let (status, word) = match card.outcome {
        Outcome::Approve => (StatusCode::OK, "approved"),
        Outcome::Decline => (StatusCode::PAYMENT_REQUIRED, "declined"),
        Outcome::Break => (StatusCode::INTERNAL_SERVER_ERROR, "error"),
    };
    let id = format!("ch_{}", world.symbols(ALPHANUMERIC, 16));
    Ok(json_answer(status, &json!({"status": word, "id": id})))
}
