//! Sessions, as a server opens them. Contract: 6.1 "Create", 7 "Tokens".

use super::scoped::Endpoint;
use super::tokens::Account;
use crate::error::{Code, Error};
use crate::http::{Request, Response, joined};
use crate::json::Writer;
use crate::secret::Secret;
use crate::vault::calls::{document, id};
use crate::vault::is_opaque;

/// A session, for one browser and one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What the browser gets. It is the only credential there.
    pub id: String,
}

impl Session {
    /// Opens one that takes a card. `expiration_time`: how many seconds its token lives; such a token gets no network
    /// token.
    pub fn create(account: &Account, bypass_identification: bool, expiration_time: Option<u32>) -> Result<Request, Error> {
        let mut json = Writer::with_capacity(96);
        json.object(|json| {
            if bypass_identification {
                json.name("bypass_identification").bool(true);
            }
            if let Some(seconds) = expiration_time {
                json.name("expiration_time").whole(seconds);
            }
        });
        account.post(Endpoint::Other, "/tokens/session", json.finish())
    }

    /// Opens one that takes the security code of a stored card anew.
    pub fn refresh(account: &Account, token: &str) -> Result<Request, Error> {
        account.post(Endpoint::Other, &joined(&["/tokens/", id(token)?, "/refresh-session"]), Secret::copied("{}"))
    }

    /// Reads either answer.
    pub fn read(response: &Response) -> Result<Self, Error> {
        let value = document(response)?;
        let id = value.text_of("session_id").filter(|id| is_opaque(id, 128)).ok_or(Code::BadResponse)?;
        Ok(Self { id: id.into() })
    }
}
