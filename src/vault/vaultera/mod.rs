//! Vaultera: the vault's own form captures the card; our frame embeds it and drives it by messages.
//!
//! Contract: "Endpoint: session tokens", "Capture card form (iframe)".

#[cfg(feature = "server")]
pub mod account;
mod capture;
#[cfg(feature = "server")]
pub mod cards;
#[cfg(feature = "server")]
pub mod keys;
#[cfg(feature = "reveal")]
mod reveal;
#[cfg(feature = "server")]
mod session;
use alloc::string::String;

#[cfg(feature = "reveal")]
pub(super) use reveal::page as reveal;

#[cfg(feature = "server")]
pub use session::SessionToken;

use super::{Call, Grant, Page, Reply, Step, Vault};
use crate::error::{Code, Error};
use crate::http::{joined, push_query_value};
use crate::json::Value;

/// The one environment that the vendor documents.
const ENVIRONMENTS: &[(&str, &str)] = &[("production", "https://pci.vaultera.co")];

/// A Vaultera capture form, opened with a one-off session token.
pub struct Vaultera {
    page: Page,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// `validate` was posted: it costs nothing, where a failed `submit` may spend the session.
    Validating,
    Submitting,
    /// A `submit` was answered. Whatever the answer, the vendor's own page takes a new session after it.
    Spent,
}

impl Vaultera {
    /// Opens the capture form.
    ///
    /// Members: `sessionToken`, of scope `card`; `baseUrl`, where it is not the vendor's.
    pub(super) fn open(grant: &Grant<'_>) -> Result<Self, Error> {
        let base = grant.base_url(ENVIRONMENTS)?;
        grant.without("apikey")?;
        let session = grant.key("sessionToken", 512)?;
        let mut url = joined(&[base, "/api/v1/capture_form?session_token="]).into_bytes();
        push_query_value(&mut url, session);
        capture::push_accepted(&mut url, grant.accepted);
        Ok(Self {
            page: Page {
                url: String::from_utf8(url).map_err(|_| Code::GrantInvalid)?,
                origin: super::origin(base).ok_or(Code::GrantInvalid)?.into(),
            },
            state: State::Idle,
        })
    }

    fn said(&mut self, message: &Value) -> Option<Step> {
        match (capture::Message::read(message)?, self.state) {
            (capture::Message::Validated(Ok(())), State::Validating) => {
                self.state = State::Submitting;
                Some(Step::Tell("submit"))
            }
            (capture::Message::Validated(Err(error)), State::Validating) => {
                self.state = State::Idle;
                Some(Step::Done(Err(error)))
            }
            (capture::Message::Submitted(result), State::Submitting) => {
                self.state = State::Spent;
                Some(Step::Done(result))
            }
            // An answer that nobody asked for.
            _ => None,
        }
    }
}

impl Vault for Vaultera {
    fn prepare(&mut self) -> Step {
        Step::Open(self.page.clone())
    }

    fn begin(&mut self, _: Call) -> Step {
        self.state = State::Validating;
        Step::Tell("validate")
    }

    fn answer(&mut self, reply: Reply) -> Option<Step> {
        match reply {
            Reply::Said(message) => self.said(&message),
            _ => None,
        }
    }

    fn abort(&mut self) {
        if self.state == State::Validating {
            self.state = State::Idle;
        }
    }

    fn is_valid(&self) -> bool {
        self.state == State::Submitting
    }

    fn is_spent(&self) -> bool {
        // A submit that nobody waits for any more may still store the card: the session counts as used.
        matches!(self.state, State::Submitting | State::Spent)
    }
}
