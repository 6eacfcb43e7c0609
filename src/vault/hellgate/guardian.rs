//! API keys of Guardian, Hellgate's vault that stands alone. Contract: 11 "Guardian".

use crate::error::{Code, Error};
use crate::http::{Method, Request, Response, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{all, document, done, id, text, texts, with_query};
use crate::vault::key::{Created, KeyRecord, Status, masked, shown};
use crate::vault::{instant, is_opaque};
use alloc::string::{String, ToString};
use alloc::{vec, vec::Vec};

/// Every scope.
pub const SCOPES: &[&str] = &[
    "admin:api-keys:create",
    "admin:api-keys:read",
    "admin:api-keys:update",
    "admin:api-keys:delete",
    "admin:webhooks:create",
    "admin:webhooks:read",
    "admin:webhooks:delete",
    "admin:types:create",
    "admin:types:read",
    "admin:types:delete",
    "pci:tokens:create",
    "pci:tokens:read",
    "pci:tokens:update",
    "pci:tokens:delete",
    "pci:tokens:forward",
    "network:tokens:create",
    "network:tokens:read",
    "network:tokens:delete",
    "network:tokens:use",
    "generic:tokens:create",
    "generic:tokens:read",
    "generic:tokens:delete",
    "metadata:inquiry:create",
];

/// The longest life of a key, in seconds.
const LONGEST: u32 = 7_776_000;
/// How many keys one page of a list has.
const PAGE: u32 = 100;
const PATH: &str = "/api/admin/api-keys";

/// Who asks.
#[derive(Debug)]
pub enum Who {
    /// The administration, which may do everything.
    Admin(Secret),
    /// A key, with its scopes where they are known.
    Key(Secret, Option<Vec<String>>),
}

/// A cluster.
#[derive(Debug)]
pub struct Cluster {
    /// Where it is, without a final `/`.
    pub base_url: String,
    /// Who asks.
    pub who: Who,
}

/// A page of keys, and where the next one begins.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize))]
pub struct Keys {
    /// The page.
    pub items: Vec<KeyRecord>,
    /// The id of the last one, where more follow.
    pub next: Option<String>,
}

impl Cluster {
    fn signed(&self, request: Request) -> Request {
        // EXPOSE: the vault knows who asks by this header, which is dropped once it is sent.
        let copy = |secret: &Secret| Secret::joined(&[secret.expose()]);
        match &self.who {
            Who::Admin(token) => request.header("x-admin-token", copy(token)),
            Who::Key(key, _) => request.header("x-api-key", copy(key)),
        }
    }

    fn get(&self, path: &str) -> Request {
        self.signed(Request::get_json(Secret::copied(&joined(&[&self.base_url, path]))))
    }

    fn post(&self, path: &str, body: Secret) -> Request {
        self.signed(Request::post_json(Secret::copied(&joined(&[&self.base_url, path])), body))
    }

    /// Refuses scopes that there are not, and those that the key which asks cannot hand on.
    fn check(&self, scopes: &[String]) -> Result<(), Error> {
        if scopes.is_empty() || !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
            return Err(Code::ScopeInvalid.into());
        }
        let Who::Key(_, Some(held)) = &self.who else { return Ok(()) };
        match scopes.iter().find(|scope| !held.contains(scope)) {
            None => Ok(()),
            Some(scope) => Err(Error { reason: Some(scope.clone()), ..Code::ScopeNotHeld.into() }),
        }
    }

    /// Asks for a page of keys.
    pub fn list(&self, after: Option<&str>) -> Request {
        let mut pairs = vec![("limit", PAGE.to_string())];
        pairs.extend(after.map(|after| ("after", after.to_string())));
        self.get(&with_query(PATH, &pairs))
    }

    /// Asks for one.
    pub fn key(&self, key: &str) -> Result<Request, Error> {
        Ok(self.get(&joined(&[PATH, "/", id(key)?])))
    }

    /// Makes one. `expires_in`: seconds, 1 to 7,776,000.
    pub fn create(&self, scopes: &[String], expires_in: Option<u32>) -> Result<Request, Error> {
        self.check(scopes)?;
        if expires_in.is_some_and(|seconds| !(1..=LONGEST).contains(&seconds)) {
            return Err(Code::LifetimeInvalid.into());
        }
        Ok(self.post(PATH, written(scopes, expires_in)))
    }

    /// Gives one other scopes, in place of those before.
    pub fn update(&self, key: &str, scopes: &[String]) -> Result<Request, Error> {
        self.check(scopes)?;
        Ok(self.post(&joined(&[PATH, "/", id(key)?]), written(scopes, None)).by(Method::Patch))
    }

    /// Deletes one.
    pub fn delete(&self, key: &str) -> Result<Request, Error> {
        Ok(self.key(key)?.by(Method::Delete))
    }
}

fn written(scopes: &[String], expires_in: Option<u32>) -> Secret {
    let mut json = Writer::with_capacity(512);
    json.object(|json| {
        json.name("scopes").list(|json| {
            for scope in scopes {
                json.text(scope);
            }
        });
        if let Some(seconds) = expires_in {
            json.name("expires_in").whole(seconds);
        }
    });
    json.finish()
}

/// Reads a page of keys. `now`: milliseconds since 1970.
pub fn read_list(response: &Response, now: u64) -> Result<Keys, Error> {
    let document = document(response)?;
    let items = all(document.get("data"), |key| record(key, now))?;
    // The link is another address; what it says is where to go on, and that is known without it.
    let more = document.get("links").and_then(|links| links.text_of("next")).is_some();
    let next = items.last().filter(|_| more).map(|key| key.id.clone());
    Ok(Keys { items, next })
}

/// Reads one.
pub fn read(response: &Response, now: u64) -> Result<KeyRecord, Error> {
    record(&document(response)?, now).ok_or(Code::BadResponse.into())
}

/// Reads the answer to its making: the only one with the key.
pub fn read_created(response: &Response, now: u64) -> Result<Created<KeyRecord>, Error> {
    let document = document(response)?;
    let secret = document.text_of("key_value").filter(|secret| is_opaque(secret, 256)).ok_or(Code::BadResponse)?;
    let mut key = record(&document, now).ok_or(Code::BadResponse)?;
    key.masked = masked(secret);
    Ok(Created { key, secret: Secret::copied(secret) })
}

/// Reads the answer to its end.
pub fn read_deleted(response: &Response) -> Result<(), Error> {
    done(response)
}

fn record(value: &Value, now: u64) -> Option<KeyRecord> {
    let expires_at = text(value, "expires_at");
    let is_over = expires_at.as_deref().and_then(instant::parse).is_some_and(|moment| moment <= now);
    Some(KeyRecord {
        id: text(value, "id")?,
        label: None,
        masked: value.text_of("masked_key_value").map(shown).unwrap_or_default(),
        status: if is_over { Status::Expired } else { Status::Active },
        created_at: text(value, "created_at"),
        expires_at,
        scopes: texts(value, "scopes")?,
        environment: None,
    })
}
