//! Charges, `POST /v1/charges` (clover.md, Single use, and Errors). Amounts are cents.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::credential;
use super::refusal::Refusal;
use super::token::{TOKENS, Token};
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::test_card::Outcome;
use crate::world::{Shared, UPPER_ALPHANUMERIC};

/// Charges a `clv_` token with a Bearer credential; a single-pay token is spent by the first try.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    credential::admit_bearer(&world, &headers)?;
    let members = json::object(&headers, &body)?;
    let amount = match members.get("amount").map(Value::as_u64) {
        Some(Some(0)) | None => return Err(invalid_amount()),
        Some(None) => return Err(invalid_amount()),
        Some(Some(amount)) if amount > guess::CLOVER_LARGEST_AMOUNT => {
            return Err(Refusal::invalid("amount_too_large", "The amount is too large."));
        }
        Some(Some(amount)) => amount,
    };
    let currency = members
        .get("currency")
        .and_then(Value::as_str)
        .filter(|currency| ["usd", "cad"].contains(&&*currency.to_ascii_lowercase()))
        .ok_or_else(|| Refusal::invalid("invalid_request", "currency is usd or cad."))?;
    let source = members
        .get("source")
        .and_then(Value::as_str)
        .filter(|source| source.starts_with("clv_"))
        .ok_or_else(|| Refusal::invalid("invalid_request", "source is a clv_ token."))?;

    // Spent before its content is used, in one step: of two charges at once, one finds it used.
    let spent = world.store().alter(TOKENS, source, |token: &mut Token| {
        let already_used = token.used && !token.multi_pay;
        let fails = token.outcome != Outcome::Approve;
        token.used |= !fails || guess::CLOVER_TOKEN_SPENT_BY_FAILED_CHARGE;
        (already_used, token.outcome, token.shown.clone())
    })?;
    let (already_used, outcome, mut shown) = spent.ok_or_else(unknown_source)?;
    if already_used {
        // Seen without a type.
        return Err(Refusal::Error {
            status: StatusCode::BAD_REQUEST,
            kind: None,
            code: "token_already_used",
            message: "You cannot use a clover token more than once unless it is marked as multipay.".to_owned(),
            charge: None,
        });
    }
    let id = world.symbols(UPPER_ALPHANUMERIC, 13);
    match outcome {
        Outcome::Approve => {
            if let Some(members) = shown.as_object_mut() {
                members.insert("id".to_owned(), json!(source));
            }
            Ok(json_answer(
                StatusCode::OK,
                &json!({
                    "id": id,
                    "object": "charge",
                    "amount": amount,
                    "currency": currency.to_ascii_lowercase(),
                    "captured": true,
                    "paid": true,
                    "status": "succeeded",
                    "created": world.now_ms(),
                    "source": shown,
                }),
            ))
        }
        Outcome::Decline => Err(Refusal::Error {
            status: StatusCode::PAYMENT_REQUIRED,
            kind: Some("card_error"),
            code: "card_declined",
            message: "The card was declined.".to_owned(),
            charge: Some(id),
        }),
        Outcome::Break => Err(Refusal::Error {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            kind: Some("api_error"),
            code: "processing_error",
            message: "The charge could not be processed.".to_owned(),
            charge: None,
        }),
    }
}

fn invalid_amount() -> Refusal {
    Refusal::invalid("invalid_charge_amount", "amount is a positive integer, in cents.")
}

fn unknown_source() -> Refusal {
    Refusal::invalid_request_error(
        StatusCode::from_u16(guess::CLOVER_UNKNOWN_SOURCE_STATUS).unwrap_or(StatusCode::BAD_REQUEST),
        "resource_missing",
        "The source does not exist.",
    )
}
