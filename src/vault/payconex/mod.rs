//! PayConex: the vault's checkout component captures the card; our frame embeds it and listens to it.
//!
//! Contract: 7.2 "Instance body" (the bearer token), 8 "Browser component API".

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
    /// What the shopper did in the component, which has a button of its own. The first token counts: the vendor's
    /// callback may come twice.
    outcome: Option<Result<Token, Error>>,
    /// Whether a call waits for it.
    called: bool,
    spent: bool,
}

impl PayConex {
    /// Opens an instance. Members: `bearerToken`, of the instance; `environment` or `baseUrl`.
    pub(super) fn open(grant: &Grant<'_>) -> Result<Self, Error> {
        let host = grant.base_url(HOSTS)?;
        grant.without(&["apiKey", "apiKeySecret", "keyId"])?;
        // A `baseUrl` serves both; the vendor has a host for each.
        let script = if grant.text("baseUrl").is_some() { host } else { grant.base_url(SCRIPTS)? };
        let bearer = grant.key("bearerToken", 8192)?;
        let component = Component { script: joined(&[script, SCRIPT]), host: host.into(), bearer: bearer.into() };
        Ok(Self { component, outcome: None, called: false, spent: false })
    }

    fn settle(&mut self) -> Option<Step> {
        if !self.called {
            return None;
        }
        let outcome = self.outcome.take()?;
        self.called = false;
        self.spent = true;
        Some(Step::Done(outcome))
    }
}

impl Vault for PayConex {
    fn prepare(&mut self) -> Step {
        Step::Embed(self.component.clone())
    }

    fn begin(&mut self, _: Call) -> Step {
        self.called = true;
        self.settle().unwrap_or(Step::Listen)
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        let Reply::Said(said) = reply else { return None };
        // An error is not the end of the component: the shopper can try again in it.
        if !self.is_complete() && !self.spent {
            self.outcome = outcome(&said).or(self.outcome.take());
        }
        self.settle()
    }

    fn abort(&mut self) {
        self.called = false;
    }

    fn is_spent(&self) -> bool {
        self.spent
    }

    fn is_complete(&self) -> bool {
        matches!(self.outcome, Some(Ok(_)))
    }
}

/// What a callback means. Its payloads but `checkoutComplete`'s are not documented, and not looked at.
fn outcome(said: &Value) -> Option<Result<Token, Error>> {
    match said.text_of("event")? {
        "checkoutComplete" => Some(said.get("data").and_then(token).ok_or(Code::BadResponse.into())),
        "timeout" => Some(Err(Code::SessionExpired.into())),
        "error" => Some(Err(Code::PageRefused.into())),
        "blocked" => Some(Err(Code::PageSilent.into())),
        _ => None,
    }
}

fn token(data: &Value) -> Option<Token> {
    let id = data.text_of("bfTokenReference").filter(|id| super::is_opaque(id, 4096) && !super::is_card_number(id))?;
    // The contract has it at the top in one place and below `data` in another.
    let meta = data.get("meta").or_else(|| data.get("data")?.get("meta"));
    Some(Token {
        id: id.into(),
        vault: "payconex",
        kind: "card",
        brand: None,
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
