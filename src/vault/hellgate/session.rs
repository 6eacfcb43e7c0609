//! The state of a session, as both of its calls answer it.

use super::{Asked, Sent};
use crate::card::brand::{self, Brand};
use crate::card::expiry::Month;
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::Value;
use crate::vault::{is_card_number, is_opaque};
use alloc::boxed::Box;
use alloc::string::String;

/// What the session wants now.
pub(super) enum Wanted {
    /// A card, or the security code of a stored one.
    Tokenize(Box<Asked>),
    /// To be asked again.
    Wait,
    /// Nothing more: this is the token's id.
    Nothing(String),
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
pub(super) fn read(response: &Response) -> Result<Wanted, Error> {
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
    let data = value.get("data").unwrap_or(&Value::Null);
    match (value.text_of("next_action"), value.text_of("status")) {
        (Some("wait"), _) | (None, Some("pending")) => Ok(Wanted::Wait),
        (Some("tokenize_card"), _) => asked("tokenize_card", None, data),
        (Some("refresh_security_code"), _) => {
            let stored = stored(data).ok_or(Code::BadResponse)?;
            asked("refresh_security_code", Some(stored), data)
        }
        (Some("3ds_check" | "3ds_challenge" | "3ds_challenge_decoupled"), _) => Err(Code::ThreeDSecureUnsupported.into()),
        (None, Some("success")) => {
            let id = data.text_of("token_id").filter(|id| is_opaque(id, 128) && !is_card_number(id));
            Ok(Wanted::Nothing(id.ok_or(Code::BadResponse)?.into()))
        }
        (None, Some("failure" | "failed")) => Err(Error::refused(Code::CardRefused, data.text_of("reason_code"))),
        _ => Err(Code::BadResponse.into()),
    }
}

fn asked(action: &'static str, stored: Option<Sent>, data: &Value) -> Result<Wanted, Error> {
    let jwk = data.get("jwk").filter(|jwk| jwk.text_of("kty") == Some("RSA")).ok_or(Code::BadResponse)?;
    let member = |name| {
        // What is not base64url is the browser's to refuse.
        let text = jwk.text_of(name).filter(|text| is_opaque(text, 1400));
        text.map(String::from).ok_or(Code::BadResponse)
    };
    let allowed = data.get("allowed_schemes").filter(|schemes| **schemes != Value::Null);
    Ok(Wanted::Tokenize(Box::new(Asked {
        n: member("n")?,
        e: member("e")?,
        action,
        allowed: allowed.map(|schemes| {
            let brands = schemes.items().iter().filter_map(Value::text).filter_map(brand);
            brands.fold(brand::Set::NONE, brand::Set::with)
        }),
        lifecycle: match data.text_of("lifecycle") {
            Some("ephemeral_only") => Lifecycle::Ephemeral,
            Some("persistent_only") => Lifecycle::Persistent,
            _ => Lifecycle::Choice,
        },
        stored,
    })))
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
        let theirs = scheme.bytes().filter(|byte| !matches!(byte, b'-' | b' ' | b'_'));
        theirs.map(|byte| byte.to_ascii_lowercase()).all(|byte| ours.next() == Some(byte)) && ours.next().is_none()
    };
    brand::Set::ALL.iter().find(same)
}
