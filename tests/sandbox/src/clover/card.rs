//! A card (clover.md, 3a).

use serde_json::{Value, json};

use super::encryption_key;
use super::fields::{Fields, digits, last4};
use super::refusal::Refusal;
use super::token::Draft;
use crate::clock::year_month;
use crate::guess;
use crate::test_card::{self, Brand, Refused, TEST_CARDS_ONLY, TestCard};

const MEMBERS: &[&str] = &[
    "number",
    "encrypted_pan",
    "transarmor_key_id",
    "exp_month",
    "exp_year",
    "cvv",
    "first6",
    "last4",
    "brand",
    "name",
    "country",
    "address_line1",
    "address_line2",
    "address_city",
    "address_state",
    "address_zip",
    "address_country",
];

/// Checks in the order number, month, year, cvv, expiry, brand (clover.md, Suggested behaviour).
pub(crate) fn read(value: &Value, now_ms: u64) -> Result<Draft, Refusal> {
    let fields = Fields::inside(value)?;
    fields.only(MEMBERS)?;
    for name in MEMBERS {
        // A number where a string belongs is refused before any value is judged.
        fields.text(name)?;
    }

    let card = number(&fields)?;
    let month = month(&fields)?;
    let year = year(&fields)?;
    cvv(&fields)?;
    if (year, month) < year_month(now_ms) {
        return Err(Refusal::invalid("expired_card", "The card has expired."));
    }
    let brand = brand(&fields, card.brand)?;
    let first6 = card.number.get(..6).unwrap_or_default();
    let last4 = last4(card.number);
    let differs =
        |name, shown: &str| -> Result<bool, Refusal> { Ok(fields.text(name)?.is_some_and(|given| given != shown)) };
    if differs("first6", first6)? || differs("last4", last4)? {
        return Err(Refusal::invalid("invalid_request", "first6 and last4 must be those of the number."));
    }

    let (shown_month, shown_year) = if guess::CLOVER_EXPIRY_NORMALISED {
        (format!("{month:02}"), format!("{year}"))
    } else {
        let as_given = |name| fields.text(name).map(|text| text.unwrap_or_default().to_owned());
        (as_given("exp_month")?, as_given("exp_year")?)
    };
    Ok(Draft {
        member: "card",
        shown: json!({
            "exp_month": shown_month,
            "exp_year": shown_year,
            "first6": first6,
            "last4": last4,
            "brand": brand,
        }),
        outcome: card.outcome,
        multi_pay: false,
    })
}

fn number(fields: &Fields<'_>) -> Result<&'static TestCard, Refusal> {
    const TEXT: &str = "Please provide valid card number.";
    let refused = |message| Err(Refusal::invalid("invalid_request", message));
    let number = match (fields.text("number")?, fields.text("encrypted_pan")?) {
        (Some(_), Some(_)) => return refused("number and encrypted_pan exclude each other."),
        (None, None) => return refused("number or encrypted_pan is required."),
        (Some(number), None) if guess::CLOVER_HYPHENS_IN_NUMBER => number.replace('-', ""),
        (Some(number), None) => number.to_owned(),
        (None, Some(encrypted)) => match encryption_key::opened(encrypted) {
            Some(number) => number,
            None => return refused("encrypted_pan cannot be decrypted."),
        },
    };
    test_card::admit(&number).map_err(|refused| match refused {
        Refused::NotDigits => Refusal::invalid(guess::CLOVER_NUMBER_NOT_DIGITS, TEXT),
        Refused::Luhn => Refusal::invalid(guess::CLOVER_NUMBER_FAILS_LUHN, TEXT),
        Refused::NotATestCard => Refusal::invalid(guess::CLOVER_NUMBER_NOT_DIGITS, TEST_CARDS_ONLY),
    })
}

fn month(fields: &Fields<'_>) -> Result<u64, Refusal> {
    fields
        .text("exp_month")?
        .filter(|text| digits(text, 1..=2))
        .and_then(|text| text.parse().ok())
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(|| Refusal::invalid("invalid_expiry_month", "Please provide valid expiry month."))
}

fn year(fields: &Fields<'_>) -> Result<u64, Refusal> {
    fields
        .text("exp_year")?
        .filter(|text| digits(text, 2..=2) || digits(text, 4..=4))
        .and_then(|text| Some((text.len(), text.parse::<u64>().ok()?)))
        .map(|(length, year)| if length == 2 { 2_000 + year } else { year })
        .ok_or_else(|| Refusal::invalid("invalid_expiry_year", "Please provide valid expiry year."))
}

fn cvv(fields: &Fields<'_>) -> Result<(), Refusal> {
    const TEXT: &str = "Please provide valid cvv value.";
    match fields.text("cvv")? {
        None | Some("") => Err(Refusal::invalid(guess::CLOVER_CVV_ABSENT, TEXT)),
        Some(cvv) if digits(cvv, 3..=4) => Ok(()),
        Some(_) => Err(Refusal::invalid(guess::CLOVER_CVV_MALFORMED, TEXT)),
    }
}

const BRANDS: &[&str] = &["VISA", "MC", "AMEX", "DISCOVER", "DINERS_CLUB", "JCB"];

fn brand(fields: &Fields<'_>, brand: Brand) -> Result<&'static str, Refusal> {
    let unknown = |code| Refusal::invalid(code, "Please provide valid card type.");
    if let Some(given) = fields.text("brand")?
        && !BRANDS.contains(&given)
    {
        return Err(unknown("invalid_card_type"));
    }
    match brand {
        Brand::Visa => Ok("VISA"),
        Brand::Mastercard => Ok("MC"),
        Brand::Amex => Ok("AMEX"),
        Brand::Discover => Ok("DISCOVER"),
        Brand::Diners => Ok("DINERS_CLUB"),
        Brand::Jcb => Ok("JCB"),
        Brand::UnionPay | Brand::Maestro => Err(unknown(guess::CLOVER_BRANDS_OUTSIDE_ENUM)),
    }
}
