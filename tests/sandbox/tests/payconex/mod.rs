//! A merchant's server for PayConex: Basic and HMAC, written against payconex.md alone.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]
#![allow(dead_code, reason = "every test file uses another part")]

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Bench, Reply};

pub const VISA: &str = "4111111111111111";

/// A key as a server holds it.
#[derive(Clone, Debug)]
pub struct Key {
    pub account: String,
    pub id: String,
    pub secret: String,
}

impl Key {
    pub fn first(bench: &Bench) -> Self {
        let text = |name: &str| bench.credentials["payconex"][name].as_str().unwrap().to_owned();
        Self { account: text("accountId"), id: text("keyId"), secret: text("secret") }
    }

    pub fn of(account: &str, shown: &Value) -> Self {
        let text = |name: &str| shown[name].as_str().unwrap().to_owned();
        Self { account: account.to_owned(), id: text("id"), secret: text("secret") }
    }

    pub fn basic(&self) -> String {
        format!("Basic {}", base64(format!("{}:{}", self.id, self.secret).as_bytes()))
    }

    /// A path of the API in this key's account, as the vault knows it.
    pub fn path(&self, path: &str) -> String {
        format!("/api/v4/accounts/{}{path}", self.account)
    }

    pub async fn ask(&self, bench: &Bench, method: &str, path: &str, body: &Value) -> Reply {
        ask(bench, method, &self.path(path), &self.basic(), body).await
    }

    /// A new key of the same account.
    pub async fn make(&self, bench: &Bench, body: &Value) -> Self {
        let reply = self.ask(bench, "POST", "/api-keys", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        Self::of(&self.account, &reply.json())
    }

    /// Status of a request that needs `pcx:api_key:read` and nothing else.
    pub async fn lists(&self, bench: &Bench) -> u16 {
        self.ask(bench, "GET", "/api-keys", &Value::Null).await.status
    }

    pub fn sign(&self, method: &str, path: &str, nonce: &str, timestamp: u64, body: &str) -> String {
        let hash = hex(&Sha256::digest(body.as_bytes()));
        let text = format!("{method} {path}\n{nonce}\n{timestamp}\n\n{hash}");
        let response = hmac(self.secret.as_bytes(), text.as_bytes());
        format!(r#"Hmac id="{}", nonce="{nonce}", timestamp="{timestamp}", response="{response}""#, self.id)
    }
}

pub async fn ask(bench: &Bench, method: &str, path: &str, authorization: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    raw(bench, method, path, authorization, &body).await
}

pub async fn raw(bench: &Bench, method: &str, path: &str, authorization: &str, body: &str) -> Reply {
    let headers = [("authorization", authorization), ("content-type", "application/json")];
    bench.ask(method, &format!("/payconex{path}"), &headers, body).await
}

/// A configuration and an instance of it: the bearer token and the whole answer.
pub async fn open(bench: &Bench, configuration: &Value, instance: &Value) -> (String, Value) {
    let key = Key::first(bench);
    let mut body = json!({"label": "Shop", "allowedPaymentMethods": ["CARD"], "allowedParentDomains": ["127.0.0.1"]});
    body = crate::support::but(body, configuration);
    let made = key.ask(bench, "POST", "/payment-iframe", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let iframe = made.json()["id"].as_str().unwrap().to_owned();
    let body = crate::support::but(json!({"label": "One checkout"}), instance);
    let made = key.ask(bench, "POST", &format!("/payment-iframe/{iframe}/instance/init"), &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    (made.json()["bearerToken"].as_str().unwrap().to_owned(), made.json())
}

pub fn entered(number: &str) -> Value {
    let cvv = if number.len() == 15 { "1234" } else { "123" };
    json!({"card": {"number": number, "expiryMonth": "12", "expiryYear": "2030", "cvv": cvv}})
}

pub async fn tokenize(bench: &Bench, bearer: &str, body: &Value) -> Reply {
    ask(bench, "POST", "/checkout/tokenize", &format!("Bearer {bearer}"), body).await
}

/// A reference to a card; `save` is the merchant's setting.
pub async fn reference(bench: &Bench, number: &str, save: &str) -> String {
    let (bearer, _) = open(bench, &json!({"savePaymentOption": save}), &json!({})).await;
    let reply = tokenize(bench, &bearer, &entered(number)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["bfTokenReference"].as_str().unwrap().to_owned()
}

pub fn sale(reference: &str) -> Value {
    json!({
        "bfTokenReference": reference, "posProfile": "ECOMMERCE", "amounts": {"total": "5.00", "currency": "USD"},
    })
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// HMAC-SHA256 by its definition in RFC 2104.
pub fn hmac(key: &[u8], text: &[u8]) -> String {
    let pad = |with: u8| {
        let mut block = [with; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to ^= from;
        }
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    hex(&Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
}

pub fn base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = (word >> (18 - 6 * place) & 63) as usize;
            out.push(if place <= chunk.len() { char::from(alphabet[digit]) } else { '=' });
        }
    }
    out
}
