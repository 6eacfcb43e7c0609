//! API keys: of type Live or Test, with permissions that are decided once. The vendor has only its dashboard for them;
//! this speaks to the endpoint of Tokenframe's own sandbox. Contract: 3.1 "New dashboard".

use crate::error::{Code, Error};
use crate::http::{Request, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{text, texts};
use crate::vault::key::{Environment, KeyRecord, SandboxKey, Status};
use alloc::string::String;
use alloc::vec::Vec;

/// The switches of the vendor's form, in its order: what each is about, and its group.
pub const ENTITIES: &[(&str, &str)] = &[
    ("customer", "Merchant"),
    ("currency_account", "Merchant"),
    ("merchant_account", "Merchant"),
    ("payment_route", "Payments"),
    ("payment_statement", "Payments"),
    ("payment_transaction", "Payments"),
    ("payment_commit", "Payments"),
    ("payment_request", "Payments"),
    ("payment_command", "Payments"),
    ("payment_scheme", "Payments"),
];

/// The presets, with the columns of the form that each switches on.
const PRESETS: &[(&str, &[&str])] = &[("Read-only", &["view"]), ("Write", &["edit"]), ("Full access", &["view", "edit"])];

const CUSTOM: &str = "Custom";

/// A key as it is shown.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ApiKey {
    /// What every vault's key has.
    #[cfg_attr(feature = "node", serde(flatten))]
    pub record: KeyRecord,
    /// `Live` or `Test`.
    #[cfg_attr(feature = "node", serde(rename = "type"))]
    pub kind: String,
    /// What people call it.
    pub name: Option<String>,
    /// What people say about it.
    pub description: Option<String>,
    /// `Read-only`, `Write`, `Full access` or `Custom`.
    pub preset: &'static str,
    /// As `payment_request:view`.
    pub permissions: Vec<String>,
    /// ISO 8601.
    pub revoked_at: Option<String>,
}

/// What a key is to be.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "node", derive(serde::Deserialize))]
pub struct Settings {
    /// `Live` or `Test`.
    #[cfg_attr(feature = "node", serde(rename = "type"))]
    pub kind: String,
    /// What people call it.
    pub name: Option<String>,
    /// What people say about it.
    pub description: Option<String>,
    /// One of the presets, or the switches themselves.
    pub preset: Option<String>,
    /// As `payment_request:view`.
    pub permissions: Option<Vec<String>>,
}

/// The switches that a preset puts on, or `None` where there is no such preset.
pub fn permissions(preset: &str) -> Option<Vec<String>> {
    let (_, columns) = PRESETS.iter().find(|(name, _)| *name == preset)?;
    let of_entity = |(entity, _): &(&str, &str)| columns.iter().map(|column| joined(&[entity, ":", column])).collect::<Vec<_>>();
    Some(ENTITIES.iter().flat_map(of_entity).collect())
}

/// The preset that these switches are: `Custom` as soon as one differs.
pub fn preset(switches: &[String]) -> &'static str {
    let is = |name: &str| {
        permissions(name).is_some_and(|all| all.iter().all(|one| switches.contains(one)) && switches.iter().all(|one| all.contains(one)))
    };
    PRESETS.iter().map(|(name, _)| *name).find(|name| is(name)).unwrap_or(CUSTOM)
}

impl Settings {
    fn written(&self) -> Result<Secret, Error> {
        if self.kind != "Live" && self.kind != "Test" {
            return Err(Code::EnvironmentUnknown.into());
        }
        if self.name.as_ref().is_some_and(|name| name.chars().count() > 100) {
            return Err(Code::LabelInvalid.into());
        }
        let switches = match (&self.preset, &self.permissions) {
            (Some(preset), None) => permissions(preset),
            (None, Some(switches)) => Some(switches.clone()),
            _ => None,
        };
        let switches = switches.ok_or(Code::ScopeInvalid)?;
        let known = permissions("Full access").unwrap_or_default();
        if switches.is_empty() || !switches.iter().all(|one| known.contains(one)) {
            return Err(Code::ScopeInvalid.into());
        }
        let name = preset(&switches);
        let mut json = Writer::with_capacity(1024);
        json.object(|json| {
            json.name("type").text(&self.kind);
            json.optional("name", self.name.as_deref());
            json.optional("description", self.description.as_deref());
            json.name("preset").text(name);
            if name == CUSTOM {
                json.name("permissions").list(|json| {
                    for one in &switches {
                        json.text(one);
                    }
                });
            }
        });
        Ok(json.finish())
    }
}

impl ApiKey {
    /// Makes one. What it may do cannot be changed afterwards.
    pub fn create(keys_url: &str, settings: &Settings) -> Result<Request, Error> {
        Ok(Self::post(keys_url, settings.written()?))
    }
}

impl SandboxKey for ApiKey {
    fn record_mut(&mut self) -> &mut KeyRecord {
        &mut self.record
    }

    fn of(value: &Value) -> Option<Self> {
        let kind = text(value, "type")?;
        let environment = match kind.as_str() {
            "Live" => Environment::Live,
            "Test" => Environment::Test,
            // Neither may be taken for the other.
            _ => return None,
        };
        let (name, revoked_at) = (text(value, "name"), text(value, "revokedAt"));
        let permissions = texts(value, "permissions")?;
        let record = KeyRecord {
            id: text(value, "id")?,
            label: name.clone(),
            masked: text(value, "masked").unwrap_or_default(),
            status: if revoked_at.is_some() { Status::Revoked } else { Status::Active },
            created_at: text(value, "createdAt"),
            expires_at: None,
            scopes: permissions.clone(),
            environment: Some(environment),
        };
        let description = text(value, "description");
        Some(Self { record, kind, name, description, preset: preset(&permissions), permissions, revoked_at })
    }
}
