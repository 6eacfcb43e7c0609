//! Hellgate's calls, Guardian's among them.

use super::{created, secret, value};
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::vault::hellgate::guardian::{self, Cluster, Who};
use crate::vault::hellgate::keys::ApiKey;
use crate::vault::hellgate::scoped::{Endpoint, Model};
use crate::vault::hellgate::server::Session;
use crate::vault::hellgate::tokens::{Account, Filter, PaymentData, Purpose, StoredCard};
use crate::vault::key::SandboxKey;
use serde::Deserialize;
use wasm_bindgen::JsValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    base_url: String,
    #[serde(default)]
    api_key: String,
    scoped: Option<Model>,
    admin_token: Option<String>,
    /// The scopes of Guardian's key, where they are known.
    held: Option<Vec<String>>,
    what: What,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum What {
    Session { bypass_identification: bool, expiration_time: Option<u32> },
    Refresh { token: String },
    Tokens { filter: Filter },
    Token { id: String },
    DeleteToken { id: String },
    ListPaymentData { id: String, limit: Option<u32>, page: Option<u32> },
    CreatePaymentData { id: String, purpose: Purpose },
    ForwardPaymentData { id: String, body: String },
    Forward { token: String, url: String, headers: Vec<(String, String)>, body: String },
    ListKeys {},
    CreateKey { label: String, merchants: Option<Vec<String>> },
    GetKey { id: String },
    RevokeKey { id: String },
    ListGuardianKeys { after: Option<String> },
    CreateGuardianKey { scopes: Vec<String>, expires_in: Option<u32> },
    GetGuardianKey { id: String },
    UpdateGuardianKey { id: String, scopes: Vec<String> },
    DeleteGuardianKey { id: String },
}

impl Call {
    fn account(&self) -> Account {
        Account { base_url: self.base_url.clone(), api_key: secret(&self.api_key), scoped: self.scoped }
    }

    fn cluster(&self) -> Cluster {
        let who = match &self.admin_token {
            Some(token) => Who::Admin(secret(token)),
            None => Who::Key(secret(&self.api_key), self.held.clone()),
        };
        Cluster { base_url: self.base_url.clone(), who }
    }

    pub(super) fn request(&self) -> Result<Request, Error> {
        let (account, base_url) = (self.account(), &self.base_url);
        Ok(match &self.what {
            What::Session { bypass_identification, expiration_time } => {
                Session::create(&account, *bypass_identification, *expiration_time)?
            }
            What::Refresh { token } => Session::refresh(&account, token)?,
            What::Tokens { filter } => account.tokens(filter)?,
            What::Token { id } => account.token(id)?,
            What::DeleteToken { id } => account.delete_token(id)?,
            What::ListPaymentData { id, limit, page } => account.payment_data(id, *limit, *page)?,
            What::CreatePaymentData { id, purpose } => account.create_payment_data(id, purpose)?,
            What::ForwardPaymentData { id, body } => account.forward_payment_data(id, body)?,
            What::Forward { token, url, headers, body } => account.forward(token, url, headers, body)?,
            What::ListKeys {} => ApiKey::list(base_url),
            What::CreateKey { label, merchants } => ApiKey::create(base_url, label, merchants.as_deref())?,
            What::GetKey { id } => ApiKey::get(base_url, id)?,
            What::RevokeKey { id } => ApiKey::revoke(base_url, id)?,
            What::ListGuardianKeys { after } => self.cluster().list(after.as_deref()),
            What::CreateGuardianKey { scopes, expires_in } => self.cluster().create(scopes, *expires_in)?,
            What::GetGuardianKey { id } => self.cluster().key(id)?,
            What::UpdateGuardianKey { id, scopes } => self.cluster().update(id, scopes)?,
            What::DeleteGuardianKey { id } => self.cluster().delete(id)?,
        })
    }

    pub(super) fn answer(&self, response: &Response, now: u64) -> Result<JsValue, Error> {
        let nothing = |result: Result<(), Error>| result.map(|()| JsValue::UNDEFINED);
        Ok(match &self.what {
            What::Session { .. } | What::Refresh { .. } => Session::read(response)?.id.into(),
            What::Tokens { .. } => value(&StoredCard::read_page(response)?),
            What::Token { .. } => value(&StoredCard::read(response)?),
            What::DeleteToken { .. } => nothing(StoredCard::read_deleted(response))?,
            What::ListPaymentData { .. } => value(&PaymentData::read_page(response)?),
            What::CreatePaymentData { .. } => value(&PaymentData::read(response)?),
            // The answer is the target's, and JavaScript hands it on as it is.
            What::ForwardPaymentData { .. } | What::Forward { .. } => return Err(Code::Internal.into()),
            What::ListKeys {} => value(&ApiKey::read_list(response)?),
            What::CreateKey { .. } => created(&ApiKey::read_created(response)?),
            What::GetKey { .. } => value(&ApiKey::read(response)?),
            What::RevokeKey { .. } => nothing(ApiKey::read_revoked(response))?,
            What::ListGuardianKeys { .. } => value(&guardian::read_list(response, now)?),
            What::CreateGuardianKey { .. } => created(&guardian::read_created(response, now)?),
            What::GetGuardianKey { .. } | What::UpdateGuardianKey { .. } => value(&guardian::read(response, now)?),
            What::DeleteGuardianKey { .. } => nothing(guardian::read_deleted(response))?,
        })
    }
}

pub(super) fn scoped(model: Model) -> JsValue {
    let reached = |(endpoint, name): &(Endpoint, &'static str)| model.reaches(*endpoint).then_some(*name);
    value(&Endpoint::NAMED.iter().filter_map(reached).collect::<Vec<_>>())
}
