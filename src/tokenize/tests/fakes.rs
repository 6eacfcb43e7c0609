//! Two vaults as small as a vault can be: one that is sent the card, one with a page of its own.

use super::*;
use crate::http::Response;
use crate::json::Value;
use crate::secret::Secret;

pub(super) fn token() -> Token {
    Token {
        id: "t".into(),
        vault: "fake",
        kind: "card",
        brand: None,
        preferred: None,
        last4: "4242".into(),
        expiry: None,
        save: None,
        next_action: None,
    }
}

pub(super) fn page() -> Page {
    Page { url: "https://vault.example/page".into(), origin: "https://vault.example".into() }
}

pub(super) fn status(status: u16) -> Reply {
    Reply::Response(Response { status, json: true, retry_after: None, body: Secret::copied("{}") })
}

pub(super) fn said(word: &str) -> Input {
    Input::Said(Value::Text(word.into()))
}

/// Sends one request a call. Asks for its key first, or has it.
pub(super) struct Direct {
    key: Key,
}

#[derive(PartialEq)]
enum Key {
    Had,
    Wanted,
    Off,
}

impl Direct {
    pub(super) fn with_key() -> Self {
        Self { key: Key::Had }
    }

    pub(super) fn asks_for_key() -> Self {
        Self { key: Key::Wanted }
    }

    /// Cannot be prepared.
    pub(super) fn broken() -> Self {
        Self { key: Key::Off }
    }
}

impl Vault for Direct {
    fn prepare(&mut self) -> Step {
        match self.key {
            Key::Had => Step::Ready,
            Key::Wanted => Step::Send(Request::get_json(Secret::copied("https://vault.example/key"))),
            Key::Off => Step::Done(Err(Code::KeyDisabled.into())),
        }
    }

    fn begin(&mut self, _: Call) -> Step {
        let url = Secret::copied("https://vault.example/tokens");
        Step::Send(Request::post_json(url, Secret::copied("{}")))
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        Some(match reply {
            Reply::Said(_) | Reply::Encrypted(_) | Reply::Waited => return None,
            Reply::Lost(lost) => Step::Done(Err(lost.into())),
            Reply::Response(response) => match response.status {
                200 if self.key == Key::Wanted => {
                    self.key = Key::Had;
                    Step::Ready
                }
                200 => Step::Done(Ok(token())),
                401 => Step::Done(Err(Code::KeyRejected.into())),
                _ => Step::Done(Err(Code::VaultUnavailable.into())),
            },
        })
    }
}

/// A page that is asked to `check`, says `good` or `bad`, is asked to `store`, and says `stored` or `refused`.
#[derive(Default)]
pub(super) struct Embedded {
    stage: Stage,
}

#[derive(Default, PartialEq)]
enum Stage {
    #[default]
    Idle,
    Checking,
    Storing,
    Used,
}

impl Vault for Embedded {
    fn prepare(&mut self) -> Step {
        Step::Open(page())
    }

    fn begin(&mut self, _: Call) -> Step {
        self.stage = Stage::Checking;
        Step::Tell("check")
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        let Reply::Said(message) = reply else { return None };
        let (stage, step) = match (&self.stage, message.text()?) {
            (Stage::Checking, "good") => (Stage::Storing, Step::Tell("store")),
            (Stage::Checking, "bad") => (Stage::Idle, Step::Done(Err(Code::CardInvalid.into()))),
            (Stage::Storing, "stored") => (Stage::Used, Step::Done(Ok(token()))),
            (Stage::Storing, "refused") => (Stage::Used, Step::Done(Err(Code::PageRefused.into()))),
            _ => return None,
        };
        self.stage = stage;
        Some(step)
    }

    fn abort(&mut self) {
        if self.stage == Stage::Checking {
            self.stage = Stage::Idle;
        }
    }

    fn is_spent(&self) -> bool {
        matches!(self.stage, Stage::Storing | Stage::Used)
    }
}
