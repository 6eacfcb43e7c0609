//! Invoices, for servers: made and read with the API key, or made, read and asked about with a public key.
//! Contract: 5 "Public API", 6 "Private API", 8 "Card tokens".

use crate::card::brand::Brand;
use crate::card::expiry::Month;
use crate::error::{Code, Error};
use crate::http::{Request, Response, basic, joined};
use crate::json::{Value, Writer, is_number};
use crate::secret::Secret;
use crate::vault::calls::{document, id};
use alloc::string::String;
use alloc::vec::Vec;

/// What is to be paid.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The shop's own id. The vault takes each once.
    pub reference_id: String,
    /// ISO 4217.
    pub currency: String,
    /// In major units, as a decimal number: `25` or `25.50`.
    pub amount: String,
    /// How it is paid, such as `payment_card_usd_hpp`. Without one there is no bearer for a card.
    pub service: Option<String>,
    /// What the shopper reads.
    pub description: Option<String>,
}

/// What only a server may add to an order.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Nothing is charged. `None` leaves it to the API key.
    pub test_mode: Option<bool>,
    /// Where the vault tells what became of it.
    pub callback_url: Option<String>,
    /// Where the bank sends the shopper back to.
    pub return_url: Option<String>,
    /// The shop's own id of the shopper. A token needs one, and is good for the same shopper only.
    pub customer: Option<String>,
    /// Whether the card is to become a token.
    pub tokenize: bool,
    /// A stored card to pay with.
    pub token: Option<String>,
}

/// An invoice, as every answer and every callback has it.
#[derive(Debug)]
pub struct Invoice {
    /// The vault's id, `cpi_…`.
    pub id: String,
    /// `created`, `process_pending`, `processed`, `process_failed` and more.
    pub status: String,
    /// `ok`, or why it failed.
    pub resolution: Option<String>,
    /// The shop's own id.
    pub reference_id: Option<String>,
    /// Whether nothing was charged.
    pub test_mode: bool,
    /// What lets a frame pay it by card. In the answer to its making only.
    pub bearer: Option<Secret>,
    /// The stored card. For servers: it is good for later payments.
    pub token: Option<Secret>,
    /// The card's brand, where the vault's name of it is known.
    pub brand: Option<Brand>,
    /// The card's last four digits.
    pub last4: Option<String>,
    /// When the card expires.
    pub expiry: Option<Month>,
}

/// A way to pay that a public key offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name in an order.
    pub code: String,
    /// `payment_card` and others.
    pub method: String,
    /// `hpp` and others.
    pub flow: Option<String>,
    /// Whether it can be used now.
    pub available: bool,
    /// The fields that it needs beside the card.
    pub required: Vec<String>,
}

impl Invoice {
    /// Makes an invoice. `account` is the account's id, `coma_…`; neither it nor the key may reach a browser.
    pub fn create(base_url: &str, account: &str, api_key: &Secret, order: &Order, wish: &Wish) -> Result<Request, Error> {
        let mut json = Writer::with_capacity(1024);
        let amount = decimal(&order.amount)?;
        json.object(|json| {
            json.name("data").object(|json| {
                json.name("type").text("payment-invoices");
                json.name("attributes").object(|json| {
                    write_order(json, order, amount);
                    if let Some(test_mode) = wish.test_mode {
                        json.name("test_mode").bool(test_mode);
                    }
                    json.optional("callback_url", wish.callback_url.as_deref());
                    json.optional("return_url", wish.return_url.as_deref());
                    if let Some(customer) = &wish.customer {
                        json.name("customer").object(|json| {
                            json.name("reference_id").text(customer);
                        });
                    }
                    if wish.tokenize {
                        json.name("gateway_options").object(|json| {
                            json.name("cardgate").object(|json| {
                                json.name("tokenize").bool(true);
                            });
                        });
                    }
                    json.optional("token", wish.token.as_deref());
                });
            });
        });
        let url = Secret::copied(&joined(&[base_url, "/api/payment-invoices"]));
        Ok(Request::post_json(url, json.finish()).header("authorization", basic(account, api_key)))
    }

    /// Reads one by its id.
    pub fn get(base_url: &str, account: &str, api_key: &Secret, id: &str) -> Result<Request, Error> {
        let request = Request::get_json(below(base_url, "/api/payment-invoices/", id)?);
        Ok(request.header("authorization", basic(account, api_key)))
    }

    /// Makes an invoice with a public key (`pk_…`), where the account allows it. It has no bearer and gives no token.
    pub fn create_public(base_url: &str, public_key: &str, order: &Order) -> Result<Request, Error> {
        let amount = decimal(&order.amount)?;
        let mut json = Writer::with_capacity(512);
        is_public(public_key)?;
        json.object(|json| {
            json.name("public_key").text(public_key);
            write_order(json, order, amount);
        });
        let url = Secret::copied(&joined(&[base_url, "/public-api/payment-invoices"]));
        Ok(Request::post_json(url, json.finish()))
    }

    /// Reads how one stands. Whoever knows its id may.
    pub fn get_public(base_url: &str, id: &str) -> Result<Request, Error> {
        Ok(Request::get_json(below(base_url, "/public-api/payment-invoices/", id)?))
    }

    /// Reads the answer to any of these, and the body of a callback whose signature was verified.
    pub fn read(response: &Response) -> Result<Self, Error> {
        Self::of(&answered(response)?).ok_or(Code::BadResponse.into())
    }

    /// The invoice in a document of the vault's.
    pub fn of(document: &Value) -> Option<Self> {
        let data = document.get("data")?;
        let attributes = data.get("attributes")?;
        let text = |name| attributes.text_of(name).map(String::from);
        let secret = |value: Option<&Value>, name| value?.text_of(name).filter(|text| !text.is_empty()).map(Secret::copied);
        let payload = attributes.get("payload");
        let card = payload.and_then(|payload| payload.get("payment_card"));
        let of_card = |name| card.and_then(|card| card.text_of(name));
        let number = |name| of_card(name).and_then(|text| text.parse::<u16>().ok());
        // Two digits, of this century.
        let year = number("expiry_year").map(|year| if year < 100 { 2000 + year } else { year });
        let month = number("expiry_month").and_then(|month| u8::try_from(month).ok());
        let is_last4 = |text: &&str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            id: data.text_of("id")?.into(),
            status: text("status")?,
            resolution: text("resolution"),
            reference_id: text("reference_id"),
            test_mode: attributes.get("test_mode").and_then(Value::bool).unwrap_or_default(),
            bearer: secret(attributes.get("flow_data").and_then(|flow| flow.get("metadata")), "token"),
            token: secret(payload, "token"),
            brand: of_card("brand").and_then(Brand::from_name),
            last4: of_card("last").filter(is_last4).map(Into::into),
            expiry: year.zip(month).and_then(|(year, month)| Month::new(year, month)),
        })
    }
}

impl Service {
    /// Asks which ways to pay a public key (`pk_…`) offers for a currency.
    pub fn prerequest(base_url: &str, public_key: &str, currency: &str) -> Result<Request, Error> {
        is_public(public_key)?;
        let mut json = Writer::with_capacity(256);
        json.object(|json| {
            json.name("public_key").text(public_key);
            json.name("currency").text(currency);
        });
        Ok(Request::post_json(Secret::copied(&joined(&[base_url, "/public-api/payment-prerequest"])), json.finish()))
    }

    /// Reads the answer.
    pub fn read(response: &Response) -> Result<Vec<Self>, Error> {
        let value = answered(response)?;
        let attributes = value.get("data").and_then(|data| data.get("attributes")).ok_or(Code::BadResponse)?;
        let services = match attributes.get("services") {
            Some(Value::Object(services)) => services.as_slice(),
            // An empty object arrives as a list.
            Some(Value::List(none)) if none.is_empty() => &[],
            _ => return Err(Code::BadResponse.into()),
        };
        services.iter().map(|(_, service)| Self::of(service).ok_or(Code::BadResponse.into())).collect()
    }

    fn of(service: &Value) -> Option<Self> {
        let is_required = |field: &&Value| field.get("required").and_then(Value::bool) == Some(true);
        let fields = service.get("fields").map(Value::items).unwrap_or_default();
        Some(Self {
            code: service.text_of("code")?.into(),
            method: service.text_of("method")?.into(),
            flow: service.text_of("flow").map(Into::into),
            available: service.text_of("status") == Some("available"),
            required: fields.iter().filter(is_required).filter_map(|field| field.text_of("key")).map(Into::into).collect(),
        })
    }
}

fn write_order(json: &mut Writer, order: &Order, amount: &str) {
    json.name("reference_id").text(&order.reference_id);
    json.name("currency").text(&order.currency);
    json.name("amount").number(amount);
    json.optional("service", order.service.as_deref());
    json.optional("description", order.description.as_deref());
}

fn decimal(amount: &str) -> Result<&str, Error> {
    if is_number(amount.as_bytes()) { Ok(amount) } else { Err(Code::RequestRefused.into()) }
}

/// A secret in the place of a public key would be in every page.
fn is_public(key: &str) -> Result<(), Error> {
    if key.starts_with("pk_") || key.starts_with("com_pk_") { Ok(()) } else { Err(Code::SecretInBrowser.into()) }
}

fn below(base_url: &str, path: &str, invoice: &str) -> Result<Secret, Error> {
    Ok(Secret::copied(&joined(&[base_url, path, id(invoice)?])))
}

/// The document of an answer, or the refusal with the vault's own code for it. Contract: 11 "Errors".
fn answered(response: &Response) -> Result<Value, Error> {
    document(response).map_err(|error| {
        let body = response.read().0;
        let first = body.as_ref().and_then(|body| body.get("error_codes")?.items().first()?.text());
        if error.code == Code::RequestRefused { Error::refused(Code::RequestRefused, first) } else { error }
    })
}
