//! Hellgate: the frame reads the session, encrypts the card for the session's key, and completes the action.
//!
//! Contract: 6.2 "Read", 6.3 "Complete", 6.4 "The JWE".

#[cfg(feature = "server")]
pub mod guardian;
#[cfg(feature = "server")]
pub mod keys;
#[cfg(feature = "server")]
pub mod scoped;
#[cfg(feature = "server")]
pub mod server;
mod session;
#[cfg(feature = "server")]
pub mod tokens;

use super::{Call, Encryption, Form, Grant, Reply, Step, Token, Vault};
use crate::card::brand::{self, Brand};
use crate::card::expiry::Month;
use crate::card::{Card, Field};
use crate::error::{Code, Error};
use crate::http::{Lost, Request, joined};
use crate::json::Writer;
use crate::secret::Secret;
use alloc::boxed::Box;
use alloc::string::String;
use session::{Lifecycle, Wanted};

/// The hosts of the contract's section 2.
const ENVIRONMENTS: &[(&str, &str)] = &[("production", "https://api.hellgate.io"), ("sandbox", "https://sandbox.hellgate.io")];

/// How long the contract has a client wait before it asks again.
const POLL_MS: u32 = 2000;

/// A tokenization session.
pub struct Hellgate {
    /// `{base}/sessions/{id}`. The session id is the only credential of both calls.
    url: String,
    accepted: brand::Set,
    /// What the session asks for, once it was read.
    asked: Option<Box<Asked>>,
    state: State,
    /// A payment that came while the session was being read.
    call: Option<Box<Call>>,
    /// What the token will say of the card, once a payment has begun.
    sent: Option<Sent>,
    spent: bool,
}

/// What the session asks the browser to do.
struct Asked {
    n: String,
    e: String,
    action: &'static str,
    allowed: Option<brand::Set>,
    lifecycle: Lifecycle,
    /// Of the stored card whose code is asked for.
    stored: Option<Sent>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// The session is being read.
    Reading,
    Encrypting,
    /// The ciphertext is on its way.
    Completing,
    /// The vault asked to be asked again.
    Waiting,
}

/// What the token will say of the card.
#[derive(Clone)]
struct Sent {
    last4: String,
    brand: Option<Brand>,
    expiry: Option<Month>,
}

impl Hellgate {
    /// Opens a session. Members: `sessionId`; `environment` or `baseUrl`.
    pub(super) fn open(grant: &Grant<'_>) -> Result<Self, Error> {
        let base = grant.base_url(ENVIRONMENTS)?;
        grant.without("apikey xapikey encryptionkey")?;
        let session = grant.key("sessionId", 128)?;
        // Ids are UUIDs. An API key in its place would stand in an address.
        if session.len() != 36 || !session.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
            return Err(Code::GrantInvalid.into());
        }
        let url = joined(&[base, "/sessions/", session]);
        let accepted = grant.accepted;
        Ok(Self { url, accepted, asked: None, state: State::Idle, call: None, sent: None, spent: false })
    }

    fn read(&mut self) -> Step {
        self.state = State::Reading;
        Step::Send(Request::get_json(Secret::copied(&self.url)))
    }

    /// The session says what it wants now.
    fn advance(&mut self, wanted: Wanted) -> Result<Step, Error> {
        let sent = self.sent.as_ref().filter(|_| self.spent);
        match (wanted, sent) {
            (Wanted::Wait, _) => {
                self.state = State::Waiting;
                Ok(Step::Wait(POLL_MS))
            }
            (Wanted::Tokenize(asked), None) => {
                self.asked = Some(asked);
                Ok(self.call.take().map_or(Step::Ready, |call| self.begin(*call)))
            }
            (Wanted::Nothing(id), Some(sent)) => Ok(Step::Done(Ok(Token {
                id,
                vault: "hellgate",
                kind: "card",
                brand: sent.brand,
                preferred: None,
                last4: sent.last4.clone(),
                expiry: sent.expiry,
                save: None,
                next_action: None,
            }))),
            // A session that is over cannot take a card.
            (Wanted::Nothing(_), None) => Err(Code::SessionSpent.into()),
            // It asks for the card again after it got one.
            (Wanted::Tokenize(_), Some(_)) => Err(Code::BadResponse.into()),
        }
    }
}

impl Vault for Hellgate {
    fn prepare(&mut self) -> Step {
        self.read()
    }

    fn begin(&mut self, call: Call) -> Step {
        let Some(asked) = &self.asked else {
            self.call = Some(Box::new(call));
            return self.read();
        };
        let (plaintext, sent) = match (&asked.stored, &call.card, &call.cvc) {
            (Some(stored), _, Some(cvc)) => (security_code(cvc), stored.clone()),
            (None, Some(card), _) => {
                let allowed = asked.allowed.unwrap_or(self.accepted).intersect(self.accepted);
                if card.brand.is_some_and(|brand| !allowed.contains(brand)) {
                    return Step::Done(Err(Error::of_field(Code::BrandRefused, Field::Number)));
                }
                let sent = Sent { last4: card.last4(), brand: card.brand, expiry: Some(card.expiry) };
                (account(card, &call, asked.lifecycle), sent)
            }
            // The form collects something else than the session asks for.
            _ => return Step::Done(Err(Code::ElementMismatch.into())),
        };
        let encryption = Encryption { n: asked.n.clone(), e: asked.e.clone(), form: Form::Jwe, plaintext };
        self.sent = Some(sent);
        self.state = State::Encrypting;
        Step::Encrypt(encryption)
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        let step = match (self.state, reply) {
            (State::Encrypting, Reply::Encrypted(jwe)) => {
                let action = self.asked.as_ref().map_or("", |asked| asked.action);
                // Whatever the answer: a session takes one card.
                self.spent = true;
                self.state = State::Completing;
                Ok(Step::Send(complete(&self.url, action, &jwe)))
            }
            (State::Encrypting, Reply::Lost(_)) => Err(Code::EncryptionFailed.into()),
            (State::Reading | State::Completing, Reply::Response(response)) => {
                self.state = State::Idle;
                match session::read(&response) {
                    Ok(wanted) => self.advance(wanted),
                    // It refused another card, before this one.
                    Err(error) if error.code == Code::CardRefused && !self.spent => Err(Code::SessionSpent.into()),
                    Err(error) => Err(error),
                }
            }
            // The vault has the card, and what became of it is not known.
            (State::Reading, Reply::Lost(_)) if self.spent => Err(Code::UnknownOutcome.into()),
            // Half an answer about a session is no answer: it can be asked for again.
            (State::Reading, Reply::Lost(Lost::Cut)) => Err(Lost::Unreachable.into()),
            (State::Reading | State::Completing, Reply::Lost(lost)) => Err(lost.into()),
            (State::Waiting, Reply::Waited) => Ok(self.read()),
            _ => return None,
        };
        Some(step.unwrap_or_else(|error| {
            self.state = State::Idle;
            Step::Done(Err(error))
        }))
    }

    fn abort(&mut self) {
        self.state = State::Idle;
        self.call = None;
    }

    fn is_spent(&self) -> bool {
        self.spent
    }
}

fn complete(url: &str, action: &str, jwe: &str) -> Request {
    let mut json = Writer::with_capacity(jwe.len() + 128);
    json.object(|json| {
        json.name("action").text(action);
        json.name("result").object(|json| {
            json.name("enc_payload").text(jwe);
        });
    });
    Request::post_json(Secret::joined(&[url.as_bytes(), b"/complete-action"]), json.finish())
}

fn security_code(cvc: &Secret) -> Secret {
    let mut json = Writer::with_capacity(64);
    json.object(|json| {
        // EXPOSE: the vault asks for the code; it leaves encrypted, and this text is dropped after that.
        json.name("security_code").bytes(cvc.expose());
    });
    json.finish()
}

fn account(card: &Card, call: &Call, lifecycle: Lifecycle) -> Secret {
    // EXPOSE: the vault asks for the card; it leaves encrypted, and this text is dropped after that.
    let name = card.holder.as_ref().map(Secret::expose_str).or(call.billing.name.as_deref());
    let postal_code = card.postal_code.as_ref().map(Secret::expose_str).or(call.billing.postal_code.as_deref());
    // The contract allows no empty text.
    let filled = |text: &&str| !text.is_empty();
    let name = name.filter(filled);
    let address = [
        ("line1", call.billing.line1.as_deref()),
        ("line2", call.billing.line2.as_deref()),
        ("city", call.billing.city.as_deref()),
        ("postal_code", postal_code),
    ]
    .map(|(name, text)| (name, text.filter(filled)));
    let texts = address.iter().map(|(_, text)| *text).chain([name]);
    let room = 512 + texts.flatten().map(|text| 6 * text.len()).sum::<usize>();
    let mut json = Writer::with_capacity(room);
    json.object(|json| {
        json.name("account_number").bytes(card.number.expose());
        json.name("expiry_month").whole(card.expiry.month.into());
        json.name("expiry_year").whole(card.expiry.year.into());
        json.name("security_code").bytes(card.cvc.expose());
        let ephemeral = match lifecycle {
            Lifecycle::Ephemeral => Some(true),
            Lifecycle::Persistent => Some(false),
            Lifecycle::Choice => call.save.map(|save| !save),
        };
        if let Some(ephemeral) = ephemeral {
            json.name("ephemeral").bool(ephemeral);
        }
        json.name("additional_data").object(|json| {
            json.optional("cardholder_name", name);
            if address.iter().any(|(_, text)| text.is_some()) {
                json.name("billing_address").object(|json| {
                    for (name, text) in address {
                        json.optional(name, text);
                    }
                });
            }
        });
    });
    json.finish()
}
