//! A secret that can check signatures without being kept (payconex.md, 4.2).
//!
//! HMAC-SHA256 hashes the secret into one block before and one after everything else. Keeping the
//! two hash states behind those blocks is enough to go on from there, and neither state gives the
//! secret back. So a key's secret is shown once and is nowhere in the store.

use serde::{Deserialize, Serialize};
use sha2::digest::common::hazmat::SerializableState;
use sha2::{Digest, Sha256};

use crate::secret::{fingerprint, hex, same};

/// What is kept of a secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    fingerprint: String,
    inner: Vec<u8>,
    outer: Vec<u8>,
}

const BLOCK: usize = 64;

impl Kept {
    pub(crate) fn of(secret: &str) -> Self {
        Self { fingerprint: fingerprint(secret), inner: state(secret, 0x36), outer: state(secret, 0x5c) }
    }

    pub(crate) fn is(&self, secret: &str) -> bool {
        same(&self.fingerprint, &fingerprint(secret))
    }

    /// HMAC-SHA256 in lower-case hex; `None` when the record is damaged.
    pub(crate) fn sign(&self, text: &str) -> Option<String> {
        let inner = resume(&self.inner)?.chain_update(text.as_bytes()).finalize();
        Some(hex(&resume(&self.outer)?.chain_update(inner).finalize()))
    }

    pub(crate) fn signed(&self, text: &str, response: &str) -> bool {
        self.sign(text).is_some_and(|expected| same(&expected, response))
    }
}

fn state(secret: &str, pad: u8) -> Vec<u8> {
    let digest = Sha256::digest(secret.as_bytes());
    // RFC 2104: a key longer than a block is hashed first.
    let key = if secret.len() > BLOCK { &*digest } else { secret.as_bytes() };
    let mut block = [pad; BLOCK];
    for (to, from) in block.iter_mut().zip(key) {
        *to ^= from;
    }
    Sha256::new().chain_update(block).serialize().to_vec()
}

fn resume(state: &[u8]) -> Option<Sha256> {
    let state = state.try_into().ok()?;
    Sha256::deserialize(&state).ok()
}

/// The text that a client signs for a request.
pub(crate) fn string_to_sign(method: &str, path: &str, nonce: &str, timestamp: &str, body: &[u8]) -> String {
    format!("{method} {path}\n{nonce}\n{timestamp}\n\n{}", hex(&Sha256::digest(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    const NONCE: &str = "3b8f0a6de2c94b7ea1d5c0479f6e88127c41d9b05ea34f0c8b2296e1ad73f450";
    const PATH: &str = "/api/v4/accounts/120615523104/api-keys";

    #[test]
    fn both_vectors_of_the_contract_are_signed_as_written() {
        let kept = Kept::of(SECRET);
        let get = string_to_sign("GET", PATH, NONCE, "1767225600", b"");
        assert!(get.ends_with("\n\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        assert_eq!(
            kept.sign(&get).as_deref(),
            Some("662c50c66bcfa19e14399ba7ca62ff742d05652d4b031e2d4e4bd981faee4f2e")
        );
        let body = br#"{"label":"Storefront key","scopes":["pcx:iframe:*"],"methods":["HMAC"]}"#;
        let post = string_to_sign("POST", PATH, NONCE, "1767225600", body);
        assert!(post.ends_with("\n\n83605a455fa8b663ed279d71b33cc7612b9a22a3c84ce6940e47f47e9a160d88"));
        assert_eq!(
            kept.sign(&post).as_deref(),
            Some("bf0daf57d9e430e591692e07c8f7fde2940c4971be90e2abef0d734c1ff2f00c")
        );
    }

    #[test]
    fn what_is_kept_does_not_hold_the_secret_or_its_padded_block() {
        let kept = Kept::of(SECRET);
        let holds = |state: &[u8], pad: u8| {
            let masked: Vec<u8> = SECRET.bytes().map(|byte| byte ^ pad).collect();
            [SECRET.as_bytes(), &masked].iter().any(|part| state.windows(8).any(|window| part.starts_with(window)))
        };
        assert!(!holds(&kept.inner, 0x36) && !holds(&kept.outer, 0x5c));
        let unfinished = Sha256::new().chain_update(SECRET).serialize().to_vec();
        assert!(holds(&unfinished, 0x36), "the search must find a secret that is still in the buffer");
    }
}
