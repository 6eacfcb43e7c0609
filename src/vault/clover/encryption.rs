//! The key under which a page may encrypt a card's number. Contract: 3a, "Encrypting the PAN".

use crate::card::Card;
use crate::secret::Secret;
use crate::vault::{Encryption, Form};
use alloc::{string::String, vec::Vec};

/// A key of the vault's `keys.json`. One is for the sandbox, another for production.
pub(super) struct EncryptionKey {
    n: String,
    e: String,
}

/// 512 hex digits.
const MODULUS: usize = 256;

impl EncryptionKey {
    /// Reads a key as it is published: base64; read as hex, 512 digits of the modulus come first, and five of the
    /// exponent last.
    pub(super) fn read(published: &str) -> Option<Self> {
        let bytes = decoded(published)?;
        let (n, rest) = bytes.split_at_checked(MODULUS)?;
        let [.., a, b, c] = rest else { return None };
        Some(Self { n: base64url(n), e: base64url(&[a & 15, *b, *c]) })
    }

    /// What the browser encrypts: eight zeros and the number.
    pub(super) fn encryption(&self, card: &Card) -> Encryption {
        // EXPOSE: the number leaves encrypted, and this text is dropped after that.
        let plaintext = Secret::joined(&[b"00000000", card.number.expose()]);
        Encryption { n: self.n.clone(), e: self.e.clone(), form: Form::RsaOaepSha1, plaintext }
    }
}

const URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let byte = match byte {
            b'+' => b'-',
            b'/' => b'_',
            byte => byte,
        };
        let value = URL.bytes().position(|own| own == byte)?;
        held = (held << 6 | value as u32) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend_from_slice(&[(held >> bits) as u8]);
        }
    }
    Some(bytes)
}

fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    let (mut held, mut bits) = (0u32, 0u32);
    let mut put = |value: u32| {
        let at = value as usize & 63;
        text.push_str(URL.get(at..at + 1).unwrap_or_default());
    };
    for &byte in bytes {
        held = (held << 8 | u32::from(byte)) & 0xffff;
        bits += 8;
        while bits >= 6 {
            bits -= 6;
            put(held >> bits);
        }
    }
    if bits > 0 {
        put(held << (6 - bits));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")] {
            assert_eq!(base64url(bytes.as_bytes()), text);
            assert_eq!(decoded(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
        assert_eq!(decoded("+//+").as_deref(), Some(&[0xfb, 0xff, 0xfe][..]));
        assert_eq!(decoded("Zm9vYg==").as_deref(), Some(&b"foob"[..]));
        assert_eq!(decoded("Zm 9v"), None);
    }

    #[test]
    fn a_published_key_is_taken_apart() {
        let mut bytes = vec![0xab; MODULUS];
        bytes.extend([1, 0, 1]);
        let key = EncryptionKey::read(&base64url(&bytes)).expect("a key");
        assert_eq!((key.n.len(), key.e.as_str()), (342, "AQAB"));
        // The first digit of the last three bytes belongs to something else.
        bytes.extend([0x71, 0, 1]);
        assert_eq!(EncryptionKey::read(&base64url(&bytes)).expect("a key").e, "AQAB");
        assert!(EncryptionKey::read(&base64url(&bytes[..MODULUS + 2])).is_none());
    }
}
