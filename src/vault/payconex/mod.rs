//! PayConex: the vault's checkout component captures the card; our frame embeds it and listens to it.
//!
//! Contract: 7.2 "Instance body" (the bearer token), 8 "Browser component API".

#[cfg(feature = "server")]
pub mod keys;
#[cfg(feature = "server")]
pub mod scopes;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "server")]
pub mod signature;

use super::{Call, Component, Grant, Reply, Step, Token, Vault};
use crate::error::{Code, Error};
use crate::http::joined;
use crate::json::Value;
use alloc::string::String;

/// The checkout component's host of each environment, and the script's.
const HOSTS: &[(&str, &str)] =
    &[("production", "https://checkout.payconex.net"), ("sandbox", "https://checkout-cert.payconex.net")];
const SCRIPTS: &[(&str, &str)] = &[("production", "https://secure.payconex.net"), ("sandbox", "https://cert.payconex.net")];

/// Where the script is, below its host.
const SCRIPT: &str = "/iframe-v2/iframe-v2.0.0.min.js";

/// One instance of the checkout component.
pub struct PayConex {
    component: Component,
    /// Whether the component is there.
    loaded: bool,
    /// What the shopper got with the component's own button. The first counts: the vendor's callback may come twice.
    token: Option<Token>,
    /// Whether a call waits for it.
    called: bool,
    spent: bool,
}

impl PayConex {
    /// Opens an instance. Members: `bearerToken`, of the instance; `environment` or `baseUrl`.
    pub(super) fn open(grant: &Grant<'_>) -> Result<Self, Error> {
        let host = grant.base_url(HOSTS)?;
        grant.without("apikey keyid")?;
        // A `baseUrl` serves both; the vendor has a host for each, and neither is of the other environment.
        let script = grant.base_url(SCRIPTS)?;
        let bearer = grant.key("bearerToken", 8192)?;
        // A JWT. A key's secret in its place would be shown to every shopper's component.
        if bearer.bytes().filter(|byte| *byte == b'.').count() != 2 {
            return Err(Code::GrantInvalid.into());
        }
        let component = Component { script: joined(&[script, SCRIPT]), host: host.into(), bearer: bearer.into() };
        Ok(Self { component, loaded: false, token: None, called: false, spent: false })
    }

    fn settle(&mut self) -> Option<Step> {
        if !self.called {
            return None;
        }
        let token = self.token.take()?;
        self.spent = true;
        Some(Step::Done(Ok(token)))
    }

    /// A call for a component that the shopper has not finished in ends at once: waiting would end in a new one, and
    /// what was typed would be lost.
    fn unfinished(&mut self) -> Option<Step> {
        let waits = self.called && self.loaded;
        self.called &= !waits;
        waits.then(|| Step::Done(Err(Code::CardInvalid.into())))
    }
}

impl Vault for PayConex {
    fn prepare(&mut self) -> Step {
        Step::Embed(self.component.clone())
    }

    fn begin(&mut self, _: Call) -> Step {
        self.called = true;
        self.settle().or_else(|| self.unfinished()).unwrap_or(Step::Listen)
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        let Reply::Said(said) = reply else { return None };
        if self.token.is_some() || self.spent {
            return None;
        }
        // The payloads but `checkoutComplete`'s are not documented, and not looked at.
        let code = match said.text_of("event")? {
            "iframeLoaded" => {
                self.loaded = true;
                return self.unfinished();
            }
            "checkoutComplete" => match said.get("data").and_then(token) {
                Some(token) => {
                    self.token = Some(token);
                    return self.settle();
                }
                None => Code::BadResponse,
            },
            // What a component that is there does not take, it tells the shopper, who may go on in it. The shop hears of
            // it too, since a component that takes nothing any more says no more than this.
            "error" if self.loaded => return Some(Step::Warn(Code::PageRefused)),
            "error" => Code::PageRefused,
            "timeout" => Code::SessionExpired,
            "blocked" => Code::PageSilent,
            _ => return None,
        };
        self.spent = true;
        Some(Step::Done(Err(code.into())))
    }

    fn abort(&mut self) {
        self.called = false;
    }

    fn is_spent(&self) -> bool {
        self.spent
    }

    fn is_complete(&self) -> bool {
        self.token.is_some()
    }
}

fn token(data: &Value) -> Option<Token> {
    let id = data.text_of("bfTokenReference").filter(|id| super::is_opaque(id, 4096) && !super::is_card_number(id))?;
    // The contract has it at the top in one place and below `data` in another.
    let meta = data.get("meta").or_else(|| data.get("data")?.get("meta"));
    let kind = data.text_of("type").or_else(|| data.get("data")?.text_of("type"));
    Some(Token {
        id: id.into(),
        vault: "payconex",
        kind: if kind == Some("ACH") { "ach" } else { "card" },
        brand: None,
        preferred: None,
        last4: String::new(),
        expiry: None,
        save: meta.and_then(|meta| meta.get("savePaymentOption")).map(is_truthy),
        next_action: None,
    })
}

/// As JavaScript has it: the vendor says no more of the value than that.
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Bool(bool) => *bool,
        Value::Null => false,
        Value::Text(text) => !text.is_empty(),
        Value::Number(number) => number.bytes().any(|byte| (b'1'..=b'9').contains(&byte)),
        Value::List(_) | Value::Object(_) => true,
    }
}
