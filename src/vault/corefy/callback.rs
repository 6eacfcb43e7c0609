//! What the vault tells a server of a payment, under a signature. Contract: 12 "Callbacks".

use super::invoice::Invoice;
use crate::json::Value;
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// Why a callback counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// The signature is not that of this body under this key.
    Signature,
    /// It is signed, and is no invoice.
    Shape,
}

/// The invoice in a callback, if the signature is right.
///
/// `body` is the request's body as it came, `signature` its `X-Signature`, `private_key` the account's `sk_…` of the
/// mode that is expected, test or live. A callback may come twice, and late: what counts is the invoice's status.
pub fn verified(body: &[u8], signature: &str, private_key: &Secret) -> Result<Invoice, Rejected> {
    // EXPOSE: the signature is made with the key, which nothing else is done with.
    let key = private_key.expose();
    let digest = Sha1::new().chain_update(key).chain_update(body).chain_update(key).finalize();
    let presented = STANDARD.decode(signature).unwrap_or_default();
    if !bool::from(presented.as_slice().ct_eq(digest.as_slice())) {
        return Err(Rejected::Signature);
    }
    Value::parse(body).as_ref().and_then(Invoice::of).ok_or(Rejected::Shape)
}
