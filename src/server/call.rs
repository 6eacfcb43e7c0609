//! Every call that a server can make, with its arguments, and what its answer holds.

use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::secret::Secret;
use crate::vault::clover::PublicKey;
use crate::vault::corefy::callback;
use crate::vault::corefy::invoice::{Invoice, Order, Wish};
use crate::vault::payconex::server::{Account, Instance, configuration_id};
use crate::vault::payconex::signature::{Key, Moment, Way};
use crate::vault::vaultera::SessionToken;
use crate::vault::{Scope, hellgate::server::Session};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// One call. `www/server/vaults` writes them, a file a vault.
#[derive(Deserialize)]
#[serde(tag = "does", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum Call {
    CloverKey { url: String, access_token: String },
    VaulteraSession { base_url: String, api_key: String, scope: String },
    PayconexConfiguration { account: PayConexAccount, settings: String },
    PayconexInstance { account: PayConexAccount, configuration: String, settings: String },
    HellgateSession { base_url: String, api_key: String, bypass_identification: bool, expiration_time: Option<u32> },
    HellgateRefresh { base_url: String, api_key: String, token: String },
    CorefyInvoice { base_url: String, account_id: String, api_key: String, order: CorefyOrder },
    CorefyRead { base_url: String, account_id: String, api_key: String, id: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PayConexAccount {
    base_url: String,
    account_id: String,
    key_id: String,
    secret: String,
    /// None: Basic.
    nonce: Option<String>,
    timestamp: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CorefyOrder {
    reference_id: String,
    currency: String,
    amount: String,
    service: Option<String>,
    description: Option<String>,
    test_mode: Option<bool>,
    callback_url: Option<String>,
    customer: Option<String>,
    #[serde(default)]
    tokenize: bool,
    token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownInvoice {
    id: String,
    status: String,
    resolution: Option<String>,
    reference_id: Option<String>,
    test_mode: bool,
    bearer: Option<String>,
    token: Option<String>,
    brand: Option<&'static str>,
    last4: Option<String>,
    exp_month: Option<u8>,
    exp_year: Option<u16>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownInstance {
    id: String,
    bearer_token: String,
    transaction_id: Option<String>,
}

impl Call {
    pub(super) fn request(&self) -> Result<Request, Error> {
        let secret = |text: &String| Secret::copied(text);
        Ok(match self {
            Self::CloverKey { url, access_token } => PublicKey::request(url, &secret(access_token)),
            Self::VaulteraSession { base_url, api_key, scope } => {
                SessionToken::request(base_url, &secret(api_key), Scope::from_name(scope).ok_or(Code::ScopeMismatch)?)
            }
            Self::PayconexConfiguration { account, settings } => {
                let (account, way) = account.open();
                account.configuration(settings, &way)
            }
            Self::PayconexInstance { account, configuration, settings } => {
                let (account, way) = account.open();
                account.instance(configuration, settings, &way)?
            }
            Self::HellgateSession { base_url, api_key, bypass_identification, expiration_time } => {
                Session::create(base_url, &secret(api_key), *bypass_identification, *expiration_time)
            }
            Self::HellgateRefresh { base_url, api_key, token } => Session::refresh(base_url, &secret(api_key), token),
            Self::CorefyInvoice { base_url, account_id, api_key, order } => {
                let (order, wish) = order.split();
                Invoice::create(base_url, account_id, &secret(api_key), &order, &wish)?
            }
            Self::CorefyRead { base_url, account_id, api_key, id } => {
                Invoice::get(base_url, account_id, &secret(api_key), id)
            }
        })
    }
}

impl PayConexAccount {
    fn open(&self) -> (Account, Way) {
        let key = Key { id: self.key_id.clone(), secret: Secret::copied(&self.secret) };
        let way = match &self.nonce {
            Some(nonce) => Way::Hmac(Moment { nonce: nonce.clone(), timestamp: self.timestamp.into() }),
            None => Way::Basic,
        };
        (Account { base_url: self.base_url.clone(), id: self.account_id.clone(), key }, way)
    }
}

impl CorefyOrder {
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
            customer: self.customer.clone(),
            tokenize: self.tokenize,
            token: self.token.clone(),
        };
        (order, wish)
    }
}

pub(super) fn answer(does: &str, response: &Response) -> Result<JsValue, Error> {
    Ok(match does {
        "clover-key" => PublicKey::read(response)?.api_access_key.into(),
        "payconex-configuration" => configuration_id(response)?.into(),
        "hellgate-session" | "hellgate-refresh" => Session::read(response)?.id.into(),
        "corefy-invoice" | "corefy-read" => shown(&Invoice::read(response)?),
        "payconex-instance" => {
            let Instance { id, bearer_token, transaction_id } = Instance::read(response)?;
            // EXPOSE: the browser gets this token; it opens one form.
            let bearer_token = bearer_token.expose_str().to_owned();
            super::value(&ShownInstance { id, bearer_token, transaction_id })
        }
        "vaultera-session-card" => session(response, Scope::Card)?,
        "vaultera-session-show_card" => session(response, Scope::ShowCard)?,
        "vaultera-session-show_service_code" => session(response, Scope::ShowServiceCode)?,
        _ => return Err(Code::Internal.into()),
    })
}

fn session(response: &Response, scope: Scope) -> Result<JsValue, Error> {
    let session = SessionToken::read(response, scope)?;
    // EXPOSE: the browser gets this token; it opens one page.
    Ok(session.token.expose_str().into())
}

fn shown(invoice: &Invoice) -> JsValue {
    // EXPOSE: the server that asks holds these; JavaScript masks them again.
    let text = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose_str().to_owned());
    super::value(&ShownInvoice {
        id: invoice.id.clone(),
        status: invoice.status.clone(),
        resolution: invoice.resolution.clone(),
        reference_id: invoice.reference_id.clone(),
        test_mode: invoice.test_mode,
        bearer: text(&invoice.bearer),
        token: text(&invoice.token),
        brand: invoice.brand.map(|brand| brand.name()),
        last4: invoice.last4.clone(),
        exp_month: invoice.expiry.map(|expiry| expiry.month),
        exp_year: invoice.expiry.map(|expiry| expiry.year),
    })
}

pub(super) fn callback(body: &[u8], signature: &str, private_key: &str) -> Option<JsValue> {
    callback::verified(body, signature, &Secret::copied(private_key)).ok().as_ref().map(shown)
}
