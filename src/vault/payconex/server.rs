//! Configurations of the checkout component, and instances of it. Contract: 7 "Secure iframe", server side.

use super::signature::{Key, Way};
use crate::error::{Code, Error};
use crate::http::{Method, Request, Response, joined};
use crate::secret::Secret;
use crate::vault::calls::{document, id};
use crate::vault::is_opaque;

/// A server's account.
#[derive(Debug)]
pub struct Account {
    /// Where the API is, without a final `/`.
    pub base_url: String,
    /// 12 digits.
    pub id: String,
    /// The key that it acts with.
    pub key: Key,
}

/// One instance of the component, for one checkout.
#[derive(Debug, PartialEq)]
pub struct Instance {
    /// `ifri_…`
    pub id: String,
    /// What opens it in a browser, once.
    pub bearer_token: Secret,
    /// Where the instance made one.
    pub transaction_id: Option<String>,
}

/// The API's hosts. Contract: section 2.
pub const API: &[(&str, &str)] =
    &[("production", "https://api.payconex.net"), ("sandbox", "https://api-cert.payconex.net")];

impl Account {
    /// A request for a path below the account's, signed.
    pub(super) fn send(&self, method: Method, path: &str, body: Option<Secret>, way: &Way) -> Request {
        self.ask(method, &joined(&["/api/v4/accounts/", &self.id, path]), body, way)
    }

    /// A request for a path of the API, signed.
    pub(super) fn ask(&self, method: Method, path: &str, body: Option<Secret>, way: &Way) -> Request {
        let url = Secret::copied(&joined(&[&self.base_url, path]));
        let request = match body {
            Some(body) => Request::post_json(url, body),
            None => Request::get_json(url),
        };
        self.key.sign(request.by(method), path, way)
    }

    fn post(&self, path: &str, body: &str, way: &Way) -> Request {
        self.send(Method::Post, path, Some(Secret::copied(body)), way)
    }

    /// Makes a configuration. `settings` is its JSON body.
    pub fn configuration(&self, settings: &str, way: &Way) -> Request {
        self.post("/payment-iframe", settings, way)
    }

    /// Makes an instance of a configuration. `settings` is its JSON body.
    pub fn instance(&self, configuration: &str, settings: &str, way: &Way) -> Result<Request, Error> {
        Ok(self.post(&joined(&["/payment-iframe/", id(configuration)?, "/instance/init"]), settings, way))
    }
}

/// The id of a configuration, from the answer to its making.
pub fn configuration_id(response: &Response) -> Result<String, Error> {
    let value = document(response)?;
    let id = value.text_of("id").filter(|id| is_opaque(id, 64)).ok_or(Code::BadResponse)?;
    Ok(id.into())
}

impl Instance {
    /// Reads the answer to its making.
    pub fn read(response: &Response) -> Result<Self, Error> {
        let value = document(response)?;
        let text = |name, longest| value.text_of(name).filter(|text| is_opaque(text, longest));
        Ok(Self {
            id: text("id", 64).ok_or(Code::BadResponse)?.into(),
            bearer_token: Secret::copied(text("bearerToken", 8192).ok_or(Code::BadResponse)?),
            transaction_id: text("transactionId", 64).map(Into::into),
        })
    }
}
