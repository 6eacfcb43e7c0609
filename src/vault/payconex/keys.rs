//! API keys: made, listed, changed and deleted. Contract: 5 "API keys".

use super::scopes::{covers, is_well_formed};
use super::server::Account;
use super::signature::Way;
use crate::error::{Code, Error};
use crate::http::{Method, Request, Response, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{all, document, done, id, text, texts, with_query};
use crate::vault::instant;
use crate::vault::is_opaque;
use crate::vault::key::{Created, KeyRecord, Status, masked, shown};
use alloc::string::{String, ToString};
use alloc::{vec, vec::Vec};

/// A key as the vault shows it.
#[derive(Debug, PartialEq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct ApiKey {
    /// What every vault's key has.
    #[cfg_attr(feature = "node", serde(flatten))]
    pub record: KeyRecord,
    /// The account that it belongs to.
    pub account_id: Option<String>,
    /// `HMAC`, `BASIC`, `ALL`.
    pub methods: Vec<String>,
    /// The other accounts that it works on.
    pub accounts: Vec<String>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// ISO 8601.
    pub updated_at: Option<String>,
}

/// What a key is to be, or how it is to change: what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "node", derive(serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Settings {
    /// 3 to 100 letters, digits, spaces, `-` and `_`.
    pub label: Option<String>,
    /// What it may do.
    pub scopes: Option<Vec<String>>,
    /// `HMAC`, `BASIC`, `ALL`.
    pub methods: Option<Vec<String>>,
    /// Other accounts, 12 digits each.
    pub accounts: Option<Vec<String>>,
    /// Such as `30 days`.
    pub expires_in: Option<String>,
    /// ISO 8601.
    pub expires_at: Option<String>,
    /// Whether it is never to expire. Stands against both of the above.
    #[cfg_attr(feature = "node", serde(default))]
    pub never_expires: bool,
    /// Whether it is switched on.
    pub enabled: Option<bool>,
}

/// How many keys one page of a list has.
pub const PAGE: usize = 100;

const PATH: &str = "/api-keys";
const METHODS: &[&str] = &["HMAC", "BASIC", "ALL"];
const UNITS: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year"];

impl Settings {
    /// Whether the vault could take them. `held`: the scopes of the key that asks, where they are known;
    /// `now`: milliseconds since 1970.
    pub fn check(&self, held: Option<&[String]>, is_new: bool, now: u64) -> Result<(), Error> {
        if !self.label.as_ref().map_or(!is_new, |label| is_label(label)) {
            return Err(Code::LabelInvalid.into());
        }
        let scopes = self.scopes.as_deref();
        if scopes.map_or(is_new, |scopes| scopes.is_empty() || !scopes.iter().all(|scope| is_well_formed(scope))) {
            return Err(Code::ScopeInvalid.into());
        }
        if self.methods.iter().flatten().any(|method| !METHODS.contains(&method.as_str())) {
            return Err(Code::AuthMethodInvalid.into());
        }
        if self.accounts.iter().flatten().any(|account| account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit())) {
            return Err(Code::AccountInvalid.into());
        }
        self.check_lifetime(now)?;
        let lacks = |wanted: &&String| held.is_some_and(|held| !held.iter().any(|held| covers(held, wanted)));
        match scopes.unwrap_or_default().iter().find(lacks) {
            None => Ok(()),
            Some(scope) => Err(Error { reason: Some(scope.clone()), ..Code::ScopeNotHeld.into() }),
        }
    }

    fn check_lifetime(&self, now: u64) -> Result<(), Error> {
        let good = match (&self.expires_at, &self.expires_in) {
            _ if self.never_expires => true,
            (Some(moment), _) => instant::parse(moment).is_some_and(|moment| moment > now),
            (None, Some(lifetime)) => is_lifetime(lifetime),
            (None, None) => true,
        };
        if good { Ok(()) } else { Err(Code::LifetimeInvalid.into()) }
    }

    fn written(&self) -> Secret {
        let mut json = Writer::with_capacity(1024);
        let list = |json: &mut Writer, name: &str, texts: &Option<Vec<String>>| {
            if let Some(texts) = texts {
                json.name(name).list(|json| {
                    for text in texts {
                        json.text(text);
                    }
                });
            }
        };
        json.object(|json| {
            json.optional("label", self.label.as_deref());
            list(json, "scopes", &self.scopes);
            list(json, "methods", &self.methods);
            list(json, "accounts", &self.accounts);
            // Only one is sent, so that nobody has to know which of them wins.
            if self.never_expires {
                json.name("expiresAt").null();
            } else if let Some(moment) = &self.expires_at {
                json.name("expiresAt").text(moment);
            } else {
                json.optional("expiresIn", self.expires_in.as_deref());
            }
            if let Some(enabled) = self.enabled {
                json.name("enabled").bool(enabled);
            }
        });
        json.finish()
    }
}

impl ApiKey {
    /// Asks for a page of keys, of [`PAGE`] each; the first is 1.
    pub fn list(account: &Account, page: u32, query: Option<&str>, way: &Way) -> Request {
        let mut pairs = vec![("limit", PAGE.to_string()), ("page", page.to_string())];
        pairs.extend(query.map(|query| ("query", query.to_string())));
        account.send(Method::Get, &with_query(PATH, &pairs), None, way)
    }

    /// Asks for one.
    pub fn get(account: &Account, key: &str, way: &Way) -> Result<Request, Error> {
        Ok(account.send(Method::Get, &joined(&[PATH, "/", id(key)?]), None, way))
    }

    /// Makes one, of settings that were checked.
    pub fn create(account: &Account, settings: &Settings, way: &Way) -> Request {
        account.send(Method::Post, PATH, Some(settings.written()), way)
    }

    /// Changes one, by settings that were checked.
    pub fn update(account: &Account, key: &str, settings: &Settings, way: &Way) -> Result<Request, Error> {
        Ok(account.send(Method::Patch, &joined(&[PATH, "/", id(key)?]), Some(settings.written()), way))
    }

    /// Deletes one.
    pub fn delete(account: &Account, key: &str, way: &Way) -> Result<Request, Error> {
        Ok(account.send(Method::Delete, &joined(&[PATH, "/", id(key)?]), None, way))
    }

    /// Reads a page of them. `now`: milliseconds since 1970.
    pub fn read_list(response: &Response, now: u64) -> Result<Vec<Self>, Error> {
        all(Some(&document(response)?), |key| Self::of(key, now))
    }

    /// Reads one.
    pub fn read(response: &Response, now: u64) -> Result<Self, Error> {
        Self::of(&document(response)?, now).ok_or(Code::BadResponse.into())
    }

    /// Reads the answer to its making.
    pub fn read_created(response: &Response, now: u64) -> Result<Created<Self>, Error> {
        let document = document(response)?;
        let whole = document.text_of("secret").filter(|secret| is_opaque(secret, 256) && !secret.contains("***"));
        let secret = whole.ok_or(Code::BadResponse)?;
        let mut key = Self::of(&document, now).ok_or(Code::BadResponse)?;
        key.record.masked = masked(secret);
        Ok(Created { key, secret: Secret::copied(secret) })
    }

    /// Reads the answer to its end.
    pub fn read_deleted(response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn of(value: &Value, now: u64) -> Option<Self> {
        let enabled = value.get("enabled").and_then(Value::bool).unwrap_or(true);
        let expires_at = text(value, "expiresAt");
        let is_over = expires_at.as_deref().and_then(instant::parse).is_some_and(|moment| moment <= now);
        let record = KeyRecord {
            id: text(value, "id")?,
            label: text(value, "label"),
            // A list has no secret, and the answer to one key may have the whole of it.
            masked: value.text_of("secret").map_or("...".into(), shown),
            status: match (is_over, enabled) {
                (true, _) => Status::Expired,
                (false, true) => Status::Active,
                (false, false) => Status::Disabled,
            },
            created_at: text(value, "createdAt"),
            expires_at,
            scopes: texts(value, "scopes")?,
            environment: None,
        };
        Some(Self {
            record,
            account_id: text(value, "accountId"),
            methods: texts(value, "methods").unwrap_or_default(),
            accounts: texts(value, "accounts").unwrap_or_default(),
            enabled,
            updated_at: text(value, "updatedAt"),
        })
    }
}

/// A row of the table as the vault has it now.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct GrantableScope {
    /// Its name.
    pub scope: String,
    /// What it allows, in the vault's words.
    pub description: String,
    /// What it is about.
    pub category: String,
    /// How deep it is.
    pub level: u32,
    /// Whether it can be handed on.
    pub enabled: bool,
}

impl GrantableScope {
    /// Asks for the table.
    pub fn list(account: &Account, way: &Way) -> Request {
        account.ask(Method::Get, "/api/v4/api-key-scopes", None, way)
    }

    /// Reads it.
    pub fn read_list(response: &Response) -> Result<Vec<Self>, Error> {
        all(Some(&document(response)?), |row| {
            Some(Self {
                scope: text(row, "scope")?,
                description: text(row, "description").unwrap_or_default(),
                category: text(row, "category").unwrap_or_default(),
                level: row.get("level").and_then(Value::whole).unwrap_or_default(),
                enabled: row.get("enabled").and_then(Value::bool).unwrap_or(true),
            })
        })
    }
}

/// Contract: 3, `label`. The vendor's own range, with the signs between `Z` and `a`.
fn is_label(label: &str) -> bool {
    let is_sign = |sign: char| sign.is_ascii_digit() || ('A'..='z').contains(&sign) || sign == '-' || sign.is_ascii_whitespace();
    (3..=100).contains(&label.chars().count()) && label.chars().all(is_sign)
}

fn is_lifetime(text: &str) -> bool {
    let Some((count, unit)) = text.split_once(' ') else { return false };
    let is_count = !count.is_empty() && count.len() <= 6 && !count.starts_with('0') && count.bytes().all(|byte| byte.is_ascii_digit());
    is_count && UNITS.contains(&unit.strip_suffix('s').unwrap_or(unit))
}
