//! One card to one `clv_` token. Contract: "3a. Card" and "Errors".

use super::Sent;
use crate::card::brand::Brand;
use crate::card::{self, Card, Field};
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::{Billing, Token};

/// The request for a token, with the body of its kind.
pub(super) fn request(base_url: &str, key: &str, body: Secret) -> Request {
    let url = Secret::joined(&[base_url.as_bytes(), b"/v1/tokens"]);
    Request::post_json(url, body).header("apikey", Secret::copied(key))
}

/// The body for a card. Every value is a string, as in the contract's examples. `encrypted` stands in place of the
/// number where there is one.
pub(super) fn body(card: &Card, billing: &Billing, encrypted: Option<&str>) -> Secret {
    // EXPOSE: the vault needs the card; this body is handed to fetch, overwritten and dropped.
    let name = card.holder.as_ref().map(Secret::expose_str).or(billing.name.as_deref());
    let postal_code = card.postal_code.as_ref().map(Secret::expose_str).or(billing.postal_code.as_deref());
    let optional = [
        ("name", name),
        ("address_line1", billing.line1.as_deref()),
        ("address_line2", billing.line2.as_deref()),
        ("address_city", billing.city.as_deref()),
        ("address_state", billing.state.as_deref()),
        ("address_zip", postal_code),
        ("address_country", billing.country.as_deref()),
    ];
    // A control character is written with six bytes; 512 hold the names and everything of a fixed length.
    let room = 512 + encrypted.map_or(0, str::len) + optional.iter().filter_map(|(_, text)| *text).map(|text| 6 * text.len()).sum::<usize>();
    let mut json = Writer::with_capacity(room);
    json.object(|json| {
        json.name("card").object(|json| {
            match encrypted {
                None => {
                    json.name("number").bytes(card.number.expose());
                }
                Some(encrypted) => {
                    json.name("encrypted_pan").text(encrypted);
                    // EXPOSE: the vault asks for what of the number may be shown.
                    json.name("first6").bytes(card.number.expose().get(..6).unwrap_or_default());
                    json.name("last4").text(&card.last4());
                }
            }
            // The network that the shopper wants, where the vault has a name for it. With the number it knows the brand.
            let brands = [card.preferred, card.brand.filter(|_| encrypted.is_some())];
            let name = brands.iter().flatten().find_map(|own| BRANDS.iter().find(|(_, brand)| brand == own));
            json.optional("brand", name.map(|(name, _)| *name));
            json.name("exp_month").bytes(&card.expiry.mm());
            json.name("exp_year").bytes(&card.expiry.yyyy());
            json.name("cvv").bytes(card.cvc.expose());
            for (name, text) in optional {
                json.optional(name, text.filter(|text| !text.is_empty()));
            }
        });
    });
    json.finish()
}

/// The token, or what the contract's status and error code mean to a shop.
pub(super) fn read(response: &Response, sent: &Sent) -> Result<Token, Error> {
    let (value, error) = response.read();
    if response.status == 401 {
        return Err(Code::KeyRejected.into());
    }
    if let Some(error) = error {
        return Err(error);
    }
    match (response.status, value) {
        (200..=202, Some(value)) => token(&value, sent).ok_or(Code::BadResponse.into()),
        (_, Some(value)) => {
            let code = value.get("error").and_then(|error| error.text_of("code"));
            Err(refused(code.unwrap_or_default(), sent.kind == "card"))
        }
        (_, None) => Err(Code::BadResponse.into()),
    }
}

fn token(value: &Value, sent: &Sent) -> Option<Token> {
    let id = value.text_of("id")?;
    let tail = id.strip_prefix("clv_")?;
    if tail.is_empty() || id.len() > 64 || !tail.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    if crate::vault::is_card_number(tail) {
        return None;
    }
    let member = sent.members.iter().find_map(|name| value.get(name))?;
    // The answer must be for what was sent.
    if member.text_of(sent.last4_member)? != sent.last4 {
        return None;
    }
    Some(Token {
        id: id.into(),
        vault: "clover",
        kind: sent.kind,
        brand: member.text_of("brand").and_then(brand).or(sent.brand),
        preferred: None,
        last4: sent.last4.clone(),
        expiry: sent.expiry,
        save: None,
        next_action: None,
    })
}

/// The vault's names of brands. Contract: "3a. Card".
const BRANDS: &[(&str, Brand)] = &[
    ("VISA", Brand::VISA),
    ("MC", Brand::MASTERCARD),
    ("AMEX", Brand::AMERICAN_EXPRESS),
    ("DISCOVER", Brand::DISCOVER),
    ("DINERS_CLUB", Brand::DINERS_CLUB),
    ("JCB", Brand::JCB),
];

/// Contract: "Codes the docs tie to tokenization".
const REFUSALS: &[(&str, Code, Option<Field>)] = &[
    ("invalid_number", Code::NumberRefused, Some(Field::Number)),
    ("incorrect_number", Code::NumberRefused, Some(Field::Number)),
    ("invalid_request", Code::NumberRefused, Some(Field::Number)),
    ("invalid_card_type", Code::BrandRefused, Some(Field::Number)),
    ("incorrect_cvc", Code::CvcRefused, Some(Field::Cvc)),
    ("invalid_cvc", Code::CvcRefused, Some(Field::Cvc)),
    ("invalid_expiry_month", Code::ExpiryRefused, Some(Field::Expiry)),
    ("invalid_expiry_year", Code::ExpiryRefused, Some(Field::Expiry)),
    ("expired_card", Code::ExpiryRefused, Some(Field::Expiry)),
    ("missing", Code::VaultUnavailable, None),
    ("Missing", Code::VaultUnavailable, None),
    ("processing_error", Code::VaultUnavailable, None),
    ("rate_limit", Code::RateLimited, None),
];

fn refused(code: &str, is_card: bool) -> Error {
    match REFUSALS.iter().find(|(own, ..)| *own == code) {
        Some((_, code, Some(field))) if is_card && card::FIELDS => Error::of_field(*code, *field),
        Some((_, code, None)) => (*code).into(),
        _ => Code::RequestRefused.into(),
    }
}

fn brand(name: &str) -> Option<Brand> {
    BRANDS.iter().find(|(own, _)| *own == name).map(|(_, brand)| *brand)
}
