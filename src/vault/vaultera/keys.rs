//! API keys: made, listed and revoked. Contract: "Endpoints: API keys".

use super::account::Account;
use crate::error::{Code, Error};
use crate::http::{Request, Response, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{all, document, done, id, text};
use crate::vault::is_opaque;
use crate::vault::key::{Created, KeyRecord, Status, masked, shown};
use alloc::string::String;
use alloc::vec::Vec;

/// A key as the vault shows it.
#[derive(Debug, PartialEq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Key {
    /// What every vault's key has.
    #[cfg_attr(feature = "node", serde(flatten))]
    pub record: KeyRecord,
    /// The free note.
    pub description: Option<String>,
    /// The mask, as the vault calls it.
    pub api_key: String,
    /// ISO 8601.
    pub revoked_at: Option<String>,
}

const PATH: &str = "/api/v1/api_keys";

impl Key {
    /// Asks for all keys.
    pub fn list(account: &Account) -> Request {
        account.get(PATH)
    }

    /// Asks for one.
    pub fn get(account: &Account, key: &str) -> Result<Request, Error> {
        Ok(account.get(&joined(&[PATH, "/", id(key)?])))
    }

    /// Makes one.
    pub fn create(account: &Account, description: Option<&str>) -> Request {
        let mut json = Writer::with_capacity(64 + description.map_or(0, |text| 2 * text.len()));
        json.object(|json| {
            json.name("api_key").object(|json| {
                json.optional("description", description);
            });
        });
        account.post(PATH, json.finish())
    }

    /// Revokes one, for good.
    pub fn revoke(account: &Account, key: &str) -> Result<Request, Error> {
        Ok(account.delete(&joined(&[PATH, "/", id(key)?])))
    }

    /// Reads a list.
    pub fn read_list(response: &Response) -> Result<Vec<Self>, Error> {
        let document = document(response)?;
        all(document.get("data"), Self::of)
    }

    /// Reads one.
    pub fn read(response: &Response) -> Result<Self, Error> {
        document(response)?.get("data").and_then(Self::of).ok_or(Code::BadResponse.into())
    }

    /// Reads the answer to its making: the only one that has the key whole.
    pub fn read_created(response: &Response) -> Result<Created<Self>, Error> {
        let document = document(response)?;
        let data = document.get("data").ok_or(Code::BadResponse)?;
        let whole = data.get("attributes").and_then(|attributes| attributes.text_of("api_key"));
        // A mask has dots. To hand one out as a key would hide that the key is lost.
        let whole = whole.filter(|key| is_opaque(key, 256) && !key.contains("...")).ok_or(Code::BadResponse)?;
        let mut key = Self::of(data).ok_or(Code::BadResponse)?;
        key.api_key = masked(whole);
        key.record.masked.clone_from(&key.api_key);
        Ok(Created { key, secret: Secret::copied(whole) })
    }

    /// Reads the answer to its end.
    pub fn read_revoked(response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn of(data: &Value) -> Option<Self> {
        let attributes = data.get("attributes")?;
        let description = text(attributes, "description");
        let api_key = shown(attributes.text_of("api_key")?);
        let record = KeyRecord {
            id: text(attributes, "id").or(text(data, "id"))?,
            label: description.clone(),
            masked: api_key.clone(),
            status: match attributes.text_of("status")? {
                "active" => Status::Active,
                // Whatever else it may be called, it does not work.
                _ => Status::Revoked,
            },
            created_at: text(attributes, "created_at"),
            expires_at: None,
            scopes: Vec::new(),
            environment: None,
        };
        Some(Self { record, description, api_key, revoked_at: text(attributes, "revoked_at") })
    }
}
