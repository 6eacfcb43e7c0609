//! Payments on a `bfTokenReference` (payconex.md, 9): sale, auth, store, capture, refund, read.

use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ask::Ask;
use super::authorization;
use super::moment;
use super::reference;
use super::refusal::Refusal;
use super::schema::{self, Field, Kind, cents};
use crate::answer::json_answer;
use crate::guess;
use crate::store::Unavailable;
use crate::test_card::Outcome;
use crate::world::World;

/// A transaction: `INITIALIZED` until a payment uses its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Payment {
    id: String,
    account: String,
    status: String,
    cents: u64,
    refunded_cents: u64,
    shown: Map<String, Value>,
}

const PAYMENTS: &str = "payconex/payment";
const INITIALIZED: &str = "INITIALIZED";

const AMOUNTS: &[Field] = &[Field("total", Kind::Money, true), Field("currency", Kind::OneOf(&["USD"]), true)];
const TRACE: &[Field] = &[Field("source", Kind::Text(100), false), Field("customId", Kind::Text(100), false)];
const SCHEDULE: Kind = Kind::OneOf(&["SCHEDULED", "UNSCHEDULED"]);
const ON_FILE: &[Field] = &[
    Field("transactionInitiator", Kind::OneOf(&["CUSTOMER", "MERCHANT"]), false),
    Field("storedCredentialIndicator", Kind::OneOf(&["INITIAL", "SUBSEQUENT"]), false),
    Field("scheduleIndicator", SCHEDULE, false),
    Field("cardOnFileScheduleIndicator", SCHEDULE, false),
];
const COMMON: &[Field] = &[
    Field("bfTokenReference", Kind::Text(200), true),
    Field("posProfile", Kind::OneOf(&["ECOMMERCE", "MOTO", "SERVER", "ACH"]), true),
    Field("transactionId", Kind::Digits(12), false),
    Field("trace", Kind::Object(TRACE), false),
    Field("credentialOnFile", Kind::Object(ON_FILE), false),
    Field("credentialOnFileOverride", Kind::Object(ON_FILE), false),
];
const PAID: &[Field] = &[Field("amounts", Kind::Object(AMOUNTS), true)];
const PART: &[Field] = &[
    Field("posProfile", Kind::OneOf(&["ECOMMERCE", "MOTO", "SERVER", "ACH"]), false),
    Field("amounts", Kind::Object(AMOUNTS), false),
    Field("trace", Kind::Object(TRACE), false),
];

fn ok(payment: &Payment) -> Response {
    let status = StatusCode::from_u16(guess::PAYCONEX_PAYMENT_STATUS).unwrap_or(StatusCode::OK);
    json_answer(status, &Value::Object(payment.shown.clone()))
}

fn short(message: &str) -> Refusal {
    Refusal::Short(message.to_owned())
}

fn blank(world: &World, account: &str, status: &str) -> Payment {
    let id = world.symbols(b"0123456789", 12);
    Payment {
        id,
        account: account.to_owned(),
        status: status.to_owned(),
        cents: 0,
        refunded_cents: 0,
        shown: Map::new(),
    }
}

/// A transaction that waits for its payment.
pub(crate) fn initialize(world: &World, account: &str) -> Result<String, Unavailable> {
    let payment = blank(world, account, INITIALIZED);
    world.store().save(PAYMENTS, &payment.id, &payment)?;
    Ok(payment.id)
}

pub(crate) fn sale(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    run(world, ask, "pcx:payments:card_not_present:sale", "CAPTURED")
}

pub(crate) fn auth(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    run(world, ask, "pcx:payments:card_not_present:auth", "AUTHORIZED")
}

pub(crate) fn store(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    run(world, ask, "pcx:payments:card_not_present:store", "SAVED")
}

fn run(world: &World, ask: &Ask, scope: &str, status: &str) -> Result<Response, Refusal> {
    let account = authorization::admit(world, ask, scope)?.account;
    let members = ask.members()?;
    let pays = status != "SAVED";
    let fields: &[&[Field]] = if pays { &[COMMON, PAID] } else { &[COMMON] };
    schema::check(&members, fields, true)?;
    let id = members.get("bfTokenReference").and_then(Value::as_str).unwrap_or_default();
    let mut payment = claim(world, &account, members.get("transactionId").and_then(Value::as_str), status)?;
    let reference = if pays { reference::pay(world, &account, id) } else { reference::store(world, &account, id) };
    let reference = match reference {
        Ok(reference) => reference,
        Err(refusal) => {
            finish(world, payment, "FAILED")?;
            return Err(refusal);
        }
    };
    payment.cents = total(&members).unwrap_or(0);
    payment.shown = Map::from_iter([("timestamp".to_owned(), json!(moment::shown(world.now_ms())))]);
    for name in ["amounts", "trace"] {
        if let Some(value) = members.get(name) {
            payment.shown.insert(name.to_owned(), value.clone());
        }
    }
    let (code, word, message) = match reference.outcome {
        Outcome::Approve => (StatusCode::OK, status, ""),
        Outcome::Decline => {
            let code = StatusCode::from_u16(guess::PAYCONEX_DECLINE_STATUS).unwrap_or(StatusCode::PAYMENT_REQUIRED);
            (code, "DECLINED", "Transaction declined")
        }
        Outcome::Break => (StatusCode::INTERNAL_SERVER_ERROR, "FAILED", "Internal Server Error"),
    };
    if reference.stored {
        payment.shown.insert("bfTokenReference".to_owned(), json!(reference.id));
        payment.shown.insert("shieldConexToken".to_owned(), reference.token());
    }
    let payment = finish(world, payment, word)?;
    if reference.outcome == Outcome::Approve {
        Ok(ok(&payment))
    } else {
        Err(Refusal::Declined { status: code, message, metadata: Value::Object(payment.shown) })
    }
}

/// The transaction of a payment: a new one, or one that waits and is taken in one step.
fn claim(world: &World, account: &str, id: Option<&str>, status: &str) -> Result<Payment, Refusal> {
    let Some(id) = id else {
        return Ok(blank(world, account, status));
    };
    let claimed = world.store().alter(PAYMENTS, id, |payment: &mut Payment| {
        if payment.account != account {
            return Err(Refusal::NotFound(None));
        }
        if payment.status != INITIALIZED {
            return Err(short("Transaction ID has already been used"));
        }
        status.clone_into(&mut payment.status);
        Ok(payment.clone())
    })?;
    claimed.ok_or(Refusal::NotFound(None))?
}

fn finish(world: &World, mut payment: Payment, status: &str) -> Result<Payment, Unavailable> {
    status.clone_into(&mut payment.status);
    payment.shown.insert("transactionId".to_owned(), json!(payment.id));
    payment.shown.insert("status".to_owned(), json!(status));
    world.store().save(PAYMENTS, &payment.id, &payment)?;
    Ok(payment)
}

fn total(members: &Map<String, Value>) -> Option<u64> {
    members.get("amounts").and_then(|amounts| amounts["total"].as_str()).and_then(cents)
}

/// `GET …/payments/{payment}`.
pub(crate) fn read(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    let account = authorization::admit(world, ask, "pcx:payments:read")?.account;
    let payment = world.store().load::<Payment>(PAYMENTS, ask.id("payment"))?;
    payment.filter(|one| one.account == account).map(|one| ok(&one)).ok_or(Refusal::NotFound(None))
}

/// Changes a payment in one step, for the whole amount when none is given.
fn part(
    world: &World,
    ask: &Ask,
    scope: &str,
    change: fn(&mut Payment, u64) -> Result<(), Refusal>,
) -> Result<Response, Refusal> {
    let account = authorization::admit(world, ask, scope)?.account;
    let members = if ask.body.is_empty() { Map::new() } else { ask.members()? };
    schema::check(&members, &[PART], false)?;
    let wanted = total(&members);
    let changed = world.store().alter(PAYMENTS, ask.id("payment"), |payment: &mut Payment| {
        if payment.account != account {
            return Err(Refusal::NotFound(None));
        }
        change(payment, wanted.unwrap_or(payment.cents - payment.refunded_cents))?;
        payment.shown.insert("status".to_owned(), json!(payment.status));
        Ok(payment.clone())
    })?;
    changed.ok_or(Refusal::NotFound(None))?.map(|payment| ok(&payment))
}

pub(crate) fn capture(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    part(world, ask, "pcx:payments:capture", |payment, cents| {
        if payment.status != "AUTHORIZED" || cents > payment.cents {
            return Err(short("Transaction cannot be captured"));
        }
        payment.cents = cents;
        "CAPTURED".clone_into(&mut payment.status);
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        payment.shown.insert("amounts".to_owned(), json!({"total": amount, "currency": "USD"}));
        Ok(())
    })
}

pub(crate) fn refund(world: &World, ask: &Ask) -> Result<Response, Refusal> {
    part(world, ask, "pcx:payments:refund", |payment, cents| {
        let captured = payment.status == "CAPTURED" || payment.status == guess::PAYCONEX_REFUND_WORD;
        if !captured || cents == 0 || payment.refunded_cents + cents > payment.cents {
            return Err(short("Transaction cannot be refunded"));
        }
        payment.refunded_cents += cents;
        guess::PAYCONEX_REFUND_WORD.clone_into(&mut payment.status);
        Ok(())
    })
}
