//! Sessions, as a server opens them. Contract: 6.1 "Create", 7 "Tokens".

use crate::error::{Code, Error};
use crate::http::{Request, Response, joined, push_query_value};
use crate::json::Writer;
use crate::secret::Secret;
use crate::vault::calls::document;
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
    pub fn create(base_url: &str, api_key: &Secret, bypass_identification: bool, expiration_time: Option<u32>) -> Request {
        let mut json = Writer::with_capacity(96);
        json.object(|json| {
            if bypass_identification {
                json.name("bypass_identification").bool(true);
            }
            if let Some(seconds) = expiration_time {
                json.name("expiration_time").whole(seconds);
            }
        });
        let url = Secret::copied(&joined(&[base_url, "/tokens/session"]));
        Request::post_json(url, json.finish()).header("x-api-key", key(api_key))
    }

    /// Opens one that takes the security code of a stored card anew.
    pub fn refresh(base_url: &str, api_key: &Secret, token: &str) -> Request {
        let mut url = joined(&[base_url, "/tokens/"]).into_bytes();
        push_query_value(&mut url, token);
        url.extend_from_slice(b"/refresh-session");
        Request::post_json(Secret::from(url), Secret::copied("{}")).header("x-api-key", key(api_key))
    }

    /// Reads either answer.
    pub fn read(response: &Response) -> Result<Self, Error> {
        let value = document(response)?;
        let id = value.text_of("session_id").filter(|id| is_opaque(id, 128)).ok_or(Code::BadResponse)?;
        Ok(Self { id: id.into() })
    }
}

fn key(api_key: &Secret) -> Secret {
    // EXPOSE: the vault knows the merchant by this header, which is dropped once it is sent.
    Secret::joined(&[api_key.expose()])
}
