//! Secrets at rest: a hash, and a comparison that takes the same time wherever two values differ.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// SHA-256 of a secret as 64 lower-case hex digits.
///
/// One unsalted hash is enough because every secret here has at least 104 random bits.
pub(crate) fn fingerprint(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Whether two fingerprints are equal, in constant time.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| DIGITS.get(usize::from(nibble)).copied())
        .map(char::from)
        .collect()
}

/// Base64 with the URL alphabet and no padding (RFC 7636, `code_challenge` of method S256).
pub(crate) fn pkce_challenge(verifier: &str) -> String {
    base64(&Sha256::digest(verifier.as_bytes()), b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}

/// Base64 with the standard alphabet and padding.
pub(crate) fn base64_standard(bytes: &[u8]) -> String {
    let mut text = base64(bytes, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

fn base64(bytes: &[u8], alphabet: &[u8; 64]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..=chunk.len() {
            let index = (word >> (18 - 6 * digit)) & 63;
            if let Some(symbol) = usize::try_from(index).ok().and_then(|i| alphabet.get(i)) {
                out.push(char::from(*symbol));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pkce_challenge_is_the_one_of_rfc_7636_appendix_b() {
        assert_eq!(
            pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn fingerprints_tell_secrets_apart() {
        assert!(same(&fingerprint("a"), &fingerprint("a")));
        assert!(!same(&fingerprint("a"), &fingerprint("b")));
        assert!(!same(&fingerprint("a"), ""));
    }
}
