//! The state of a session, as both of its calls answer it.

use super::{Asked, Sent};
use crate::card::brand::{self, Brand};
use crate::card::expiry::Month;
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::Value;
use alloc::boxed::Box;
use alloc::string::String;

/// What the session wants now.
pub(super) struct Session {
    pub(super) action: Action,
}

pub(super) enum Action {
    /// A card, or the security code of a stored one.
    Tokenize(Box<Asked>),
    /// To be asked again.
    Wait,
    /// A 3-D Secure step.
    Unsupported,
    /// Nothing more: the token's id, or why there is none.
    Done(Result<String, Error>),
}

/// Who says how long a token lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lifecycle {
    /// The shop.
    Choice,
    /// For this payment only.
    Ephemeral,
    /// Until it is deleted.
    Persistent,
}

/// Reads an answer. A card that is refused with status 200 is an error with the vault's `reason_code`.
pub(super) fn read(response: &Response) -> Result<Session, Error> {
    let (value, error) = response.read();
    // Unknown or expired: the contract has both as 404.
    if matches!(response.status, 401 | 403 | 404 | 410) {
        return Err(Code::SessionExpired.into());
    }
    if let Some(error) = error {
        return Err(error);
    }
    let value = value.ok_or(Code::BadResponse)?;
    if response.status > 202 {
        return Err(Code::RequestRefused.into());
    }
    action(&value).map(|action| Session { action })
}

fn action(value: &Value) -> Result<Action, Error> {
    let data = value.get("data");
    match value.text_of("next_action") {
        Some("wait") => Ok(Action::Wait),
        Some(name @ ("tokenize_card" | "refresh_security_code")) => {
            let asked = data.and_then(|data| asked(name, data)).ok_or(Code::BadResponse)?;
            Ok(Action::Tokenize(Box::new(asked)))
        }
        Some("3ds_check" | "3ds_challenge" | "3ds_challenge_decoupled") => Ok(Action::Unsupported),
        Some(_) => Err(Code::BadResponse.into()),
        None => match value.text_of("status") {
            Some("success") => {
                let id = data.and_then(|data| data.text_of("token_id")).filter(|id| crate::vault::is_opaque(id, 128));
                let id = id.filter(|id| !crate::vault::is_card_number(id)).ok_or(Code::BadResponse)?;
                Ok(Action::Done(Ok(id.into())))
            }
            Some("pending") => Ok(Action::Wait),
            Some("failure" | "failed") => {
                let reason = data.and_then(|data| data.text_of("reason_code"));
                Ok(Action::Done(Err(Error::refused(Code::CardRefused, reason))))
            }
            _ => Err(Code::BadResponse.into()),
        },
    }
}

fn asked(name: &str, data: &Value) -> Option<Asked> {
    let jwk = data.get("jwk")?;
    if jwk.text_of("kty")? != "RSA" {
        return None;
    }
    let member = |name| {
        let text = jwk.text_of(name)?;
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (text.len() <= 1400 && !text.is_empty() && text.bytes().all(base64url)).then(|| String::from(text))
    };
    let (action, stored) = match name {
        "tokenize_card" => ("tokenize_card", None),
        _ => ("refresh_security_code", Some(stored(data)?)),
    };
    Some(Asked {
        n: member("n")?,
        e: member("e")?,
        action,
        allowed: data
            .get("allowed_schemes")
            .filter(|schemes| **schemes != Value::Null)
            .map(|schemes| schemes.items().iter().filter_map(Value::text).filter_map(brand).fold(brand::Set::NONE, brand::Set::with)),
        lifecycle: match data.text_of("lifecycle") {
            Some("ephemeral_only") => Lifecycle::Ephemeral,
            Some("persistent_only") => Lifecycle::Persistent,
            _ => Lifecycle::Choice,
        },
        stored,
    })
}

fn stored(data: &Value) -> Option<Sent> {
    let last4 = data.text_of("account_number_last_four").filter(|text| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()))?;
    let whole = |name| {
        let value = data.get(name)?;
        value.whole().or_else(|| value.text()?.parse().ok())
    };
    let expiry = whole("expiry_year").zip(whole("expiry_month"));
    Some(Sent {
        last4: last4.into(),
        brand: data.text_of("scheme").and_then(brand),
        expiry: expiry.and_then(|(year, month)| Month::new(year.try_into().ok()?, month.try_into().ok()?)),
    })
}

/// The vault writes its schemes in lower case and without a mark here, and as people do elsewhere.
fn brand(scheme: &str) -> Option<Brand> {
    let same = |brand: &Brand| {
        let mut ours = brand.name().bytes().filter(|byte| *byte != b'-');
        let theirs = scheme.bytes().filter(|byte| !b"- _".contains(byte));
        theirs.map(|byte| byte.to_ascii_lowercase()).all(|byte| ours.next() == Some(byte)) && ours.next().is_none()
    };
    brand::Set::ALL.iter().find(same)
}
