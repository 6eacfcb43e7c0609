//! How a server shows who it is. Contract: 4.1 "Basic", 4.2 "HMAC".

use crate::http::{Request, basic};
use crate::secret::Secret;
use alloc::{format, string::String};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// An API key. It may never reach a browser.
#[derive(Debug)]
pub struct Key {
    /// `api_…`
    pub id: String,
    /// 32 hex digits, taken as text.
    pub secret: Secret,
}

/// What makes a signature one of a kind.
#[derive(Debug, Clone)]
pub struct Moment {
    /// 64 hex digits that were never used before.
    pub nonce: String,
    /// Unix seconds.
    pub timestamp: u64,
}

/// The way a key is shown. `Hmac` works everywhere; the documents allow `Basic` in the sandbox alone.
#[derive(Debug, Clone)]
pub enum Way {
    /// The secret stays here.
    Hmac(Moment),
    /// The secret is sent.
    Basic,
}

impl Key {
    /// Signs a request. `path` is that of its URL, from `/api/v4` on, with the query.
    pub fn sign(&self, request: Request, path: &str, way: &Way) -> Request {
        let value = match way {
            Way::Hmac(moment) => self.hmac(&request, path, moment),
            Way::Basic => basic(&self.id, &self.secret),
        };
        request.header("authorization", value)
    }

    fn hmac(&self, request: &Request, path: &str, moment: &Moment) -> Secret {
        let method = request.method.as_str();
        // EXPOSE: the body is hashed as it is sent; it holds no card.
        let body = request.body.as_ref().map_or(&[][..], Secret::expose);
        let signed = format!("{method} {path}\n{}\n{}\n\n{}", moment.nonce, moment.timestamp, hex(&Sha256::digest(body)));
        // EXPOSE: the key of the HMAC is the secret's text.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.expose()) else { return Secret::default() };
        mac.update(signed.as_bytes());
        let response = hex(&mac.finalize().into_bytes());
        let (id, nonce, timestamp) = (&self.id, &moment.nonce, moment.timestamp);
        Secret::copied(&format!(
            "Hmac id=\"{id}\", nonce=\"{nonce}\", timestamp=\"{timestamp}\", response=\"{response}\""
        ))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
