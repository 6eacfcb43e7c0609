//! A TransArmor token turned into a `clv_` token that may be charged many times (clover.md, 3d).

use serde_json::{Value, json};

use super::fields::{Fields, digits};
use super::refusal::Refusal;
use super::token::Draft;
use crate::test_card::{Outcome, TEST_CARDS_ONLY, could_be_a_real_card};

pub(crate) fn read(value: &Value) -> Result<Draft, Refusal> {
    let fields = Fields::inside(value)?;
    let token = fields.needed("token_value")?;
    if could_be_a_real_card(token) {
        return Err(Refusal::invalid("invalid_request", TEST_CARDS_ONLY));
    }
    if fields.needed("token_type")? != "TRANSARMOR" {
        return Err(Refusal::invalid("invalid_request", "token_type is TRANSARMOR."));
    }
    let attribute = fields.value("transarmor_token_attribute").ok_or_else(Refusal::malformed)?;
    let attribute = Fields::inside(attribute)?;
    let month = attribute.needed("exp_month")?;
    let year = attribute.needed("exp_year")?;
    if !digits(month, 1..=2) {
        return Err(Refusal::invalid("invalid_expiry_month", "Please provide valid expiry month."));
    }
    if !digits(year, 2..=2) && !digits(year, 4..=4) {
        return Err(Refusal::invalid("invalid_expiry_year", "Please provide valid expiry year."));
    }
    Ok(Draft { member: "card", shown: json!({"last4": ""}), outcome: Outcome::Approve, multi_pay: true })
}
