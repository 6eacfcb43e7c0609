//! What crosses the port of the frame for gift cards and bank accounts.

use super::{LIMIT, billing, need};
use crate::instruments::{Element, Field, Known, Need, Options, State};
use crate::json::{Value, Writer};
use crate::vault::instrument::Agreement;
use alloc::string::String;

/// The code of an error whose `fields` say what is wrong.
pub const INVALID: &str = "instrument_invalid";

/// From the host to that frame.
#[derive(Debug, PartialEq)]
pub enum ToInstruments {
    /// What the shop asked for: at the start, and again whenever it changes.
    Config(Options),
    /// The grant, as the merchant's server wrote it, or `None` where it gave none.
    Grant(Option<Value>),
    /// Turn what was typed into a token, in at most so many milliseconds.
    Tokenize {
        /// The host's name for the call.
        id: u32,
        /// The deadline.
        timeout_ms: u32,
        /// What the shop knows beside its options.
        known: Known,
    },
    /// The call is not wanted any more.
    Abort(u32),
    /// Put the focus in a field, the first one that is not right when none is named.
    Focus(Option<Field>),
    /// Take the focus out of the form.
    Blur,
    /// Forget what was typed.
    Clear,
}

impl ToInstruments {
    /// Reads a message. What is not one is `None`, and nothing is said about it to anyone.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LIMIT {
            return None;
        }
        let mut message = Value::parse(text.as_bytes())?;
        let grant = message.take("grant");
        let id = || message.get("id")?.whole();
        Some(match message.text_of("t")? {
            "config" => Self::Config(Options { element: element(&message)?, known: known(&message) }),
            "grant" => Self::Grant(grant.filter(|grant| matches!(grant, Value::Object(_)))),
            "tokenize" => {
                Self::Tokenize { id: id()?, timeout_ms: message.get("timeoutMs")?.whole()?, known: known(&message) }
            }
            "abort" => Self::Abort(id()?),
            "focus" => Self::Focus(message.text_of("field").and_then(Field::from_name)),
            "blur" => Self::Blur,
            "clear" => Self::Clear,
            _ => return None,
        })
    }
}

fn element(message: &Value) -> Option<Element> {
    match message.text_of("element")? {
        "giftCard" => Some(Element::GiftCard {
            // The contract leaves it to the card.
            security_code: match message.get("securityCode") {
                None | Some(Value::Null) => Need::Optional,
                given => need(given),
            },
            access_code: need(message.get("accessCode")),
        }),
        "bankAccount" => {
            let agreement = message.get("agreement")?;
            let text = |name| agreement.text_of(name).filter(|text| !text.is_empty()).map(String::from);
            Some(Element::BankAccount(Agreement { id: text("id")?, kind: text("type"), locale: text("locale") }))
        }
        _ => None,
    }
}

fn known(message: &Value) -> Known {
    let text = |name| message.text_of(name).filter(|text| super::is_line(text)).map(String::from);
    Known {
        email: text("email"),
        phone: text("phone"),
        address: message.get("billing").map(billing).unwrap_or_default(),
    }
}

/// From that frame to the host, beside what every frame says.
pub enum OfInstruments<'a> {
    /// The form changed.
    State(&'a State),
    /// A field took the focus.
    Focus(Field),
    /// A field lost it.
    Blur(Field),
    /// A call cannot begin: each field at fault, with its code.
    Invalid(u32, &'a [(Field, &'static str)]),
}

impl OfInstruments<'_> {
    /// The message's text.
    pub fn write(&self) -> String {
        let mut json = Writer::with_capacity(2048);
        json.object(|json| match self {
            Self::State(state) => {
                json.name("t").text("state");
                state.write(json.name("state"));
            }
            Self::Focus(field) => {
                json.name("t").text("focus");
                json.name("field").text(field.as_str());
            }
            Self::Blur(field) => {
                json.name("t").text("blur");
                json.name("field").text(field.as_str());
            }
            Self::Invalid(id, fields) => {
                json.name("t").text("result");
                json.name("id").whole(*id);
                json.name("error").object(|json| {
                    json.name("kind").text("validation");
                    json.name("code").text(INVALID);
                    json.name("retryable").bool(false);
                    json.name("fields").object(|json| {
                        for (field, code) in *fields {
                            json.name(field.as_str()).text(code);
                        }
                    });
                });
            }
        });
        // EXPOSE: it holds codes and names of fields, and nothing that was typed.
        json.finish().expose_str().into()
    }
}
