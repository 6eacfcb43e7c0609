//! Clover's calls.

use super::{optional, secret, value};
use crate::error::Error;
use crate::http::{Request, Response};
use crate::vault::clover::PublicKey;
use crate::vault::clover::keys::{MerchantKey, published};
use crate::vault::clover::oauth::{App, Tokens};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    #[serde(default)]
    base_url: String,
    #[serde(default)]
    client_id: String,
    what: What,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum What {
    Key { url: String, access_token: String },
    PublicKey { url: String, access_token: String },
    EncryptionKey { url: String, sandbox: bool },
    Exchange { client_secret: Option<String>, code: String, code_verifier: Option<String> },
    Refresh { refresh_token: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Consent {
    page: String,
    client_id: String,
    redirect_uri: String,
    state: Option<String>,
    code_challenge: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownTokens<'a> {
    access_token: &'a str,
    access_token_expiration: u64,
    refresh_token: &'a str,
    refresh_token_expiration: u64,
}

impl Call {
    pub(super) fn request(&self) -> Request {
        match &self.what {
            What::Key { url, access_token } | What::PublicKey { url, access_token } => {
                PublicKey::request(url, &secret(access_token))
            }
            What::EncryptionKey { url, .. } => Request::get_json(secret(url)),
            What::Exchange { client_secret, code, code_verifier } => {
                let app = App { client_id: self.client_id.clone(), client_secret: optional(client_secret) };
                app.exchange(&self.base_url, &secret(code), optional(code_verifier).as_ref())
            }
            What::Refresh { refresh_token } => {
                let app = App { client_id: self.client_id.clone(), client_secret: None };
                app.refresh(&self.base_url, &secret(refresh_token))
            }
        }
    }

    pub(super) fn answer(&self, response: &Response) -> Result<JsValue, Error> {
        Ok(match &self.what {
            What::Key { .. } => PublicKey::read(response)?.api_access_key.into(),
            What::PublicKey { .. } => value(&MerchantKey::read(response)?),
            What::EncryptionKey { sandbox, .. } => published(response, *sandbox)?.into(),
            What::Exchange { .. } | What::Refresh { .. } => {
                let tokens = Tokens::read(response)?;
                // EXPOSE: the server stores both, since it alone can.
                value(&ShownTokens {
                    access_token: tokens.access_token.expose_str(),
                    access_token_expiration: tokens.access_token_expiration,
                    refresh_token: tokens.refresh_token.expose_str(),
                    refresh_token_expiration: tokens.refresh_token_expiration,
                })
            }
        })
    }
}

impl Consent {
    pub(super) fn url(&self) -> String {
        let app = App { client_id: self.client_id.clone(), client_secret: None };
        app.authorize_url(&self.page, &self.redirect_uri, self.state.as_deref(), self.code_challenge.as_deref())
    }
}
