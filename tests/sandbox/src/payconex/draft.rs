//! A card as the checkout page sends it, judged. Nothing of it is kept but its last four digits.

use serde_json::{Map, Value};

use super::refusal::{Refusal, detail};
use super::schema::{self, Field, Kind};
use crate::clock::year_month;
use crate::test_card::{self, Brand, Refused, TEST_CARDS_ONLY, TestCard};

pub(crate) struct Draft {
    pub(crate) card: &'static TestCard,
    /// `MMYY`.
    pub(crate) expiry: String,
}

// The number has no use for more characters; its own form is judged below.
const CARD: &[Field] = &[
    Field("number", Kind::Digits(40), true),
    Field("expiryMonth", Kind::Digits(2), true),
    Field("expiryYear", Kind::Digits(4), true),
    Field("cvv", Kind::Digits(4), false),
];
const CUSTOMER: &[Field] = &[
    Field("address1", Kind::Text(100), false),
    Field("address2", Kind::Text(100), false),
    Field("city", Kind::Text(100), false),
    Field("state", Kind::Text(50), false),
    Field("zip", Kind::Text(20), false),
    Field("phone", Kind::Text(30), false),
    Field("email", Kind::Text(254), false),
];
const BODY: &[Field] = &[
    Field("card", Kind::Object(CARD), true),
    Field("save", Kind::Flag, false),
    Field("customer", Kind::Object(CUSTOMER), false),
];

/// `cvv` is the setting of that name; `wanted` are the other fields that must be filled.
pub(crate) fn read(body: &Map<String, Value>, cvv: &str, wanted: &[String], now_ms: u64) -> Result<Draft, Refusal> {
    schema::check(body, &[BODY], true)?;
    let text = |group: &str, name: &str| body.get(group).and_then(|group| group[name].as_str()).unwrap_or_default();
    let mut wrong = Vec::new();
    let card = match test_card::admit(text("card", "number")) {
        Ok(card) => Some(card),
        Err(Refused::NotATestCard) => {
            wrong.push(detail("card.number", TEST_CARDS_ONLY));
            None
        }
        Err(Refused::NotDigits | Refused::Luhn) => {
            wrong.push(detail("card.number", "is not a card number"));
            None
        }
    };
    let (month, year) = (text("card", "expiryMonth"), text("card", "expiryYear"));
    let moment = (year.parse::<u64>().unwrap_or_default(), month.parse::<u64>().unwrap_or_default());
    if month.len() != 2 || year.len() != 4 || !(1..=12).contains(&moment.1) {
        wrong.push(detail("card.expiry", "is not a month and a year"));
    } else if moment < year_month(now_ms) {
        wrong.push(detail("card.expiry", "has passed"));
    }
    let length = if card.is_some_and(|card| card.brand == Brand::Amex) { 4 } else { 3 };
    match text("card", "cvv").len() {
        0 if cvv == "required" => wrong.push(detail("card.cvv", "is required")),
        0 => {}
        given if given != length && card.is_some() => wrong.push(detail("card.cvv", "is not a security code")),
        _ => {}
    }
    for name in wanted {
        if text("customer", name).trim().is_empty() {
            wrong.push(detail(&format!("customer.{name}"), "is required"));
        }
    }
    match card {
        Some(card) if wrong.is_empty() => {
            Ok(Draft { card, expiry: format!("{month}{}", year.get(2..).unwrap_or_default()) })
        }
        _ => Err(Refusal::Invalid(wrong)),
    }
}
