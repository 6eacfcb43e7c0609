//! What the host says to the frame that shows a stored card. There is nothing in it that shows one.

use super::LIMIT;
use crate::json::Value;
use crate::vault::Scope;

/// From the host to that frame.
#[derive(Debug, PartialEq)]
pub enum ToReveal {
    /// What is to be shown, and for how many milliseconds.
    Config(Scope, Option<u32>),
    /// The grant, as the merchant's server wrote it, or `None` where it gave none.
    Grant(Option<Value>),
    /// Hide what is shown.
    Hide,
}

impl ToReveal {
    /// Reads a message. What is not one is `None`, and nothing is said about it to anyone.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LIMIT {
            return None;
        }
        let mut message = Value::parse(text.as_bytes())?;
        let grant = message.take("grant");
        Some(match message.text_of("t")? {
            "config" => {
                let scope = match message.text_of("element")? {
                    "card" => Scope::ShowCard,
                    "serviceCode" => Scope::ShowServiceCode,
                    _ => return None,
                };
                Self::Config(scope, message.get("hideAfterMs").and_then(Value::whole))
            }
            "grant" => Self::Grant(grant.filter(|grant| matches!(grant, Value::Object(_)))),
            "hide" => Self::Hide,
            _ => return None,
        })
    }
}
