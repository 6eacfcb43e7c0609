//! A session token: what a browser may hold in place of the API key. Made on a server.

use crate::error::{Code, Error};
use crate::http::{Request, Response, joined, push_query_value};
use crate::json::Writer;
use crate::secret::Secret;
use crate::vault::Scope;

/// A one-off token for one purpose.
#[derive(Debug, PartialEq)]
pub struct SessionToken {
    /// The token, for the query of one of the vault's pages.
    pub token: Secret,
    /// What it opens.
    pub scope: Scope,
}

impl SessionToken {
    /// Asks for a token. `base_url` has no final `/`; `api_key` must never reach a browser.
    pub fn request(base_url: &str, api_key: &Secret, scope: Scope) -> Request {
        let mut url = joined(&[base_url, "/api/v1/session_tokens?api_key="]).into_bytes();
        url.reserve_exact(3 * api_key.len());
        // EXPOSE: this vault takes its key in the query; the URL is a secret and is dropped once it is asked.
        push_query_value(&mut url, api_key.expose_str());
        let mut json = Writer::with_capacity(64);
        json.object(|json| {
            json.name("session_token").object(|json| {
                json.name("scope").text(scope.as_str());
            });
        });
        Request::post_json(Secret::from(url), json.finish())
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
        let token = attributes.text_of("session_token").filter(|token| crate::vault::is_opaque(token, 512));
        if attributes.text_of("scope") != Some(scope.as_str()) {
            return Err(Code::BadResponse.into());
        }
        Ok(Self { token: Secret::copied(token.ok_or(Code::BadResponse)?), scope })
    }
}
