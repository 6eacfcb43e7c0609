//! A session token: what a browser may hold in place of the API key. Made on a server.

use super::account::Account;
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::json::Writer;
use crate::secret::Secret;
use crate::vault::{Scope, is_card_number, is_opaque};

/// A one-off token for one purpose.
#[derive(Debug, PartialEq)]
pub struct SessionToken {
    /// The token, for the query of one of the vault's pages.
    pub token: Secret,
    /// What it opens.
    pub scope: Scope,
}

impl SessionToken {
    /// Asks for a token.
    pub fn request(account: &Account, scope: Scope) -> Request {
        let mut json = Writer::with_capacity(64);
        json.object(|json| {
            json.name("session_token").object(|json| {
                json.name("scope").text(scope.as_str());
            });
        });
        account.post("/api/v1/session_tokens", json.finish())
    }

    /// Reads the answer. A token of another scope than the one that was asked for is refused.
    pub fn read(response: &Response, scope: Scope) -> Result<Self, Error> {
        let (value, error) = response.read();
        if response.status == 401 || response.status == 403 {
            return Err(Code::KeyRejected.into());
        }
        if let Some(error) = error {
            return Err(error);
        }
        let value = value.ok_or(Code::BadResponse)?;
        if response.status > 202 {
            return Err(Code::RequestRefused.into());
        }
        let attributes = value.get("data").and_then(|data| data.get("attributes")).ok_or(Code::BadResponse)?;
        let token = attributes.text_of("session_token");
        let token = token.filter(|token| is_opaque(token, 512) && !is_card_number(token));
        if attributes.text_of("scope") != Some(scope.as_str()) {
            return Err(Code::BadResponse.into());
        }
        Ok(Self { token: Secret::copied(token.ok_or(Code::BadResponse)?), scope })
    }
}
