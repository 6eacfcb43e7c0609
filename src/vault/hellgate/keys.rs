//! API keys of Commerce: labels, and merchants for a scoped one. The vendor has only its dashboard for them; this
//! speaks to the endpoint of Tokenframe's own sandbox. Contract: 4 "API keys".

use crate::error::{Code, Error};
use crate::http::{Method, Request, Response, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{all, document, done, id, text, texts};
use crate::vault::is_opaque;
use crate::vault::key::{Created, KeyRecord, Status, masked};
use alloc::string::String;
use alloc::vec::Vec;

/// A key as it is shown.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ApiKey {
    /// What every vault's key has.
    #[cfg_attr(feature = "node", serde(flatten))]
    pub record: KeyRecord,
    /// For a scoped key, the merchants that it is for.
    pub merchants: Option<Vec<String>>,
    /// ISO 8601.
    pub revoked_at: Option<String>,
}

const PATH: &str = "/api-keys";

impl ApiKey {
    /// Asks for all keys. `keys_url` has no final `/`.
    pub fn list(keys_url: &str) -> Request {
        Request::get_json(Secret::copied(&joined(&[keys_url, PATH])))
    }

    /// Asks for one.
    pub fn get(keys_url: &str, key: &str) -> Result<Request, Error> {
        Ok(Request::get_json(Secret::copied(&joined(&[keys_url, PATH, "/", id(key)?]))))
    }

    /// Makes one.
    pub fn create(keys_url: &str, label: &str, merchants: Option<&[String]>) -> Result<Request, Error> {
        if label.trim().is_empty() || label.chars().count() > 100 {
            return Err(Code::LabelInvalid.into());
        }
        let mut json = Writer::with_capacity(512);
        json.object(|json| {
            json.name("label").text(label);
            if let Some(merchants) = merchants {
                json.name("merchants").list(|json| {
                    for merchant in merchants {
                        json.text(merchant);
                    }
                });
            }
        });
        Ok(Request::post_json(Secret::copied(&joined(&[keys_url, PATH])), json.finish()))
    }

    /// Revokes one, for good.
    pub fn revoke(keys_url: &str, key: &str) -> Result<Request, Error> {
        Ok(Self::get(keys_url, key)?.by(Method::Delete))
    }

    /// Reads a list.
    pub fn read_list(response: &Response) -> Result<Vec<Self>, Error> {
        all(document(response)?.get("apiKeys"), Self::of)
    }

    /// Reads one.
    pub fn read(response: &Response) -> Result<Self, Error> {
        Self::of(&document(response)?).ok_or(Code::BadResponse.into())
    }

    /// Reads the answer to its making.
    pub fn read_created(response: &Response) -> Result<Created<Self>, Error> {
        let document = document(response)?;
        let secret = document.text_of("apiKey").filter(|secret| is_opaque(secret, 256)).ok_or(Code::BadResponse)?;
        let mut key = Self::of(&document).ok_or(Code::BadResponse)?;
        if key.record.masked.is_empty() {
            key.record.masked = masked(secret);
        }
        Ok(Created { key, secret: Secret::copied(secret) })
    }

    /// Reads the answer to its end.
    pub fn read_revoked(response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn of(value: &Value) -> Option<Self> {
        let revoked_at = text(value, "revokedAt");
        let record = KeyRecord {
            id: text(value, "id")?,
            label: text(value, "label"),
            masked: text(value, "masked").unwrap_or_default(),
            status: if revoked_at.is_some() { Status::Revoked } else { Status::Active },
            created_at: text(value, "createdAt"),
            expires_at: None,
            scopes: Vec::new(),
            environment: None,
        };
        let is_scoped = value.get("merchants").is_some_and(|merchants| *merchants != Value::Null);
        Some(Self { record, merchants: if is_scoped { Some(texts(value, "merchants")?) } else { None }, revoked_at })
    }
}
