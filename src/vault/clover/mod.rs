//! Clover: our frame sends the card to the token service, under the merchant's public key.
//!
//! Contract: "Endpoint 1: PAKMS" (the key), "Endpoint 3: token service" (the token), "Errors".

mod capture;
mod encryption;
#[cfg(feature = "instruments")]
mod other;
#[cfg(feature = "server")]
pub mod keys;
#[cfg(feature = "server")]
pub mod oauth;
mod pakms;
use alloc::{boxed::Box, string::String};

pub use pakms::PublicKey;

use encryption::EncryptionKey;

use super::{Call, Grant, Reply, Step, Vault};
use crate::card::{self, Card};
use crate::card::brand::Brand;
use crate::card::expiry::Month;
use crate::error::{Code, Error};
use crate::http::Lost;
use crate::json::Value;
use crate::secret::Secret;

/// The token service of each environment. Other regions name theirs as `baseUrl`.
const ENVIRONMENTS: &[(&str, &str)] =
    &[("production", "https://token.clover.com"), ("sandbox", "https://token-sandbox.dev.clover.com")];

/// A Clover merchant's token service, opened with its public key or with the way to get it.
pub struct Clover {
    base_url: String,
    key: Key,
    /// Where the number is to leave encrypted.
    encryption_key: Option<EncryptionKey>,
    state: State,
}

enum Key {
    /// The `apiAccessKey`. Public, by the contract.
    Known(String),
    /// Where to ask for it, and with which OAuth bearer: for sandboxes and trusted back offices alone,
    /// since whoever sees this bearer can do all that the merchant's app can do.
    Asked { url: String, bearer: Secret },
}

enum State {
    Idle,
    /// The key was asked for; a payment that came meanwhile waits for it.
    Key(Option<Box<Call>>),
    Encrypting(Box<Call>),
    Token(Sent),
}

/// What was sent, as far as the answer must agree with it.
struct Sent {
    /// As in [`super::Token`].
    kind: &'static str,
    /// The member of the answer, in each spelling.
    members: &'static [&'static str],
    /// The member of that with the last digits.
    last4_member: &'static str,
    last4: String,
    brand: Option<Brand>,
    expiry: Option<Month>,
}

impl Sent {
    fn of(card: &Card) -> Self {
        Self {
            kind: "card",
            members: &["card"],
            last4_member: "last4",
            last4: card.last4(),
            brand: card.brand,
            expiry: Some(card.expiry),
        }
    }
}

impl Clover {
    /// Opens the token service.
    ///
    /// Members: `apiKey`, or `pakms: { url, bearer }`; `environment` ("production" is meant when absent) or
    /// `baseUrl`; `active`, as the key service gave it; `encryptionKey`, as `keys.json` has it.
    pub(super) fn open(grant: &Grant<'_>) -> Result<Self, Error> {
        let base_url = grant.base_url(ENVIRONMENTS)?.into();
        if grant.get("active").is_some_and(|active| active.bool() != Some(true)) {
            return Err(Code::KeyDisabled.into());
        }
        let key = match (grant.key("apiKey", 128), grant.get("pakms")) {
            (Err(error), Some(pakms)) if error.code == Code::KeyMissing => {
                let url = pakms.text_of("url").filter(|url| super::origin(url).is_some()).ok_or(Code::GrantInvalid)?;
                let bearer = pakms.text_of("bearer").filter(|bearer| super::is_opaque(bearer, 4096));
                Key::Asked { url: url.into(), bearer: Secret::copied(bearer.ok_or(Code::KeyMissing)?) }
            }
            (key, _) => Key::Known(key?.into()),
        };
        // What is no card number leaves as it is: no key is published for it.
        let published = if card::FIELDS { grant.get("encryptionKey") } else { None };
        let encryption_key = match published {
            None | Some(Value::Null) => None,
            // Never left aside: whoever gives one means the number to leave encrypted.
            Some(key) => Some(key.text().and_then(EncryptionKey::read).ok_or(Code::GrantInvalid)?),
        };
        Ok(Self { base_url, key, encryption_key, state: State::Idle })
    }
}

impl Vault for Clover {
    fn prepare(&mut self) -> Step {
        match &self.key {
            Key::Known(_) => Step::Ready,
            Key::Asked { url, bearer } => {
                self.state = State::Key(None);
                Step::Send(PublicKey::request(url, bearer))
            }
        }
    }

    fn begin(&mut self, call: Call) -> Step {
        let key = match &self.key {
            Key::Known(key) => key,
            Key::Asked { url, bearer } => {
                self.state = State::Key(Some(Box::new(call)));
                return Step::Send(PublicKey::request(url, bearer));
            }
        };
        #[cfg(feature = "instruments")]
        if let Some(instrument) = &call.instrument {
            return match other::body(instrument) {
                Ok(body) => {
                    let (kind, members, last4_member, last4) = other::told(instrument);
                    self.state = State::Token(Sent { kind, members, last4_member, last4, brand: None, expiry: None });
                    Step::Send(capture::request(&self.base_url, key, body))
                }
                Err(error) => Step::Done(Err(error)),
            };
        }
        match (&call.card, &self.encryption_key) {
            (Some(card), None) if card::FIELDS => {
                let request = capture::request(&self.base_url, key, capture::body(card, &call.billing, None));
                self.state = State::Token(Sent::of(card));
                Step::Send(request)
            }
            (Some(card), Some(encryption_key)) if card::FIELDS => {
                let encryption = encryption_key.encryption(card);
                self.state = State::Encrypting(Box::new(call));
                Step::Encrypt(encryption)
            }
            _ => Step::Done(Err(Code::ElementMismatch.into())),
        }
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        Some(match (core::mem::replace(&mut self.state, State::Idle), reply) {
            (State::Key(call), Reply::Response(response)) => match PublicKey::read(&response) {
                Ok(key) => {
                    self.key = Key::Known(key.api_access_key);
                    call.map_or(Step::Ready, |call| self.begin(*call))
                }
                Err(error) => Step::Done(Err(error)),
            },
            // Half an answer about a key is no answer: nothing was stored, and it can be asked for again.
            (State::Key(_), Reply::Lost(Lost::Cut)) => Step::Done(Err(Lost::Unreachable.into())),
            (State::Encrypting(call), Reply::Encrypted(encrypted)) if card::FIELDS => match (&self.key, &call.card) {
                (Key::Known(key), Some(card)) => {
                    let body = capture::body(card, &call.billing, Some(&encrypted));
                    self.state = State::Token(Sent::of(card));
                    Step::Send(capture::request(&self.base_url, key, body))
                }
                _ => Step::Done(Err(Code::Internal.into())),
            },
            (State::Encrypting(_), Reply::Lost(_)) => Step::Done(Err(Code::EncryptionFailed.into())),
            (State::Token(sent), Reply::Response(response)) => Step::Done(capture::read(&response, &sent)),
            // Never sent again by itself: no idempotency is documented for this service.
            (State::Token(_) | State::Key(_), Reply::Lost(lost)) => Step::Done(Err(lost.into())),
            (state, _) => {
                self.state = state;
                return None;
            }
        })
    }
}
