//! A card as a client sends it, judged (vaultera.md, Store a card).

use serde_json::{Map, Value};

use super::refusal::{Details, Refusal};
use crate::clock::year_month;
use crate::guess;
use crate::test_card::{self, Brand, Refused, TEST_CARDS_ONLY, TestCard};

/// A card that may be stored. Its service code is separate because it is kept apart.
pub(crate) struct Draft {
    pub(crate) card: &'static TestCard,
    pub(crate) cardholder_name: Option<String>,
    /// `MM`.
    pub(crate) expiration_month: String,
    /// `YYYY`.
    pub(crate) expiration_year: String,
    pub(crate) service_code: Option<String>,
}

/// What is asked of a card beyond its form.
pub(crate) struct Demands<'a> {
    pub(crate) holder: bool,
    pub(crate) service_code: bool,
    /// Card types that are accepted; `None`: all.
    pub(crate) accepted: Option<&'a [String]>,
}

/// Every card type by the name that the API uses.
pub(crate) const CARD_TYPES: &[(&str, Brand)] = &[
    ("visa", Brand::Visa),
    ("mastercard", Brand::Mastercard),
    ("amex", Brand::Amex),
    ("discover", Brand::Discover),
    ("diners", Brand::Diners),
    ("jcb", Brand::Jcb),
    ("unionpay", Brand::UnionPay),
    ("maestro", Brand::Maestro),
];

pub(crate) fn card_type(brand: Brand) -> &'static str {
    let found = CARD_TYPES.iter().find(|(_, one)| *one == brand);
    found.map_or("unknown", |(name, _)| name)
}

const MEMBERS: &[&str] =
    &["card_number", "card_type", "cardholder_name", "service_code", "expiration_month", "expiration_year"];

/// Judges every member, so that a form can show all that is wrong at once.
pub(crate) fn read(members: &Map<String, Value>, now_ms: u64, demands: &Demands<'_>) -> Result<Draft, Refusal> {
    let mut wrong = Details::default();
    if guess::VAULTERA_UNKNOWN_MEMBERS_REFUSED && members.keys().any(|name| !MEMBERS.contains(&&**name)) {
        // The member's name is not repeated: it may be anything.
        wrong.add("card", "has a member that is not documented");
    }
    let mut texts = Texts { members, wrong: &mut wrong };

    let number = texts.needed("card_number");
    let given_type = texts.optional("card_type");
    let holder = texts.optional("cardholder_name");
    let service_code = texts.optional("service_code");
    let month = texts.needed("expiration_month");
    let year = texts.needed("expiration_year");

    let card = number.and_then(|number| match test_card::admit(number) {
        Ok(card) => Some(card),
        Err(Refused::NotATestCard) => {
            wrong.add("card_number", TEST_CARDS_ONLY);
            None
        }
        Err(Refused::NotDigits | Refused::Luhn) => {
            wrong.add("card_number", "is invalid");
            None
        }
    });
    if let Some(card) = card {
        let name = card_type(card.brand);
        if given_type.is_some_and(|given| given != name) {
            wrong.add("card_type", "is not the type of the number");
        }
        let accepted = demands.accepted.is_none_or(|types| types.iter().any(|one| one == name));
        if !accepted {
            wrong.add("card_number", "is of a type that is not accepted");
        }
    }
    match holder {
        None if demands.holder => wrong.add("cardholder_name", "is required"),
        Some(holder) if holder.chars().count() > 100 || holder.chars().any(char::is_control) => {
            wrong.add("cardholder_name", "is invalid");
        }
        // A number typed in the wrong field would be stored, and shown, in clear.
        Some(holder) if holder.chars().filter(char::is_ascii_digit).count() >= 12 => {
            wrong.add("cardholder_name", "is invalid");
        }
        _ => {}
    }
    match service_code {
        None if demands.service_code => wrong.add("service_code", "is required"),
        Some(code) if !digits(code, 3) && !digits(code, 4) => {
            wrong.add("service_code", "is invalid");
        }
        _ => {}
    }
    expiry(month, year, now_ms, &mut wrong);

    match (card, month, year) {
        (Some(card), Some(month), Some(year)) if wrong.is_empty() => Ok(Draft {
            card,
            cardholder_name: holder.map(str::to_owned),
            expiration_month: month.to_owned(),
            expiration_year: year.to_owned(),
            service_code: service_code.map(str::to_owned),
        }),
        _ => Err(Refusal::Invalid(wrong)),
    }
}

fn expiry(month: Option<&str>, year: Option<&str>, now_ms: u64, wrong: &mut Details) {
    let parsed_month = month
        .filter(|month| digits(month, 2))
        .and_then(|month| month.parse::<u64>().ok())
        .filter(|month| (1..=12).contains(month));
    let parsed_year = year.filter(|year| digits(year, 4)).and_then(|year| year.parse::<u64>().ok());
    if month.is_some() && parsed_month.is_none() {
        wrong.add("expiration_month", "is invalid");
    }
    if year.is_some() && parsed_year.is_none() {
        wrong.add("expiration_year", "is invalid");
    }
    if let (Some(month), Some(year)) = (parsed_month, parsed_year)
        && (year, month) < year_month(now_ms)
    {
        wrong.add("expiration_year", "is in the past");
    }
}

fn digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads strings out of a card, noting those of another type.
struct Texts<'a, 'b> {
    members: &'a Map<String, Value>,
    wrong: &'b mut Details,
}

impl<'a> Texts<'a, '_> {
    fn optional(&mut self, name: &str) -> Option<&'a str> {
        match self.members.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.as_str()).filter(|text| !text.is_empty()),
            Some(_) => {
                self.wrong.add(name, "is not a string");
                None
            }
        }
    }

    fn needed(&mut self, name: &str) -> Option<&'a str> {
        let is_there = matches!(self.members.get(name), Some(value) if !value.is_null() && *value != "");
        if !is_there {
            self.wrong.add(name, "is required");
        }
        self.optional(name)
    }
}
