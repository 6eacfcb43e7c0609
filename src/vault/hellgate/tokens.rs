//! Stored cards and what is done with them, for servers. Contract: 7 "Tokens", 8 "Forwarding".

use super::scoped::{Endpoint, Model};
use crate::error::{Code, Error};
use crate::http::{Method, Request, Response, joined};
use crate::json::{Value, Writer};
use crate::secret::Secret;
use crate::vault::calls::{all, document, done, id, text, with_query};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Who asks, and where.
#[derive(Debug)]
pub struct Account {
    /// Where the vault is, without a final `/`.
    pub base_url: String,
    /// An API key. It may never reach a browser.
    pub api_key: Secret,
    /// For a scoped key, how the account is run.
    pub scoped: Option<Model>,
}

/// A stored card, masked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct StoredCard {
    /// The token's id.
    pub id: String,
    /// The holder's name.
    pub cardholder_name: Option<String>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// 1 to 12.
    pub expiry_month: Option<u32>,
    /// Four digits.
    pub expiry_year: Option<u32>,
    /// Where the token itself ends.
    pub expires_at: Option<String>,
    /// Six digits.
    pub issuer_identification_number: Option<String>,
    /// The first six and the last four digits.
    pub masked_account_number: Option<String>,
    /// `active`, `inactive`, `pending`, `failed`, `deleted`.
    pub network_token_status: Option<String>,
    /// As the vault writes it, `VISA`.
    pub scheme: Option<String>,
}

/// What is asked for in a list.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "node", derive(serde::Deserialize), serde(rename_all = "camelCase", default))]
pub struct Filter {
    /// 1 to 500.
    pub limit: Option<u32>,
    /// From 1.
    pub page: Option<u32>,
    /// `YYYY-MM-DD`
    pub from: Option<String>,
    /// `YYYY-MM-DD`
    pub to: Option<String>,
    /// `created_at asc` or `created_at desc`.
    pub sort: Option<String>,
    /// Any of these.
    pub network_token_status: Vec<String>,
}

/// One page of a list.
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Page<Item> {
    /// What it holds.
    pub items: Vec<Item>,
    /// Which one it is, from 1.
    pub page: u32,
    /// How many there are.
    pub pages: u32,
    /// How many items all of them hold.
    pub total: u32,
}

/// What a network token pays with, once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct PaymentData {
    /// The bundle's id.
    pub id: String,
    /// The stored card.
    pub token_id: Option<String>,
    /// In minor units.
    pub amount: Option<u32>,
    /// ISO 4217.
    pub currency_code: Option<String>,
    /// The shop's own.
    pub reference: Option<String>,
    /// Where the account has several merchants.
    pub merchant_id: Option<String>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// Whether there is a cryptogram.
    pub success: bool,
    /// Sealed for the merchant's `encryption_key`.
    pub encrypted_authentication_data: Option<String>,
    /// Why there is none.
    pub failures: Vec<Failure>,
}

/// Why there is no cryptogram.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "node", derive(serde::Serialize), serde(rename_all = "camelCase"))]
pub struct Failure {
    /// The vault's word for it.
    pub classifier: Option<String>,
    /// For people.
    pub message: Option<String>,
}

/// What a cryptogram is for.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "node", derive(serde::Deserialize), serde(rename_all = "camelCase"))]
pub struct Purpose {
    /// In minor units.
    pub amount: u32,
    /// ISO 4217.
    pub currency_code: String,
    /// The shop's own.
    pub reference: String,
    /// Where the account has several merchants.
    pub merchant_id: Option<String>,
}

/// The names of the header pairs: each sets one header of the request that is passed on.
const PAIRS: [(&str, &str); 8] = [
    ("x-a-name", "x-a-value"),
    ("x-b-name", "x-b-value"),
    ("x-c-name", "x-c-value"),
    ("x-d-name", "x-d-value"),
    ("x-e-name", "x-e-value"),
    ("x-f-name", "x-f-value"),
    ("x-g-name", "x-g-value"),
    ("x-h-name", "x-h-value"),
];

impl Account {
    fn get(&self, endpoint: Endpoint, path: &str) -> Result<Request, Error> {
        Model::admit(self.scoped, endpoint)?;
        Ok(self.signed(Request::get_json(Secret::copied(&joined(&[&self.base_url, path])))))
    }

    pub(super) fn post(&self, endpoint: Endpoint, path: &str, body: Secret) -> Result<Request, Error> {
        Model::admit(self.scoped, endpoint)?;
        Ok(self.signed(Request::post_json(Secret::copied(&joined(&[&self.base_url, path])), body)))
    }

    fn signed(&self, request: Request) -> Request {
        // EXPOSE: the vault knows the merchant by this header, which is dropped once it is sent.
        request.header("x-api-key", Secret::joined(&[self.api_key.expose()]))
    }

    /// Asks for a page of stored cards.
    pub fn tokens(&self, filter: &Filter) -> Result<Request, Error> {
        let mut pairs = page_of(filter.limit, filter.page);
        let texts = [("from", &filter.from), ("to", &filter.to), ("sort", &filter.sort)];
        pairs.extend(texts.into_iter().filter_map(|(name, text)| text.clone().map(|text| (name, text))));
        if !filter.network_token_status.is_empty() {
            pairs.push(("network_token_status", filter.network_token_status.join(",")));
        }
        self.get(Endpoint::Tokens, &with_query("/tokens", &pairs))
    }

    /// Asks for one.
    pub fn token(&self, token: &str) -> Result<Request, Error> {
        self.get(Endpoint::Token, &joined(&["/tokens/", id(token)?]))
    }

    /// Deletes one.
    pub fn delete_token(&self, token: &str) -> Result<Request, Error> {
        Ok(self.get(Endpoint::Other, &joined(&["/tokens/", id(token)?]))?.by(Method::Delete))
    }

    /// Asks for the bundles of a stored card.
    pub fn payment_data(&self, token: &str, limit: Option<u32>, page: Option<u32>) -> Result<Request, Error> {
        let path = joined(&["/tokens/", id(token)?, "/payment-data"]);
        self.get(Endpoint::PaymentData, &with_query(&path, &page_of(limit, page)))
    }

    /// Makes one.
    pub fn create_payment_data(&self, token: &str, purpose: &Purpose) -> Result<Request, Error> {
        let mut json = Writer::with_capacity(256);
        json.object(|json| {
            json.name("amount").whole(purpose.amount);
            json.name("currency_code").text(&purpose.currency_code);
            json.name("reference").text(&purpose.reference);
            json.optional("merchant_id", purpose.merchant_id.as_deref());
        });
        self.post(Endpoint::Other, &joined(&["/tokens/", id(token)?, "/payment-data"]), json.finish())
    }

    /// Has the vault send `body` where the merchant's settings say, with the network token filled in.
    pub fn forward_payment_data(&self, bundle: &str, body: &str) -> Result<Request, Error> {
        let path = joined(&["/payment-data/", id(bundle)?, "/forward"]);
        self.post(Endpoint::ForwardPaymentData, &path, Secret::copied(body))
    }

    /// Has the vault send `body` to `url` with the card filled in. The answer is the target's.
    pub fn forward(&self, token: &str, url: &str, headers: &[(String, String)], body: &str) -> Result<Request, Error> {
        let good = |(name, value): &(String, String)| is_header_name(name) && is_header_value(value);
        if headers.len() > PAIRS.len() || !headers.iter().all(good) || !is_header_value(url) {
            return Err(Code::HeadersInvalid.into());
        }
        let mut request = self
            .post(Endpoint::Forward, "/forward", Secret::copied(body))?
            .header("x-hellgate-token", Secret::copied(id(token)?))
            .header("x-destination-url", Secret::copied(url));
        for ((name, value), (of_name, of_value)) in headers.iter().zip(PAIRS) {
            request = request.header(of_name, Secret::copied(name)).header(of_value, Secret::copied(value));
        }
        Ok(request)
    }
}

impl StoredCard {
    /// Reads a page of them.
    pub fn read_page(response: &Response) -> Result<Page<Self>, Error> {
        Page::read(response, Self::of)
    }

    /// Reads one.
    pub fn read(response: &Response) -> Result<Self, Error> {
        Self::of(&document(response)?).ok_or(Code::BadResponse.into())
    }

    /// Reads the answer to its end.
    pub fn read_deleted(response: &Response) -> Result<(), Error> {
        done(response)
    }

    fn of(value: &Value) -> Option<Self> {
        let whole = |name| value.get(name).and_then(Value::whole);
        let masked_account_number = text(value, "masked_account_number");
        // Nobody asked for the digits: an answer that has them is not passed on.
        if masked_account_number.as_deref().is_some_and(crate::vault::is_card_number) {
            return None;
        }
        Some(Self {
            id: text(value, "id")?,
            cardholder_name: text(value, "cardholder_name"),
            created_at: text(value, "created_at"),
            expiry_month: whole("expiry_month"),
            expiry_year: whole("expiry_year"),
            expires_at: text(value, "expires_at"),
            issuer_identification_number: text(value, "issuer_identification_number"),
            masked_account_number,
            network_token_status: text(value, "network_token_status"),
            scheme: text(value, "scheme"),
        })
    }
}

impl PaymentData {
    /// Reads a page of them.
    pub fn read_page(response: &Response) -> Result<Page<Self>, Error> {
        Page::read(response, Self::of)
    }

    /// Reads one.
    pub fn read(response: &Response) -> Result<Self, Error> {
        Self::of(&document(response)?).ok_or(Code::BadResponse.into())
    }

    fn of(value: &Value) -> Option<Self> {
        let failures = value.get("failure_details").map(Value::items).unwrap_or_default();
        let failure = |value| Failure { classifier: text(value, "classifier"), message: text(value, "message") };
        Some(Self {
            id: text(value, "id")?,
            token_id: text(value, "token_id"),
            amount: value.get("amount").and_then(Value::whole),
            currency_code: text(value, "currency_code"),
            reference: text(value, "reference"),
            merchant_id: text(value, "merchant_id"),
            created_at: text(value, "created_at"),
            success: value.get("success").and_then(Value::bool)?,
            encrypted_authentication_data: text(value, "encrypted_authentication_data"),
            failures: failures.iter().map(failure).collect(),
        })
    }
}

impl<Item> Page<Item> {
    fn read(response: &Response, read: impl Fn(&Value) -> Option<Item>) -> Result<Self, Error> {
        let document = document(response)?;
        let items = all(document.get("data"), read)?;
        let pagination = document.get("pagination").ok_or(Code::BadResponse)?;
        let whole = |name| pagination.get(name).and_then(Value::whole).ok_or(Code::BadResponse);
        Ok(Self { items, page: whole("current_page")?, pages: whole("total_pages")?, total: whole("total_items")? })
    }
}

fn page_of(limit: Option<u32>, page: Option<u32>) -> Vec<(&'static str, String)> {
    let number = |name, number: Option<u32>| number.map(|number| (name, number.to_string()));
    [number("limit", limit), number("page", page)].into_iter().flatten().collect()
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn is_header_value(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}
