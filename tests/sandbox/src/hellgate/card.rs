//! The plaintext of a seal, judged (hellgate.md, 6.4). What is wrong with a card is no HTTP error.

use serde_json::{Map, Value};

use super::account::Lifecycle;
use super::date;
use super::scheme;
use crate::clock::year_month;
use crate::guess;
use crate::test_card::{self, Refused, TestCard};

/// A card that may become a token.
pub(crate) struct Draft {
    pub(crate) card: &'static TestCard,
    pub(crate) month: u64,
    pub(crate) year: u64,
    pub(crate) security_code: Option<String>,
    pub(crate) holder: Option<String>,
    /// When the token ends, if the shopper or the session says so.
    pub(crate) expires_ms: Option<u64>,
}

/// `reason_code` and `reason` of a refused card.
pub(crate) type Reason = (&'static str, &'static str);

/// What the session says about the card.
pub(crate) struct Demands<'a> {
    pub(crate) now_ms: u64,
    pub(crate) allowed_schemes: Option<&'a [String]>,
    pub(crate) lifecycle: Option<Lifecycle>,
    pub(crate) expiration_seconds: Option<u64>,
}

pub(crate) fn read(members: &Map<String, Value>, demands: &Demands<'_>) -> Result<Draft, Reason> {
    let number = members.get("account_number").and_then(Value::as_str).unwrap_or_default();
    let card = test_card::admit(number).map_err(|refused| match refused {
        Refused::NotATestCard => ("invalid_test_card", "Invalid test card"),
        Refused::NotDigits | Refused::Luhn => guess::HELLGATE_NUMBER_INVALID,
    })?;
    let scheme = scheme::of(card.brand).map(|scheme| scheme.code);
    let listed = |names: &[String]| names.iter().any(|name| Some(&**name) == scheme);
    if !demands.allowed_schemes.is_none_or(listed) {
        return Err(guess::HELLGATE_SCHEME_REFUSED);
    }
    let whole = |name: &str| members.get(name).and_then(Value::as_u64);
    let month = whole("expiry_month").filter(|month| (1..=12).contains(month));
    let year = whole("expiry_year").filter(|year| (1_000..=9_999).contains(year));
    let (Some(month), Some(year)) = (month, year) else {
        return Err(guess::HELLGATE_EXPIRY_INVALID);
    };
    if (year, month) < year_month(demands.now_ms) {
        return Err(guess::HELLGATE_CARD_EXPIRED);
    }
    Ok(Draft {
        card,
        month,
        year,
        security_code: code(members)?,
        holder: holder(members)?,
        expires_ms: expiry(members, demands)?,
    })
}

/// `security_code` of a seal, which may be absent: a card without one can be stored.
pub(crate) fn code(members: &Map<String, Value>) -> Result<Option<String>, Reason> {
    match members.get("security_code") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(code))
            if (3..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Ok(Some(code.clone()))
        }
        Some(_) => Err(guess::HELLGATE_CODE_INVALID),
    }
}

/// Browsers nest the name in `additional_data`, phones put it flat; the nested one wins.
fn holder(members: &Map<String, Value>) -> Result<Option<String>, Reason> {
    let nested = members.get("additional_data").and_then(|data| data.get("cardholder_name"));
    let given = nested.filter(|name| !name.is_null()).or_else(|| members.get("cardholder_name"));
    match given {
        None | Some(Value::Null) => Ok(None),
        // A number typed in the wrong field would be stored, and shown, in clear.
        Some(Value::String(name))
            if (1..=100).contains(&name.chars().count())
                && !name.chars().any(char::is_control)
                && name.chars().filter(char::is_ascii_digit).count() < 12 =>
        {
            Ok(Some(name.clone()))
        }
        Some(_) => Err(guess::HELLGATE_HOLDER_INVALID),
    }
}

fn expiry(members: &Map<String, Value>, demands: &Demands<'_>) -> Result<Option<u64>, Reason> {
    const WRONG: Reason = guess::HELLGATE_LIFETIME_INVALID;
    let date = match members.get("expiration_date") {
        None | Some(Value::Null) => None,
        Some(date) => {
            let ms = date.as_str().and_then(date::moment).filter(|ms| *ms > demands.now_ms);
            Some(ms.ok_or(WRONG)?)
        }
    };
    let ephemeral = match members.get("ephemeral") {
        None | Some(Value::Null) => false,
        Some(ephemeral) => ephemeral.as_bool().ok_or(WRONG)?,
    };
    let seconds = demands.expiration_seconds.map(|seconds| demands.now_ms + seconds * 1_000);
    let short = demands.now_ms + guess::HELLGATE_EPHEMERAL_SECONDS * 1_000;
    Ok(match demands.lifecycle {
        Some(Lifecycle::PersistentOnly) => seconds,
        Some(Lifecycle::EphemeralOnly) => date.or(seconds).or(Some(short)),
        None | Some(Lifecycle::UserChoice) => date.or(seconds).or_else(|| ephemeral.then_some(short)),
    })
}
