//! Corefy's calls.

use super::{Strict, created, secret, value};
use crate::error::Error;
use crate::http::{Request, Response};
use crate::secret::Secret;
use crate::vault::corefy::callback;
use crate::vault::corefy::invoice::{Invoice, Order, Wish};
use crate::vault::corefy::keys::{ApiKey, ENTITIES, Settings};
use crate::vault::key::SandboxKey;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    base_url: String,
    #[serde(default)]
    account_id: String,
    #[serde(default)]
    api_key: String,
    what: What,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum What {
    Invoice { order: Wanted },
    Read { id: String },
    ListKeys {},
    CreateKey { settings: Strict<Settings> },
    GetKey { id: String },
    RevokeKey { id: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    reference_id: String,
    currency: String,
    amount: String,
    service: Option<String>,
    description: Option<String>,
    test_mode: Option<bool>,
    callback_url: Option<String>,
    return_url: Option<String>,
    customer: Option<String>,
    #[serde(default)]
    tokenize: bool,
    token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownInvoice<'a> {
    id: &'a str,
    status: &'a str,
    resolution: Option<&'a str>,
    reference_id: Option<&'a str>,
    test_mode: bool,
    bearer: Option<&'a str>,
    token: Option<&'a str>,
    brand: Option<&'static str>,
    last4: Option<&'a str>,
    exp_month: Option<u8>,
    exp_year: Option<u16>,
}

#[derive(Serialize)]
struct ShownEntity {
    entity: &'static str,
    group: &'static str,
}

impl Call {
    pub(super) fn request(&self) -> Result<Request, Error> {
        let (base_url, api_key) = (&self.base_url, secret(&self.api_key));
        Ok(match &self.what {
            What::Invoice { order } => {
                let (order, wish) = order.split();
                Invoice::create(base_url, &self.account_id, &api_key, &order, &wish)?
            }
            What::Read { id } => Invoice::get(base_url, &self.account_id, &api_key, id)?,
            What::ListKeys {} => ApiKey::list(base_url),
            What::CreateKey { settings } => ApiKey::create(base_url, settings.known()?)?,
            What::GetKey { id } => ApiKey::get(base_url, id)?,
            What::RevokeKey { id } => ApiKey::revoke(base_url, id)?,
        })
    }

    pub(super) fn answer(&self, response: &Response) -> Result<JsValue, Error> {
        Ok(match &self.what {
            What::Invoice { .. } | What::Read { .. } => shown(&Invoice::read(response)?),
            What::ListKeys {} => value(&ApiKey::read_list(response)?),
            What::CreateKey { .. } => created(&ApiKey::read_created(response)?),
            What::GetKey { .. } => value(&ApiKey::read(response)?),
            What::RevokeKey { .. } => ApiKey::read_revoked(response).map(|()| JsValue::UNDEFINED)?,
        })
    }
}

impl Wanted {
    fn split(&self) -> (Order, Wish) {
        let order = Order {
            reference_id: self.reference_id.clone(),
            currency: self.currency.clone(),
            amount: self.amount.clone(),
            service: self.service.clone(),
            description: self.description.clone(),
        };
        let wish = Wish {
            test_mode: self.test_mode,
            callback_url: self.callback_url.clone(),
            return_url: self.return_url.clone(),
            customer: self.customer.clone(),
            tokenize: self.tokenize,
            token: self.token.clone(),
        };
        (order, wish)
    }
}

fn shown(invoice: &Invoice) -> JsValue {
    // EXPOSE: the server that asks uses them: the bearer for a grant, the token for later payments.
    let (bearer, token) =
        (invoice.bearer.as_ref().map(Secret::expose_str), invoice.token.as_ref().map(Secret::expose_str));
    value(&ShownInvoice {
        id: &invoice.id,
        status: &invoice.status,
        resolution: invoice.resolution.as_deref(),
        reference_id: invoice.reference_id.as_deref(),
        test_mode: invoice.test_mode,
        bearer,
        token,
        brand: invoice.brand.map(|brand| brand.name()),
        last4: invoice.last4.as_deref(),
        exp_month: invoice.expiry.map(|expiry| expiry.month),
        exp_year: invoice.expiry.map(|expiry| expiry.year),
    })
}

pub(super) fn callback(body: &[u8], signature: &str, private_key: &str) -> Option<JsValue> {
    callback::verified(body, signature, &Secret::copied(private_key)).ok().as_ref().map(shown)
}

pub(super) fn entities() -> JsValue {
    value(&ENTITIES.iter().map(|(entity, group)| ShownEntity { entity, group }).collect::<Vec<_>>())
}
