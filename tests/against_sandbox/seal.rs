//! A compact JWE (RFC 7516), as WebCrypto makes it for the frame: RSA-OAEP-256 and A256GCM.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{BoxedUint, Oaep, RsaPublicKey};
use sha2::Sha256;
use std::convert::Infallible;
use tokenframe::vault::{Encryption, Form};

/// Encrypts what the adapter asks for, byte for byte.
pub fn jwe(encryption: &Encryption) -> String {
    assert_eq!(encryption.form, Form::Jwe);
    let number = |text: &str| BoxedUint::from_be_slice_vartime(&URL_SAFE_NO_PAD.decode(text).expect("base64url"));
    let key = RsaPublicKey::new(number(&encryption.n), number(&encryption.e)).expect("a public key");
    let (content_key, iv) = ([7_u8; 32], [9_u8; 12]);
    let wrapped = key.encrypt(&mut Chance(1), Oaep::<Sha256>::new(), &content_key).expect("a short text");
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    let payload = Payload { msg: encryption.plaintext.expose(), aad: header.as_bytes() };
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::try_from(&content_key[..]).expect("32 bytes"));
    let sealed = cipher.encrypt(&Nonce::try_from(&iv[..]).expect("12 bytes"), payload).expect("a short text");
    let (text, tag) = sealed.split_at(sealed.len() - 16);
    let [wrapped, iv, text, tag] = [&wrapped, &iv[..], text, tag].map(|part| URL_SAFE_NO_PAD.encode(part));
    [header, wrapped, iv, text, tag].join(".")
}

/// Repeats itself, which a test may.
struct Chance(u8);

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
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
