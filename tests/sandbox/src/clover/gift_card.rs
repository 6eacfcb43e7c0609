//! A gift card (clover.md, 3c).

use serde_json::{Value, json};

use super::fields::{Fields, digits, last4};
use super::refusal::Refusal;
use super::token::Draft;
use crate::guess;
use crate::test_card::{Outcome, TEST_CARDS_ONLY, could_be_a_real_card};

pub(crate) fn read(value: &Value) -> Result<Draft, Refusal> {
    let fields = Fields::inside(value)?;
    fields.only(&["card_number", "number", "security_code", "foreign_access_code"])?;
    let mut numbers = Vec::new();
    for name in guess::CLOVER_GIFT_NUMBER_MEMBERS {
        numbers.extend(fields.text(name)?);
    }
    let [number] = numbers.as_slice() else {
        return Err(Refusal::invalid("invalid_request", "card_number is required."));
    };
    let length_fits = matches!(number.len(), 6 | 13 | 16 | 19);
    if !length_fits || !digits(number, 6..=19) {
        return Err(Refusal::invalid(guess::CLOVER_NUMBER_NOT_DIGITS, "A gift card number is 6, 13, 16 or 19 digits."));
    }
    if could_be_a_real_card(number) {
        return Err(Refusal::invalid(guess::CLOVER_NUMBER_NOT_DIGITS, TEST_CARDS_ONLY));
    }
    let code = fields.text("security_code")?;
    if code.is_some_and(|code| !(4..=8).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    {
        return Err(Refusal::invalid("invalid_request", "security_code is 4 to 8 characters."));
    }
    fields.text("foreign_access_code")?;
    Ok(Draft {
        member: guess::CLOVER_GIFT_MEMBER,
        shown: json!({"last4": last4(number)}),
        outcome: Outcome::Approve,
        multi_pay: false,
    })
}
