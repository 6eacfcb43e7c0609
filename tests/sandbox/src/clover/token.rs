//! The token service, `POST /v1/tokens` (clover.md, Endpoint 3): one path for every kind.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::{bank_account, card, external_token, gift_card, pakms};
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::test_card::Outcome;
use crate::world::{ALPHANUMERIC, Shared};

pub(crate) const TOKENS: &str = "clover/token";

/// A token as it is remembered. The number behind it is not: what a charge needs is its outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) outcome: Outcome,
    pub(crate) multi_pay: bool,
    pub(crate) used: bool,
    /// What a charge shows of its source: `brand`, `first6`, `last4`, `exp_month`, `exp_year`.
    pub(crate) shown: Value,
}

/// What one kind makes of its member of the body.
pub(crate) struct Draft {
    /// Name of the member in the answer.
    pub(crate) member: &'static str,
    /// Its value: never a full number, never a cvv.
    pub(crate) shown: Value,
    pub(crate) outcome: Outcome,
    pub(crate) multi_pay: bool,
}

/// Makes a token: `{"id":"clv_…","object":"token","card":{…}}`.
pub(crate) async fn create(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    if guess::CLOVER_AUTHORIZATION_AT_TOKENS_REFUSED && headers.contains_key(header::AUTHORIZATION) {
        return Err(Refusal::invalid(
            "invalid_request",
            "The token service takes no Authorization header: the apikey header is public, a Bearer value is secret.",
        ));
    }
    pakms::admit_key(&world, &headers)?;
    let members = json::object(&headers, &body)?;
    let mut kinds = members.iter();
    let (Some((kind, value)), None) = (kinds.next(), kinds.next()) else {
        return Err(Refusal::malformed());
    };
    let draft = match kind.as_str() {
        "card" => card::read(value, world.now_ms())?,
        "ach" => bank_account::read(value)?,
        kind if guess::CLOVER_GIFT_REQUEST_MEMBERS.contains(&kind) => gift_card::read(value)?,
        "external_token" => external_token::read(value)?,
        "encryptedWallet" => {
            return Err(Refusal::invalid("invalid_request", "The sandbox has no wallets."));
        }
        _ => return Err(Refusal::malformed()),
    };

    // Sandbox ids begin with clv_1TSTS in every sample.
    let id = format!("clv_1TSTS{}", world.symbols(ALPHANUMERIC, 19));
    let token = Token { outcome: draft.outcome, multi_pay: draft.multi_pay, used: false, shown: draft.shown.clone() };
    world.store().save(TOKENS, &id, &token)?;
    let mut answer = Map::new();
    answer.insert("id".to_owned(), Value::String(id));
    answer.insert("object".to_owned(), Value::String("token".to_owned()));
    answer.insert(draft.member.to_owned(), draft.shown);
    Ok(json_answer(StatusCode::OK, &Value::Object(answer)))
}
