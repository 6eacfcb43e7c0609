//! PayConex' calls.

use super::{Strict, created, secret, value};
use crate::error::Error;
use crate::http::{Request, Response};
use crate::vault::payconex::keys::{ApiKey, GrantableScope, Settings};
use crate::vault::payconex::scopes::TABLE;
use crate::vault::payconex::server::{Account, Instance, configuration_id};
use crate::vault::payconex::signature::{Key, Moment, Way};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    base_url: String,
    account_id: String,
    key_id: String,
    secret: String,
    /// None: Basic.
    nonce: Option<String>,
    what: What,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum What {
    Configuration {
        settings: String,
    },
    Instance {
        configuration: String,
        settings: String,
    },
    ListKeys {
        page: u32,
        query: Option<String>,
    },
    GetKey {
        id: String,
    },
    /// `held`: the scopes of the key that asks, where they are known.
    CreateKey {
        settings: Strict<Settings>,
        held: Option<Vec<String>>,
    },
    UpdateKey {
        id: String,
        settings: Strict<Settings>,
        held: Option<Vec<String>>,
    },
    DeleteKey {
        id: String,
    },
    Scopes {},
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownInstance<'a> {
    id: &'a str,
    bearer_token: &'a str,
    transaction_id: Option<&'a str>,
}

#[derive(Serialize)]
struct ShownScope {
    scope: &'static str,
    category: &'static str,
    description: &'static str,
    level: usize,
}

impl Call {
    /// `now`: milliseconds since 1970.
    pub(super) fn request(&self, now: u64) -> Result<Request, Error> {
        let key = Key { id: self.key_id.clone(), secret: secret(&self.secret) };
        let way = match &self.nonce {
            Some(nonce) => Way::Hmac(Moment { nonce: nonce.clone(), timestamp: now / 1000 }),
            None => Way::Basic,
        };
        let account = Account { base_url: self.base_url.clone(), id: self.account_id.clone(), key };
        Ok(match &self.what {
            What::Configuration { settings } => account.configuration(settings, &way),
            What::Instance { configuration, settings } => account.instance(configuration, settings, &way)?,
            What::ListKeys { page, query } => ApiKey::list(&account, *page, query.as_deref(), &way),
            What::GetKey { id } => ApiKey::get(&account, id, &way)?,
            What::CreateKey { settings, held } => {
                let settings = settings.known()?;
                settings.check(held.as_deref(), true, now)?;
                ApiKey::create(&account, settings, &way)
            }
            What::UpdateKey { id, settings, held } => {
                let settings = settings.known()?;
                settings.check(held.as_deref(), false, now)?;
                ApiKey::update(&account, id, settings, &way)?
            }
            What::DeleteKey { id } => ApiKey::delete(&account, id, &way)?,
            What::Scopes {} => GrantableScope::list(&account, &way),
        })
    }

    pub(super) fn answer(&self, response: &Response, now: u64) -> Result<JsValue, Error> {
        Ok(match &self.what {
            What::Configuration { .. } => configuration_id(response)?.into(),
            What::Instance { .. } => {
                let Instance { id, bearer_token, transaction_id } = &Instance::read(response)?;
                // EXPOSE: the browser gets this token; it opens one form.
                let bearer_token = bearer_token.expose_str();
                value(&ShownInstance { id, bearer_token, transaction_id: transaction_id.as_deref() })
            }
            What::ListKeys { .. } => value(&ApiKey::read_list(response, now)?),
            What::GetKey { .. } | What::UpdateKey { .. } => value(&ApiKey::read(response, now)?),
            What::CreateKey { .. } => created(&ApiKey::read_created(response, now)?),
            What::DeleteKey { .. } => ApiKey::read_deleted(response).map(|()| JsValue::UNDEFINED)?,
            What::Scopes {} => value(&GrantableScope::read_list(response)?),
        })
    }
}

pub(super) fn scopes() -> JsValue {
    let row = |row: &crate::vault::payconex::scopes::ScopeRow| ShownScope {
        scope: row.name,
        category: row.category,
        description: row.description,
        level: row.level(),
    };
    value(&TABLE.iter().map(row).collect::<Vec<_>>())
}
