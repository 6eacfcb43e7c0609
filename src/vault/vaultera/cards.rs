//! Stored cards, for servers. Contract: "Cards API".

use super::account::Account;
use crate::error::{Code, Error};
use crate::http::{Request, Response, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{document, done, id, text};
use alloc::string::String;

/// A card on its way in.
#[derive(Debug, Default)]
pub struct NewCard {
    /// Digits.
    pub card_number: Secret,
    /// The holder's name.
    pub cardholder_name: Secret,
    /// `MM`
    pub expiration_month: Secret,
    /// `YYYY`
    pub expiration_year: Secret,
    /// The security code.
    pub service_code: Option<Secret>,
    /// Such as `visa`.
    pub card_type: Option<String>,
}

/// A stored card, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct StoredCard {
    /// What names it from now on.
    pub card_token: String,
    /// The first six and the last four digits.
    pub card_number: String,
    /// Such as `visa`.
    pub card_type: Option<String>,
    /// The holder's name.
    pub cardholder_name: Option<String>,
    /// `MM`
    pub expiration_month: Option<String>,
    /// `YYYY`
    pub expiration_year: Option<String>,
}

const PATH: &str = "/api/v1/cards";
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

impl StoredCard {
    /// Stores a card.
    pub fn store(account: &Account, card: &NewCard) -> Request {
        let mut json = Writer::with_capacity(1024);
        json.object(|json| {
            json.name("card").object(|json| {
                // EXPOSE: the vault is where these belong; the body is wiped once it was sent.
                json.name("card_number").bytes(card.card_number.expose());
                json.name("cardholder_name").bytes(card.cardholder_name.expose());
                json.name("expiration_month").bytes(card.expiration_month.expose());
                json.name("expiration_year").bytes(card.expiration_year.expose());
                if let Some(code) = &card.service_code {
                    json.name("service_code").bytes(code.expose());
                }
                json.optional("card_type", card.card_type.as_deref());
            });
        });
        account.post(PATH, json.finish())
    }

    /// Asks for one.
    pub fn get(account: &Account, card_token: &str) -> Result<Request, Error> {
        Ok(account.get(&joined(&[PATH, "/", id(card_token)?])))
    }

    /// Deletes one.
    pub fn delete(account: &Account, card_token: &str) -> Result<Request, Error> {
        Ok(account.delete(&joined(&[PATH, "/", id(card_token)?])))
    }

    /// Has the vault send `body` to `url` with the card filled in. The answer is the target's; its headers are the caller's.
    pub fn send(account: &Account, card_token: &str, method: &str, url: &str, body: Option<&str>) -> Result<Request, Error> {
        if !METHODS.contains(&method) {
            return Err(Code::RequestRefused.into());
        }
        let path = joined(&[PATH, "/", id(card_token)?, "/send"]);
        let mut request = Request::post_json(account.address(&path, &[("method", method), ("url", url)]), Secret::default());
        request.headers.clear();
        request.body = body.map(Secret::copied);
        Ok(request)
    }

    /// Reads a card, whether it was stored or asked for.
    pub fn read(response: &Response) -> Result<Self, Error> {
        document(response)?.get("data").and_then(|data| Self::of(data.get("attributes")?)).ok_or(Code::BadResponse.into())
    }

    /// Reads the answer to its end.
    pub fn read_deleted(response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn of(attributes: &Value) -> Option<Self> {
        let card_number = text(attributes, "card_number")?;
        // Nobody asked for the digits: an answer that has them is not passed on.
        if crate::vault::is_card_number(&card_number) {
            return None;
        }
        Some(Self {
            card_token: text(attributes, "card_token")?,
            card_number,
            card_type: text(attributes, "card_type"),
            cardholder_name: text(attributes, "cardholder_name"),
            expiration_month: text(attributes, "expiration_month"),
            expiration_year: text(attributes, "expiration_year"),
        })
    }
}
