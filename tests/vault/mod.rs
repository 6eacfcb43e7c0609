//! What the tests of every vault need: a vault from a grant, answers from a table, and what came of them.

#![allow(
    dead_code,
    clippy::expect_used,
    reason = "each test takes what it needs of it, and a broken table must fail it"
)]

use serde_json::{Map, Value, json};
use tokenframe::card::{Card, Form, Need, Wanted, brand, expiry, postal};
use tokenframe::error::{Code, Error};
use tokenframe::http::{Request, Response};
use tokenframe::secret::Secret;
use tokenframe::vault::{self, Billing, Call, Reply, Step, Vault};

pub fn read(text: &str) -> Vec<Value> {
    serde_json::from_str(text).expect("the table is a JSON array")
}

pub fn open_with(grant: &Value, accepted: brand::Set) -> Result<Box<dyn Vault>, Error> {
    vault::open(&tokenframe::json::Value::parse(grant.to_string().as_bytes()).expect("a grant"), accepted)
}

pub fn open(grant: &Value) -> Box<dyn Vault> {
    open_with(grant, brand::Set::ALL).unwrap_or_else(|error| panic!("{grant} gave {error}"))
}

pub fn refused(grant: &Value) -> Option<Code> {
    open_with(grant, brand::Set::ALL).err().map(|error| error.code)
}

/// The card that a shopper typed: `{number, expiry, cvc, name, postalCode}`.
pub fn card(form: &Value) -> Card {
    let text = |name: &str| form[name].as_str().unwrap_or_default();
    let form = Form {
        number: text("number"),
        expiry: text("expiry"),
        cvc: text("cvc"),
        holder: text("name"),
        postal_code: text("postalCode"),
    };
    let wanted = Wanted {
        this_month: expiry::Month { year: 2026, month: 9 },
        accepted: brand::Set::ALL,
        preferred: None,
        name: Need::Optional,
        postal_code: Need::Optional,
        country: postal::Country::Other,
    };
    Card::parse(&form, &wanted).expect("a card")
}

pub fn call(form: &Value, billing: &Value) -> Call {
    let text = |name: &str| billing[name].as_str().map(str::to_owned);
    let billing = Billing {
        name: text("name"),
        line1: text("line1"),
        line2: text("line2"),
        city: text("city"),
        state: text("state"),
        postal_code: text("postalCode"),
        country: text("country"),
    };
    Call { card: Some(card(form)), billing, ..Call::default() }
}

/// The request that a step asks for.
pub fn sent(step: Step) -> Request {
    match step {
        Step::Send(request) => request,
        other => panic!("not a request: {other:?}"),
    }
}

/// A request as JSON, with its body as the text that it is.
pub fn shown(request: &Request) -> Value {
    let text = |secret: &Secret| Value::from(secret.expose_str());
    let headers: Map<_, _> = request.headers.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect();
    assert_eq!(headers.len(), request.headers.len(), "a header stands twice");
    let method = request.method.as_str();
    json!({ "method": method, "url": text(&request.url), "headers": headers, "body": request.body.as_ref().map(text) })
}

pub fn response(status: u16, body: &str) -> Reply {
    answer(&json!({ "status": status, "body": body }))
}

/// The answer that a row describes. JSON is its type unless it says otherwise.
pub fn answer(row: &Value) -> Reply {
    Reply::Response(Response {
        status: row["status"].as_u64().and_then(|status| status.try_into().ok()).expect("a status"),
        json: row["type"].is_null(),
        retry_after: row["retryAfter"].as_u64().and_then(|seconds| seconds.try_into().ok()),
        body: Secret::copied(row["body"].as_str().expect("a body")),
    })
}

/// What came of a call, as the tables write it.
pub fn outcome(step: Option<Step>) -> Value {
    match step {
        Some(Step::Done(Ok(token))) => {
            let mut shown = json!({ "token": {
                "id": token.id,
                "vault": token.vault,
                "kind": token.kind,
                "brand": token.brand.map(|brand| brand.name()),
                "last4": token.last4,
                "expMonth": token.expiry.map(|expiry| expiry.month),
                "expYear": token.expiry.map(|expiry| expiry.year),
            }});
            if let Some(save) = token.save {
                shown["token"]["save"] = save.into();
            }
            if let Some(next) = token.next_action {
                let params: Vec<_> = next.params.iter().map(|(name, value)| json!([name, value])).collect();
                shown["token"]["nextAction"] = json!({ "url": next.url, "params": params });
            }
            shown
        }
        Some(Step::Done(Err(error))) => failure(&error),
        other => Value::from(format!("{other:?}")),
    }
}

pub fn failure(error: &Error) -> Value {
    let mut shown = json!({ "error": error.code.as_str(), "retryable": error.code.retryable() });
    if !error.fields.is_empty() {
        let fields = error.fields.iter().map(|(field, code)| (field.as_str().to_owned(), Value::from(*code)));
        shown["fields"] = Value::Object(fields.collect());
    }
    if let Some(wait) = error.retry_after_ms {
        shown["retryAfterMs"] = wait.into();
    }
    if let Some(reason) = &error.reason {
        shown["reason"] = reason.as_str().into();
    }
    shown
}
