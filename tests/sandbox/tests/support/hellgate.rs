//! What a Hellgate test needs: sessions, and seals made as a browser makes them.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]
#![allow(dead_code, reason = "every test file uses another part")]

use std::convert::Infallible;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{BoxedUint, Oaep, RsaPublicKey};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::Sha256;

use crate::support::{Bench, Reply};

pub const JSON: (&str, &str) = ("content-type", "application/json");

/// Repeats itself, which a test may.
struct Chance(u8);

impl TryRng for Chance {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| u32::try_from(word & 0xffff_ffff).unwrap())
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(3);
            *byte = self.0;
        }
        Ok(())
    }
}

impl TryCryptoRng for Chance {}

/// A compact JWE under a published key, with any header.
pub fn seal_with(jwk: &Value, header: &Value, plain: &Value) -> String {
    let number = |name: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
        BoxedUint::from_be_slice_vartime(&bytes)
    };
    let public = RsaPublicKey::new(number("n"), number("e")).unwrap();
    let content_key = [7_u8; 32];
    let wrapped = if header["alg"] == "RSA-OAEP-256" {
        public.encrypt(&mut Chance(1), Oaep::<Sha256>::new(), &content_key)
    } else {
        public.encrypt(&mut Chance(1), Oaep::<Sha1>::new(), &content_key)
    };
    let iv = [9_u8; 12];
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let text = plain.to_string();
    let payload = Payload { msg: text.as_bytes(), aad: header.as_bytes() };
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::try_from(&content_key[..]).unwrap());
    let sealed = cipher.encrypt(&Nonce::try_from(&iv[..]).unwrap(), payload).unwrap();
    let (text, tag) = sealed.split_at(sealed.len() - 16);
    let parts = [URL_SAFE_NO_PAD.encode(wrapped.unwrap()), URL_SAFE_NO_PAD.encode(iv)];
    let [wrapped, iv] = parts;
    [header, wrapped, iv, URL_SAFE_NO_PAD.encode(text), URL_SAFE_NO_PAD.encode(tag)].join(".")
}

/// As the web SDK seals.
pub fn seal(jwk: &Value, plain: &Value) -> String {
    seal_with(jwk, &json!({"alg": "RSA-OAEP", "enc": "A256GCM"}), plain)
}

/// A good card in the web SDK's form.
pub fn card(number: &str) -> Value {
    json!({
        "account_number": number, "expiry_month": 9, "expiry_year": 2031, "security_code": "123",
        "additional_data": {"cardholder_name": "Ada Example"},
    })
}

impl Bench {
    pub fn hellgate(&self, name: &str) -> &str {
        self.credentials["hellgate"][name].as_str().unwrap()
    }

    /// A call of the merchant's server to Commerce.
    pub async fn commerce(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.commerce_as(self.hellgate("apiKey"), method, path, body).await
    }

    pub async fn commerce_as(&self, key: &str, method: &str, path: &str, body: &Value) -> Reply {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask(method, &format!("/hellgate{path}"), &[("x-api-key", key), JSON], &body).await
    }

    pub async fn switch(&self, changes: &Value) {
        let reply = self.ask("PATCH", "/_sandbox/hellgate/account", &[JSON], &changes.to_string()).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    pub async fn open_session(&self, body: &Value) -> String {
        let reply = self.commerce("POST", "/tokens/session", body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["session_id"].as_str().unwrap().to_owned()
    }

    pub async fn state(&self, session: &str) -> Value {
        let reply = self.get(&format!("/hellgate/sessions/{session}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    }

    pub async fn complete(&self, session: &str, action: &str, sealed: &str) -> Reply {
        let body = json!({"action": action, "result": {"enc_payload": sealed}});
        self.post(&format!("/hellgate/sessions/{session}/complete-action"), &body).await
    }

    /// The whole way of a card; the answer to its completion.
    pub async fn tokenize(&self, opening: &Value, plain: &Value) -> Reply {
        let session = self.open_session(opening).await;
        let state = self.state(&session).await;
        self.complete(&session, "tokenize_card", &seal(&state["data"]["jwk"], plain)).await
    }

    pub async fn token_id(&self, plain: &Value) -> String {
        let reply = self.tokenize(&Value::Null, plain).await;
        assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("success")), "{}", reply.text);
        reply.json()["data"]["token_id"].as_str().unwrap().to_owned()
    }

    /// Why a card was refused.
    pub async fn reason_code(&self, plain: &Value) -> String {
        let reply = self.tokenize(&Value::Null, plain).await;
        assert_eq!((reply.status, &reply.json()["status"]), (200, &json!("failure")), "{}", reply.text);
        reply.json()["data"]["reason_code"].as_str().unwrap().to_owned()
    }
}
