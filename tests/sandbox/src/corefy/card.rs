//! The card of a sale, judged (corefy.md, 7). Only its masked form is kept.

use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use crate::clock::year_month;
use crate::guess;
use crate::test_card::{self, Brand, Refused, TEST_CARDS_ONLY, TestCard};

const MEMBERS: &[&str] = &["card_number", "card_holder", "cvv", "exp_month", "exp_year", "browser_info", "google_pay"];

pub(crate) struct Draft {
    pub(crate) card: &'static TestCard,
    /// `payment_card` of the payload.
    pub(crate) shown: Value,
    pub(crate) client_ip: String,
    pub(crate) year: u64,
    pub(crate) month: u64,
}

pub(crate) fn read(members: &Map<String, Value>, now_ms: u64) -> Result<Draft, Refusal> {
    if guess::COREFY_UNKNOWN_MEMBERS_REFUSED && members.keys().any(|name| !MEMBERS.contains(&&**name)) {
        return Err(Refusal::invalid("/data/attributes", "has a member that is not documented"));
    }
    if members.contains_key("google_pay") {
        return Err(Refusal::invalid("/data/attributes/google_pay", "the sandbox takes cards only"));
    }
    let number = text(members, "card_number")?.unwrap_or_default();
    let card = test_card::admit(number).map_err(|refused| {
        let detail = match refused {
            Refused::NotATestCard => TEST_CARDS_ONLY,
            Refused::NotDigits | Refused::Luhn => "is not a card number",
        };
        Refusal::invalid("/data/attributes/card_number", detail)
    })?;
    let two = |name: &str| -> Result<u64, Refusal> {
        let text = text(members, name)?.filter(|text| digits(text, 2..=2)).and_then(|text| text.parse().ok());
        text.ok_or_else(|| Refusal::invalid(&format!("/data/attributes/{name}"), "is two digits"))
    };
    let (month, short_year) = (two("exp_month")?, two("exp_year")?);
    let year = 2_000 + short_year;
    if !(1..=12).contains(&month) {
        return Err(Refusal::invalid("/data/attributes/exp_month", "is 01 to 12"));
    }
    if (year, month) < year_month(now_ms) {
        return Err(Refusal::invalid("/data/attributes/exp_year", "the card has expired"));
    }
    if !text(members, "cvv")?.is_some_and(|cvv| digits(cvv, 3..=4)) {
        return Err(Refusal::invalid("/data/attributes/cvv", "is three or four digits"));
    }
    let holder = text(members, "card_holder")?;
    // A number typed in the wrong field would be stored, and shown, in clear.
    let fits = |name: &str| name.chars().count() <= 100 && name.bytes().filter(u8::is_ascii_digit).count() < 12;
    if !holder.is_none_or(fits) || (guess::COREFY_HOLDER_REQUIRED && holder.is_none_or(str::is_empty)) {
        return Err(Refusal::invalid("/data/attributes/card_holder", "is not a name"));
    }
    let browser = match members.get("browser_info") {
        None => None,
        Some(Value::Object(browser)) => Some(browser),
        Some(_) => return Err(Refusal::invalid("/data/attributes/browser_info", "is an object")),
    };
    let ip = browser.and_then(|browser| browser.get("browser_ip")).and_then(Value::as_str);
    let ip = ip.filter(|ip| ip.parse::<std::net::IpAddr>().is_ok());
    let (first, last) = (number.get(..6), number.get(number.len().saturating_sub(4)..));
    let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
    let (issuer, country) = guess::COREFY_ISSUER;
    Ok(Draft {
        card,
        shown: json!({
            "first": first,
            "last": last,
            "mask": format!("{first}******{last}"),
            "brand": brand(card.brand),
            "holder": holder,
            "expiry_month": format!("{month:02}"),
            "expiry_year": format!("{short_year:02}"),
            "issuer_name": issuer,
            "issuer_country": country,
        }),
        client_ip: ip.unwrap_or("127.0.0.1").to_owned(),
        year,
        month,
    })
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::invalid(&format!("/data/attributes/{name}"), "is a text")),
    }
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn brand(brand: Brand) -> &'static str {
    match brand {
        Brand::Visa => "visa",
        Brand::Mastercard => "mastercard",
        Brand::Amex => "amex",
        Brand::Discover => "discover",
        Brand::Diners => "diners",
        Brand::Jcb => "jcb",
        Brand::UnionPay => "unionpay",
        Brand::Maestro => "maestro",
    }
}
