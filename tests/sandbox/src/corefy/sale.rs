//! The card gateway: takes the card of one invoice (corefy.md, 7).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::account::{self, Outcome as Switch};
use super::invoice::{self, Invoice, Status, ThreeDs};
use super::refusal::Refusal;
use super::{bearer, callback, card, private, saved_card};
use crate::answer::json_answer;
use crate::guess;
use crate::json;
use crate::test_card::Outcome;
use crate::world::{ALPHANUMERIC, Shared, World};

/// How one sale goes on.
enum Way {
    Processed,
    Pending,
    Failed,
}

/// `POST /payment/sale`, `{"data":{"type":"sale-operation","attributes":{…}}}` with the bearer.
pub(crate) async fn sale(State(world): State<Shared>, headers: HeaderMap, body: Bytes) -> Result<Response, Refusal> {
    let id = bearer::admit(&world, &headers)?;
    let body = json::object(&headers, &body)?;
    let data = body.get("data").and_then(Value::as_object).ok_or_else(|| Refusal::invalid("/data", "is required"))?;
    if data.get("type").and_then(Value::as_str) != Some("sale-operation") {
        return Err(Refusal::invalid("/data/type", "is sale-operation"));
    }
    let attributes = data.get("attributes").and_then(Value::as_object);
    let attributes = attributes.ok_or_else(|| Refusal::invalid("/data/attributes", "is required"))?;
    let now_ms = world.now_ms();
    let draft = card::read(attributes, now_ms)?;
    let invoice = invoice::by_id(&world, &id)?;
    let way = way(&world, &invoice, draft.card)?;
    let paid = saved_card::payload(&world, &invoice, &draft);
    let request = request(&world);
    if !matches!(way, Way::Failed) {
        saved_card::store(&world, &invoice, &draft, &paid)?;
    }
    let (payload, token) = paid;
    let decided = invoice::alter(&world, &id, |invoice: &mut Invoice| {
        // Looked at again here: of two cards at once, one is taken.
        if !invoice.takes_a_card() {
            return None;
        }
        match way {
            Way::Processed => {
                invoice.payload = payload;
                invoice.finish(Status::Processed, "ok", now_ms);
            }
            Way::Failed => invoice.finish(Status::ProcessFailed, guess::COREFY_DECLINED_RESOLUTION, now_ms),
            Way::Pending => {
                invoice.status = Status::ProcessPending;
                invoice.updated_ms = now_ms;
                invoice.three_ds = Some(ThreeDs { request: request.clone(), started_ms: now_ms, payload, token });
            }
        }
        Some(invoice.clone())
    })?;
    let invoice = decided
        .ok_or_else(|| Refusal::guessed(guess::COREFY_PAID_ALREADY_STATUS, "the invoice takes no card any more"))?;
    let host = private::host(&headers);
    if invoice.is_final() {
        callback::send(&world, &invoice, host);
    }
    let mut answer = json!({
        "id": format!("cgi_{}", world.symbols(ALPHANUMERIC, 16)),
        "status": invoice.status,
        "resolution": invoice.resolution,
    });
    if let Some(members) = answer.as_object_mut() {
        if invoice.three_ds.is_some() {
            let three_ds = account::switches(&world)?.three_ds;
            members.insert("auth_payload".to_owned(), auth_payload(host, &invoice, &request, three_ds));
        }
        if invoice.status == Status::ProcessFailed {
            let (title, status) = guess::COREFY_DECLINE_ERROR;
            members.insert("errors".to_owned(), json!([{"title": title, "status": status}]));
        }
    }
    Ok(json_answer(StatusCode::OK, &answer))
}

fn way(world: &World, invoice: &Invoice, card: &crate::test_card::TestCard) -> Result<Way, Refusal> {
    Ok(match account::switches(world)?.outcome {
        Some(Switch::Processed) => Way::Processed,
        Some(Switch::ProcessPending) => Way::Pending,
        Some(Switch::ProcessFailed) => Way::Failed,
        None if saved_card::declined_by_amount(invoice) => Way::Failed,
        None if guess::COREFY_THREE_DS_CARDS.contains(&card.number) => Way::Pending,
        None => match card.outcome {
            Outcome::Approve => Way::Processed,
            Outcome::Decline => Way::Failed,
            Outcome::Break => return Err(Refusal::new(StatusCode::BAD_GATEWAY, "the acquirer did not answer")),
        },
    })
}

/// What the browser brings to the bank; in the form of a challenge request.
fn request(world: &World) -> String {
    let text = json!({"threeDSServerTransID": world.uuid(), "messageType": "CReq", "messageVersion": "2.2.0"});
    URL_SAFE_NO_PAD.encode(text.to_string())
}

fn auth_payload(host: &str, invoice: &Invoice, request: &str, three_ds: u8) -> Value {
    let params = if three_ds == 1 {
        let back =
            invoice.return_url.clone().unwrap_or_else(|| format!("http://{host}/corefy/hpp/?cpi={}", invoice.id));
        json!({"PaReq": request, "MD": invoice.id, "TermUrl": back})
    } else {
        json!({"creq": request})
    };
    json!({"action": format!("http://{host}/corefy/acs/{}", invoice.id), "method": "POST", "params": params})
}
