//! What every vault's API key is, for tools that show the keys of all of them.

use super::calls::{all, document, done, id};
use super::is_opaque;
use crate::error::{Code, Error};
use crate::http::{Method, Request, Response, joined};
use crate::json::Value;
use crate::secret::Secret;
use alloc::string::String;
use alloc::vec::Vec;

/// A key as it may be shown. Each vault has its own fields beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct KeyRecord {
    /// The vault's id of it.
    pub id: String,
    /// What people call it.
    pub label: Option<String>,
    /// Of its secret, what may be seen.
    pub masked: String,
    /// Whether it works.
    pub status: Status,
    /// ISO 8601, where the vault says it.
    pub created_at: Option<String>,
    /// ISO 8601, where it ends.
    pub expires_at: Option<String>,
    /// What it may do, in the vault's own words.
    pub scopes: Vec<String>,
    /// Where the vault has keys that charge nothing.
    pub environment: Option<Environment>,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Status {
    /// It works.
    Active,
    /// It is switched off, and can be switched on.
    Disabled,
    /// Its time is over.
    Expired,
    /// It is gone for good.
    Revoked,
}

/// What a key charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "lowercase"))]
pub enum Environment {
    /// Money.
    Live,
    /// Nothing.
    Test,
}

/// A key that was just made, with its secret: no other answer has it.
#[derive(Debug, PartialEq)]
pub struct Created<Key> {
    /// The key.
    pub key: Key,
    /// Its secret.
    pub secret: Secret,
}

/// A key of a vault that has only its dashboard for keys: the endpoint is that of Tokenframe's own sandbox, below
/// `keys_url`, which has no final `/`.
pub trait SandboxKey: Sized {
    /// The key in a JSON object.
    fn of(value: &Value) -> Option<Self>;

    /// What every vault's key has.
    fn record_mut(&mut self) -> &mut KeyRecord;

    /// Asks for all keys.
    fn list(keys_url: &str) -> Request {
        Request::get_json(below(keys_url))
    }

    /// Asks for one.
    fn get(keys_url: &str, key: &str) -> Result<Request, Error> {
        Ok(Request::get_json(Secret::copied(&joined(&[keys_url, PATH, "/", id(key)?]))))
    }

    /// Makes one, of a JSON object that says what it is to be.
    fn post(keys_url: &str, settings: Secret) -> Request {
        Request::post_json(below(keys_url), settings)
    }

    /// Revokes one, for good.
    fn revoke(keys_url: &str, key: &str) -> Result<Request, Error> {
        Ok(Self::get(keys_url, key)?.by(Method::Delete))
    }

    /// Reads a list.
    fn read_list(response: &Response) -> Result<Vec<Self>, Error> {
        all(document(response)?.get("apiKeys"), Self::of)
    }

    /// Reads one.
    fn read(response: &Response) -> Result<Self, Error> {
        Self::of(&document(response)?).ok_or(Code::BadResponse.into())
    }

    /// Reads the answer to its making: the only one with the key.
    fn read_created(response: &Response) -> Result<Created<Self>, Error> {
        let document = document(response)?;
        let secret = document.text_of("apiKey").filter(|secret| is_opaque(secret, 256)).ok_or(Code::BadResponse)?;
        let mut key = Self::of(&document).ok_or(Code::BadResponse)?;
        let record = key.record_mut();
        if record.masked.is_empty() {
            record.masked = masked(secret);
        }
        Ok(Created { key, secret: Secret::copied(secret) })
    }

    /// Reads the answer to its end.
    fn read_revoked(response: &Response) -> Result<(), Error> {
        done(response)
    }
}

const PATH: &str = "/api-keys";

fn below(keys_url: &str) -> Secret {
    Secret::copied(&joined(&[keys_url, PATH]))
}

/// How long a mask's visible end may be.
const SEEN: usize = 6;

/// `...` and the last signs of a secret: at most six, and never more than a quarter of it.
pub(super) fn masked(secret: &str) -> String {
    let seen = SEEN.min(secret.len() / 4);
    let end = secret.get(secret.len() - seen..).unwrap_or_default();
    ["...", end].concat()
}

/// What a vault shows of a key, as it is where it is a mask, and masked where it is more than that.
pub(super) fn shown(text: &str) -> String {
    if let Some((_, end)) = text.rsplit_once("***").filter(|(_, end)| end.len() <= SEEN) {
        return ["...", end].concat();
    }
    let is_mask = text.len() <= 24 && (text.contains("...") || text.contains('…') || text.ends_with("xxxx"));
    if is_mask { text.into() } else { masked(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_little_and_stays_one() {
        assert_eq!(masked("b7e2c9d4f1a60358b7e2c9d4f1a60358"), "...a60358");
        assert_eq!(masked("secret12"), "...12");
        assert_eq!(masked("abc"), "...");
        assert_eq!(shown("...a60358"), "...a60358");
        assert_eq!(shown("key_123xxxx"), "key_123xxxx");
        assert_eq!(shown("****************************4b41"), "...4b41");
        assert_eq!(shown("hlg-sbx-Zt4mXq81LbVd0RwyKce0"), "...wyKce0");
    }
}
