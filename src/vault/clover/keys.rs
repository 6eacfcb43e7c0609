//! A merchant's public key with all that the key service says of it, and the published key for numbers. Contract:
//! "Endpoint 1: PAKMS", "Key lifecycle", and 3a.

use super::encryption::EncryptionKey;
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::Value;
use crate::vault::calls::{document, text};
use crate::vault::key::{KeyRecord, Status, masked};
use crate::vault::{instant, is_opaque};
use alloc::string::String;
use alloc::vec::Vec;

/// One key for each merchant and app. It does not expire, and only the vendor disables it.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct MerchantKey {
    /// What every vault's key has.
    #[cfg_attr(feature = "node", serde(flatten))]
    pub record: KeyRecord,
    /// Whether it works.
    pub active: bool,
    /// What a browser sends as `apikey`.
    pub api_access_key: String,
    /// 13 characters.
    pub merchant_uuid: Option<String>,
    /// 13 characters.
    pub developer_app_uuid: Option<String>,
    /// ISO 8601; the service has milliseconds since 1970.
    pub modified_at: Option<String>,
}

impl MerchantKey {
    /// Reads the answer to [`PublicKey::request`](super::PublicKey::request).
    pub fn read(response: &Response) -> Result<Self, Error> {
        let value = document(response).map_err(|error| match error.code {
            // The service knows a bearer and no key, and does not tell a bad one from one without the permission.
            Code::KeyRejected | Code::NotPermitted => Code::BearerRejected.into(),
            _ => error,
        })?;
        let key = value.text_of("apiAccessKey").filter(|key| is_opaque(key, 128)).ok_or(Code::BadResponse)?;
        let active = value.get("active").and_then(Value::bool).unwrap_or(true);
        let (merchant, app) = (text(&value, "merchantUuid"), text(&value, "developerAppUuid"));
        let moment = |name| match value.get(name) {
            Some(Value::Number(digits)) => digits.parse().ok().map(instant::written),
            _ => None,
        };
        let record = KeyRecord {
            id: [merchant.as_deref().unwrap_or("-"), app.as_deref().unwrap_or("-")].join("/"),
            label: None,
            masked: masked(key),
            status: if active { Status::Active } else { Status::Disabled },
            created_at: moment("createdTime"),
            expires_at: None,
            scopes: Vec::new(),
            environment: None,
        };
        let modified_at = moment("modifiedTime");
        Ok(Self { record, active, api_access_key: key.into(), merchant_uuid: merchant, developer_app_uuid: app, modified_at })
    }
}

/// A key of `keys.json`, as it stands there, if a frame would take it.
pub fn published(response: &Response, sandbox: bool) -> Result<String, Error> {
    let value = document(response)?;
    let name = if sandbox { "TA_PUBLIC_KEY_DEV" } else { "TA_PUBLIC_KEY_PROD" };
    let key = text(&value, name).filter(|key| EncryptionKey::read(key).is_some());
    key.ok_or(Code::BadResponse.into())
}
