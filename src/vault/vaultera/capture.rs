//! What the capture form says, and which brands it is told to take.
//! Contract: "Messages iframe → parent", "Query parameters".

use alloc::vec::Vec;
use crate::card::brand::{self, Brand};
use crate::card::expiry::Month;
use crate::card::Field;
use crate::error::{Code, Error};
use crate::json::Value;
use crate::vault::Token;

/// A message of the form. It carries no type: `error` or `card` tell a submit's answer, `valid` a validate's.
pub(super) enum Message {
    /// The answer to `validate`.
    Validated(Result<(), Error>),
    /// The answer to `submit`.
    Submitted(Result<Token, Error>),
}

impl Message {
    /// The message, or `None` where it is neither: the page may say other things to other listeners.
    pub(super) fn read(message: &Value) -> Option<Self> {
        let given = |name| message.get(name).filter(|value| **value != Value::Null);
        if given("error").is_some() {
            return Some(Self::Submitted(Err(Code::PageRefused.into())));
        }
        if let Some(card) = given("card") {
            return Some(Self::Submitted(token(card).ok_or(Code::BadResponse.into())));
        }
        let valid = message.get("valid")?.bool()?;
        Some(Self::Validated(if valid { Ok(()) } else { Err(faults(message.get("errors"))) }))
    }
}

fn token(card: &Value) -> Option<Token> {
    let id = card.text_of("card_token").filter(|id| crate::vault::is_opaque(id, 128))?;
    if crate::vault::is_card_number(id) {
        return None;
    }
    let number = card.text_of("card_number")?;
    let last4 = number.get(number.len().checked_sub(4)?..)?;
    if !last4.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let month = card.text_of("expiration_month").and_then(|month| month.parse().ok());
    // The contract's years have four digits: of another, nobody can say what century is meant.
    let year = card.text_of("expiration_year").filter(|year| year.len() == 4).and_then(|year| year.parse().ok());
    Some(Token {
        id: id.into(),
        vault: "vaultera",
        kind: "card",
        brand: card.text_of("card_type").and_then(from_card_type),
        preferred: None,
        last4: last4.into(),
        expiry: month.zip(year).and_then(|(month, year)| Month::new(year, month)),
        save: None,
        next_action: None,
    })
}

/// The error of a `valid: false`. That its `errors` are keyed by the form's field names is a guess of the
/// contract, so that nothing depends on it.
fn faults(errors: Option<&Value>) -> Error {
    let names = [
        ("card_number", Field::Number),
        ("expiration_date", Field::Expiry),
        ("service_code", Field::Cvc),
        ("cardholder_name", Field::Name),
    ];
    Error {
        fields: names
            .into_iter()
            .filter(|(name, _)| errors.is_some_and(|errors| errors.get(name).is_some()))
            .map(|(_, field)| (field, Code::CardInvalid.as_str()))
            .collect(),
        ..Code::CardInvalid.into()
    }
}

/// The vault's name of a brand. `visa` is documented; that the others are the usual short ones is a guess.
fn card_type(brand: Brand) -> &'static str {
    match brand {
        Brand::AMERICAN_EXPRESS => "amex",
        Brand::DINERS_CLUB => "diners",
        brand => brand.name(),
    }
}

fn from_card_type(name: &str) -> Option<Brand> {
    brand::Set::ALL.iter().find(|brand| card_type(*brand) == name)
}

/// The brands that the vault has a name for.
const NAMED: &[Brand] = &[
    Brand::VISA,
    Brand::MASTERCARD,
    Brand::AMERICAN_EXPRESS,
    Brand::DISCOVER,
    Brand::DINERS_CLUB,
    Brand::JCB,
    Brand::UNIONPAY,
    Brand::MAESTRO,
];

/// Adds `only`, where the shop does not take every brand.
pub(super) fn push_accepted(url: &mut Vec<u8>, accepted: brand::Set) {
    if accepted == brand::Set::ALL {
        return;
    }
    url.extend_from_slice(b"&only=");
    // A name that the vault does not know would make it refuse the whole address.
    for (index, brand) in accepted.iter().filter(|brand| NAMED.contains(brand)).enumerate() {
        if index > 0 {
            url.push(b',');
        }
        url.extend_from_slice(card_type(brand).as_bytes());
    }
}
