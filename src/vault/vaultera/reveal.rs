//! The show page: a stored card, or its security code alone, for the eyes of one person.
//!
//! Contract: "Show card (iframe)". How the security code alone is opened is not in it: see `VAULTERA_CODE_ALONE` in
//! the sandbox's table of guesses.

use super::ENVIRONMENTS;
use crate::error::{Code, Error};
use crate::http::{joined, push_query_value};
use crate::vault::{Grant, Page, Scope, is_card_number, origin};
use alloc::string::String;

/// The page that a grant of this scope opens, once.
///
/// Members: `cardToken`; `sessionToken`, of the grant's scope; `serviceCodeToken`, of scope `show_service_code`, where
/// the page is to have a button for the security code beside the card; `baseUrl`, where it is not the vendor's.
pub(in crate::vault) fn page(grant: &Grant<'_>, scope: Scope) -> Result<Page, Error> {
    let base = grant.base_url(ENVIRONMENTS)?;
    grant.without("apikey")?;
    let card = grant.key("cardToken", 128)?;
    // A card number under another name: it would stand in an address, and in the vault's logs.
    if is_card_number(card) {
        return Err(Code::GrantInvalid.into());
    }
    let session = grant.key("sessionToken", 512)?;
    let beside = match grant.key("serviceCodeToken", 512) {
        Ok(token) => Some(token),
        Err(error) if error.code == Code::KeyMissing => None,
        Err(error) => return Err(error),
    };
    let tokens = match scope {
        Scope::Card => return Err(Code::ScopeMismatch.into()),
        Scope::ShowCard => [("&session_token=", Some(session)), ("&service_code_token=", beside)],
        // Its one token is the session's own: another one beside it would be of no use, or of another purpose.
        Scope::ShowServiceCode if beside.is_some() => return Err(Code::GrantInvalid.into()),
        Scope::ShowServiceCode => [("&service_code_token=", Some(session)), ("", None)],
    };
    let mut url = joined(&[base, "/api/v1/show_card?card_token="]).into_bytes();
    push_query_value(&mut url, card);
    for (name, token) in tokens {
        if let Some(token) = token {
            url.extend_from_slice(name.as_bytes());
            push_query_value(&mut url, token);
        }
    }
    Ok(Page {
        url: String::from_utf8(url).map_err(|_| Code::GrantInvalid)?,
        origin: origin(base).ok_or(Code::GrantInvalid)?.into(),
    })
}
