//! Records as they lie in a file: sealed, under a name that tells nothing.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::Unavailable;
use super::data_error::KEY_BYTES;

const NONCE_BYTES: usize = 12;

/// What one key file opens.
pub(super) struct Seal {
    cipher: Aes256Gcm,
    places: [u8; KEY_BYTES],
}

/// HMAC-SHA256 of parts that are told apart by their lengths.
fn mac(key: &[u8; KEY_BYTES], parts: [&[u8]; 2]) -> [u8; 32] {
    // A key is filled up with zeros to a block (RFC 2104).
    let mut block = [0; 64];
    block[..KEY_BYTES].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&block.into());
    for part in parts {
        mac.update(&part.len().to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl Seal {
    pub(super) fn new(key: &[u8; KEY_BYTES]) -> Self {
        // One key for each purpose, so that neither says anything about the other.
        let values = mac(key, [b"tokenframe-sandbox", b"values"]);
        let places = mac(key, [b"tokenframe-sandbox", b"places"]);
        Self { cipher: Aes256Gcm::new(&Key::<Aes256Gcm>::from(values)), places }
    }

    /// Where a record lies in its table. A record's own name can be a card's token or a session's
    /// id, so the file holds a keyed hash of it.
    pub(super) fn place(&self, table: &str, key: &str) -> [u8; 32] {
        mac(&self.places, [table.as_bytes(), key.as_bytes()])
    }

    /// Nonce, then AES-256-GCM of `[key, value]` as JSON, which cannot be moved to another place.
    pub(super) fn close(&self, table: &str, key: &str, value: &Value) -> Result<Vec<u8>, Unavailable> {
        let mut nonce = [0; NONCE_BYTES];
        // Never the sandbox's own chance: a seed that is given twice would repeat a nonce.
        getrandom::fill(&mut nonce).map_err(|_| Unavailable)?;
        let plain = serde_json::to_vec(&(key, value)).map_err(|_| Unavailable)?;
        let bound = bound(table, &self.place(table, key));
        let payload = Payload { msg: &plain, aad: &bound };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| Unavailable)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The key and the value of a record that lay at `place`.
    pub(super) fn open(&self, table: &str, place: &[u8], sealed: &[u8]) -> Result<(String, Value), Unavailable> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or(Unavailable)?;
        let nonce = Nonce::try_from(nonce).map_err(|_| Unavailable)?;
        let payload = Payload { msg: sealed, aad: &bound(table, place) };
        let plain = self.cipher.decrypt(&nonce, payload).map_err(|_| Unavailable)?;
        serde_json::from_slice(&plain).map_err(|_| Unavailable)
    }
}

/// A place has a fixed length, so no table and place read as another pair.
fn bound(table: &str, place: &[u8]) -> Vec<u8> {
    [table.as_bytes(), place].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_opens_at_its_own_place_under_its_own_key_and_nowhere_else() {
        let (seal, other) = (Seal::new(&[1; 32]), Seal::new(&[2; 32]));
        let value = json!({"number": "4242424242424242"});
        let sealed = seal.close("cards", "a", &value).unwrap();
        let place = seal.place("cards", "a");
        assert_eq!(seal.open("cards", &place, &sealed), Ok(("a".to_owned(), value.clone())));
        assert_eq!(seal.open("cards", &seal.place("cards", "b"), &sealed), Err(Unavailable));
        assert_eq!(seal.open("keys", &place, &sealed), Err(Unavailable));
        assert_eq!(other.open("cards", &place, &sealed), Err(Unavailable));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(seal.open("cards", &place, &changed), Err(Unavailable), "byte {at}");
        }
        assert_eq!(seal.open("cards", &place, &[]), Err(Unavailable));
        assert_ne!(seal.close("cards", "a", &value), Ok(sealed), "a nonce is drawn for each write");
    }
}
