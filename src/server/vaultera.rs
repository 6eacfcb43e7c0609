//! Vaultera's calls.

use super::{created, optional, secret, value};
use crate::error::{Code, Error};
use crate::http::{Request, Response};
use crate::vault::Scope;
use crate::vault::vaultera::SessionToken;
use crate::vault::vaultera::account::Account;
use crate::vault::vaultera::cards::{NewCard, StoredCard};
use crate::vault::vaultera::keys::Key;
use serde::Deserialize;
use wasm_bindgen::JsValue;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    base_url: String,
    api_key: String,
    what: What,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum What {
    Session { scope: String },
    ListKeys {},
    CreateKey { description: Option<String> },
    GetKey { id: String },
    RevokeKey { id: String },
    StoreCard { card: Card },
    GetCard { card_token: String },
    DeleteCard { card_token: String },
    Send { card_token: String, method: String, url: String, body: Option<String> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    card_number: String,
    cardholder_name: String,
    expiration_month: String,
    expiration_year: String,
    service_code: Option<String>,
    card_type: Option<String>,
}

impl Call {
    pub(super) fn request(&self) -> Result<Request, Error> {
        let account = Account { base_url: self.base_url.clone(), api_key: secret(&self.api_key) };
        Ok(match &self.what {
            What::Session { scope } => SessionToken::request(&account, known(scope)?),
            What::ListKeys {} => Key::list(&account),
            What::CreateKey { description } => Key::create(&account, description.as_deref()),
            What::GetKey { id } => Key::get(&account, id)?,
            What::RevokeKey { id } => Key::revoke(&account, id)?,
            What::StoreCard { card } => StoredCard::store(&account, &card.opened()),
            What::GetCard { card_token } => StoredCard::get(&account, card_token)?,
            What::DeleteCard { card_token } => StoredCard::delete(&account, card_token)?,
            What::Send { card_token, method, url, body } => {
                StoredCard::send(&account, card_token, method, url, body.as_deref())?
            }
        })
    }

    pub(super) fn answer(&self, response: &Response) -> Result<JsValue, Error> {
        Ok(match &self.what {
            What::Session { scope } => {
                let session = SessionToken::read(response, known(scope)?)?;
                // EXPOSE: the browser gets this token; it opens one page.
                session.token.expose_str().into()
            }
            What::ListKeys {} => value(&Key::read_list(response)?),
            What::CreateKey { .. } => created(&Key::read_created(response)?),
            What::GetKey { .. } => value(&Key::read(response)?),
            What::RevokeKey { .. } => Key::read_revoked(response).map(|()| JsValue::UNDEFINED)?,
            What::StoreCard { .. } | What::GetCard { .. } => value(&StoredCard::read(response)?),
            What::DeleteCard { .. } => StoredCard::read_deleted(response).map(|()| JsValue::UNDEFINED)?,
            // The answer is the target's, and JavaScript hands it on as it is.
            What::Send { .. } => return Err(Code::Internal.into()),
        })
    }
}

impl Card {
    fn opened(&self) -> NewCard {
        NewCard {
            card_number: secret(&self.card_number),
            cardholder_name: secret(&self.cardholder_name),
            expiration_month: secret(&self.expiration_month),
            expiration_year: secret(&self.expiration_year),
            service_code: optional(&self.service_code),
            card_type: self.card_type.clone(),
        }
    }
}

fn known(scope: &str) -> Result<Scope, Error> {
    Scope::from_name(scope).ok_or(Code::ScopeMismatch.into())
}
