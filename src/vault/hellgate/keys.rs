//! API keys of Commerce: labels, and merchants for a scoped one. The vendor has only its dashboard for them; this
//! speaks to the endpoint of Tokenframe's own sandbox. Contract: 4 "API keys".

use crate::error::{Code, Error};
use crate::http::Request;
use crate::json::{Value, Writer};
use crate::vault::calls::{text, texts};
use crate::vault::key::{KeyRecord, SandboxKey, Status};
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

impl ApiKey {
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
        Ok(Self::post(keys_url, json.finish()))
    }
}

impl SandboxKey for ApiKey {
    fn record_mut(&mut self) -> &mut KeyRecord {
        &mut self.record
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
