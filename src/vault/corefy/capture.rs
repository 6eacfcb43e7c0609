//! One card to one payment. Contract: 7 "Host-to-host cards", 11 "Errors".

use crate::card::Card;
use crate::card::brand::Brand;
use crate::card::expiry::Month;
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::{Call, NextAction, Token};
use alloc::string::String;
use alloc::vec::Vec;

/// What the result says of the card.
pub(super) struct Sent {
    pub(super) last4: String,
    pub(super) brand: Option<Brand>,
    pub(super) expiry: Month,
}

/// The gateway's `sale-operation`.
pub(super) fn request(base_url: &str, bearer: &Secret, card: &Card, call: &Call) -> Request {
    let url = Secret::joined(&[base_url.as_bytes(), b"/payment/sale"]);
    // EXPOSE: the gateway knows the invoice by this bearer; the header is dropped once it is sent.
    let value = Secret::joined(&[b"Bearer ", bearer.expose()]);
    Request::post_json(url, body(card, call)).header("authorization", value)
}

fn body(card: &Card, call: &Call) -> Secret {
    // EXPOSE: the gateway needs the card; this body is handed to fetch, overwritten and dropped.
    let name = card.holder.as_ref().map(Secret::expose_str).or(call.billing.name.as_deref());
    let browser = &call.browser;
    let room = 1024 + 6 * (name.map_or(0, str::len) + browser.user_agent.len() + browser.language.len());
    let mut json = Writer::with_capacity(room);
    json.object(|json| {
        json.name("data").object(|json| {
            json.name("type").text("sale-operation");
            json.name("attributes").object(|json| {
                json.name("card_number").bytes(card.number.expose());
                json.optional("card_holder", name);
                json.name("cvv").bytes(card.cvc.expose());
                json.name("exp_month").bytes(&card.expiry.mm());
                let [_, _, year @ ..] = card.expiry.yyyy();
                json.name("exp_year").bytes(&year);
                json.name("browser_info").object(|json| {
                    json.name("browser_accept_header").text("*/*");
                    json.name("browser_java_enabled").bool(false);
                    let [screen_width, screen_height] = &browser.screen;
                    let [width, height] = &browser.window;
                    for (name, text) in [
                        ("browser_language", &browser.language),
                        ("browser_user_agent", &browser.user_agent),
                        ("browser_tz", &browser.time_zone),
                        ("browser_color_depth", &browser.color_depth),
                        ("browser_screen_width", screen_width),
                        ("browser_screen_height", screen_height),
                        ("window_width", width),
                        ("window_height", height),
                    ] {
                        json.name(name).text(text);
                    }
                    json.name("device_channel").text("02");
                });
            });
        });
    });
    json.finish()
}

/// What became of the payment. Whatever does not say so clearly may be one that was made: `unknown_outcome`, until the
/// server has read the invoice.
///
/// The contract knows two shapes: the members at the top, or below `data.attributes`. It has 429 for duplicates too.
pub(super) fn read(response: &Response, invoice: &str, sent: Sent) -> Result<Token, Error> {
    let (value, error) = response.read();
    let status = response.status;
    if matches!(status, 401 | 403) {
        return Err(Code::SessionExpired.into());
    }
    let value = value.filter(|_| error.is_none()).ok_or(Code::UnknownOutcome)?;
    let payment = value.get("data").and_then(|data| data.get("attributes")).unwrap_or(&value);
    let next_action = match (status, payment.text_of("status")) {
        (200..=202, Some("processed")) => None,
        (200..=202, Some("process_pending")) => match payment.get("auth_payload").filter(|auth| !is_nothing(auth)) {
            Some(auth) => Some(next_action(auth).ok_or(Code::UnknownOutcome)?),
            None => None,
        },
        (200..=202, Some("process_failed")) => {
            return Err(Error::refused(Code::CardRefused, payment.text_of("resolution")));
        }
        (400 | 404 | 422, _) => return Err(Code::RequestRefused.into()),
        _ => return Err(Code::UnknownOutcome.into()),
    };
    Ok(Token {
        id: invoice.into(),
        vault: "corefy",
        kind: "payment",
        brand: sent.brand,
        preferred: None,
        last4: sent.last4,
        expiry: Some(sent.expiry),
        save: None,
        next_action,
    })
}

/// An empty object often comes as `[]`. Contract: 6.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn next_action(auth: &Value) -> Option<NextAction> {
    let url = auth.text_of("action").filter(|url| crate::vault::origin(url).is_some())?;
    let Value::Object(members) = auth.get("params")? else { return None };
    let mut params = Vec::with_capacity(members.len());
    for (name, value) in members {
        let text = value.text()?;
        // Whatever it is called: no card number goes to the page.
        if crate::vault::is_card_number(text) || params.len() == 16 || text.len() > 4096 {
            return None;
        }
        params.push((name.clone(), text.into()));
    }
    Some(NextAction { url: url.into(), params })
}
