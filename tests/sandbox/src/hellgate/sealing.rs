//! The key under which a browser seals a card, and what opens the seal (hellgate.md, 6.4).

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts;
use rsa::{Oaep, RsaPrivateKey};
use serde_json::{Map, Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::outside::heavy;
use crate::secret::fingerprint;
use crate::store::Unavailable;
use crate::world::World;

const SEEDS: &str = "hellgate/key_seed";
const THE_SEED: &str = "seed";
const BITS: usize = 2048;
/// A restart with another seed is another key; more than a few in one process are a leak.
const MOST_KEYS: usize = 16;

/// By the seed's hash. A key is a function of its seed, so sandboxes of one seed in one process
/// may share it, and a large prime is looked for once.
static KEYS: Mutex<BTreeMap<String, Arc<RsaPrivateKey>>> = Mutex::new(BTreeMap::new());

/// Draws what the key will be made of; the key itself takes too long for a start.
pub(crate) fn issue(world: &World) -> Result<(), Unavailable> {
    world.store().save(SEEDS, THE_SEED, &world.hex(64))
}

/// The sandbox's key, made when it is asked for the first time.
async fn key(world: &World) -> Result<Arc<RsaPrivateKey>, Unavailable> {
    let seed: String = world.store().load(SEEDS, THE_SEED)?.ok_or(Unavailable)?;
    heavy(move || {
        // Held while the key is made, so that two first requests do not both make it.
        let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
        let name = fingerprint(&seed);
        if let Some(key) = keys.get(&name) {
            return Ok(Arc::clone(key));
        }
        let mut chance = Chance { seed, block: 0 };
        let key = Arc::new(RsaPrivateKey::new(&mut chance, BITS).map_err(|_| Unavailable)?);
        if keys.len() >= MOST_KEYS {
            keys.clear();
        }
        keys.insert(name, Arc::clone(&key));
        Ok(key)
    })
    .await
    .ok_or(Unavailable)?
}

/// `{kty, e, n}` and nothing else: no `alg`, no `kid`.
pub(crate) async fn jwk(world: &World) -> Result<Value, Unavailable> {
    let key = key(world).await?;
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    Ok(json!({"kty": "RSA", "e": number(&key.e_bytes()), "n": number(&key.n_bytes())}))
}

/// The seal cannot be opened. One word for every cause: to tell a wrong padding from a wrong tag
/// would be an oracle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sealed;

/// The plaintext of a compact JWE.
pub(crate) async fn open(world: &World, jwe: &str) -> Result<Result<Map<String, Value>, Sealed>, Unavailable> {
    let key = key(world).await?;
    let jwe = jwe.to_owned();
    heavy(move || opened(&key, &jwe).ok_or(Sealed)).await.ok_or(Unavailable)
}

fn opened(key: &RsaPrivateKey, jwe: &str) -> Option<Map<String, Value>> {
    let mut parts = jwe.split('.');
    let (header, wrapped, iv) = (parts.next()?, parts.next()?, parts.next()?);
    let (text, tag) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let members: Map<String, Value> = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    // Both change what the plaintext is, and neither is in the contract.
    let is_plain = !members.contains_key("crit") && !members.contains_key("zip");
    if !is_plain || members.get("enc")?.as_str()? != "A256GCM" {
        return None;
    }
    let wrapped = URL_SAFE_NO_PAD.decode(wrapped).ok()?;
    let content_key = match members.get("alg")?.as_str()? {
        "RSA-OAEP" => key.decrypt(Oaep::<Sha1>::new(), &wrapped),
        "RSA-OAEP-256" => key.decrypt(Oaep::<Sha256>::new(), &wrapped),
        _ => return None,
    };
    let content_key = Key::<Aes256Gcm>::try_from(&*content_key.ok()?).ok()?;
    let nonce = Nonce::try_from(&*URL_SAFE_NO_PAD.decode(iv).ok()?).ok()?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok().filter(|tag| tag.len() == 16)?;
    let mut sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    sealed.extend_from_slice(&tag);
    let payload = Payload { msg: &sealed, aad: header.as_bytes() };
    let plain = Aes256Gcm::new(&content_key).decrypt(&nonce, payload).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// SHA-256 of the seed and a counter.
struct Chance {
    seed: String,
    block: u64,
}

impl Chance {
    fn block(&mut self) -> [u8; 32] {
        self.block += 1;
        Sha256::new().chain_update(self.seed.as_bytes()).chain_update(self.block.to_be_bytes()).finalize().into()
    }
}

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let [a, b, c, d, ..] = self.block();
        Ok(u32::from_be_bytes([a, b, c, d]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let [a, b, c, d, e, f, g, h, ..] = self.block();
        Ok(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(32) {
            for (to, from) in chunk.iter_mut().zip(self.block()) {
                *to = from;
            }
        }
        Ok(())
    }
}

impl TryCryptoRng for Chance {}

#[cfg(test)]
mod tests {
    use super::*;
    use rsa::BoxedUint;

    // A key of these tests alone, and two texts that Node's crypto sealed for it.
    const PRIMES: [[&str; 4]; 2] = [
        [
            "f0db2ddfa122536a305a2465d402a03325ee3123a52424fac2b74a7f7e1ef1f5",
            "ccfb795f3ca38bca6f479a0a9651525b8fdd5b1b64bdacd418ff1c6e9ab37e71",
            "7c57a059e5066408db829d29b7260b19625c4e025cd3eeb21759768bcc0d2d3e",
            "6928c57c25b8533a51f8316180d347501b83e6cb485902c5c447f7554515fe95",
        ],
        [
            "ddc2cc88736f5d8ba2144e2edc4b2710b4fb842395ab798013dacb2b3056bbc9",
            "0c6faf711ef453cbcd27daa88d4d78b14438821db2d595478dc84d10735f71d5",
            "470f2fa4f69cf2c3e4bdc210f04ccfdc5fbf581e6972d8b899e6e87a4a5de849",
            "311422a99e6bafb080aef035986a3b4374c9b9c55cd850eb837f0f10a08dc015",
        ],
    ];
    const OAEP: &str = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.mCjeTUeukYxebebOqeyBW25NRaC2WhFvZ2UcQvjGNt6p7mqqOsc-52XuEkzov9-wZtFO_jswr1RZE92wFa2Ax9KAXOIyAf_4lltH6DgwkRZoKvjaAqnIkHunRRHKr3A4kZcQFNsH3XkYG21r1boF-YPRnMCeRdMB19axiJ0oiJQ9EqzIpUXKLrAFCOzXekoSXpUvjNMKfnngatEcK5J-AjlMUAwEQ9WBKjcI2Hsml1kFZ8ZrgvXYKWsGgDjEnmRhsgGgEu5OLtBvEfMegXc-r26_6bIl-pZD6AlTHrXu-4DgVU1M7b2JYvBe1by8nYrIkW_5K8HwFSCsPH3DBuPj4w.CQkJCQkJCQkJCQkJ.XKfl992ftA_UPaVNi4jGrfaKQccG2sX0XZp0kudAM07h0dXhznBPaA_a128bWYy6CDy8riOmgmwAF3H-JG8l9wke-iyzFNyQ6MzrB9qK8Yd0nbJJyGig2F-FdLdttC8f.U5jzQUCC_KwH4ib-YpOc_g";
    const OAEP_256: &str = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.RI2LCGHilixNPIe1wCmYd4PWsEMMjRrsIOXNvPH4rYHlZDizQo_t5vhUUWnmmcaVrDlcmOPHSqd4-PAb2__yBMzdi5I_wW3O4YauF7elHw06MVecFCm7zkNPUMVALdagbgTR7q655DhpoDmhLFtfzytng7WBJa1tg0FpSZlehfR2f_NvGnXdB0paOikEOe1D--S5pxzCB5HSHeZ3jOYpSjl9OT91tsJeI1aixnM-Qw06ZTFyObWcT7QPL2bH7Q-TLcU--N_IC-zh-W3qK5SCY5jZ2Q4Jr6cJDlkEKcgHGCUdX-tGGko7nIlbjNHvpsfu8Rffw76_YMMzDrdbTebSpw.CQkJCQkJCQkJCQkJ.XKfl992ftA_UPaVNi4jGrfaKQccG2sX0XZp0kudAM07h0dXhznBPaA_a128bWYy6CDy8riOmgmwAF3H-JG8l9wke-iyzFNyQ6MzrB9qK8Yd0nbJJyGig2F-FdLdttC8f.b_jMeyMEx-N67QTcY7LyLg";

    fn key() -> RsaPrivateKey {
        let [p, q] =
            PRIMES.map(|digits| BoxedUint::from_be_hex(&digits.concat(), 1024).into_option().expect("a prime"));
        RsaPrivateKey::from_p_q(p, q, BoxedUint::from(0x1_0001_u64)).expect("a key")
    }

    #[test]
    fn a_seal_of_either_kind_is_opened() {
        let key = key();
        for sealed in [OAEP, OAEP_256] {
            let plain = Value::Object(opened(&key, sealed).expect("the text"));
            let card = json!({"account_number": "4242424242424242", "expiry_month": 12, "expiry_year": 2030, "security_code": "123"});
            assert_eq!(plain, card);
        }
    }

    #[test]
    fn a_seal_under_the_name_of_the_other_kind_or_with_a_changed_part_is_not() {
        let key = key();
        let parts = |sealed: &str| sealed.split('.').map(str::to_owned).collect::<Vec<_>>();
        let (one, other) = (parts(OAEP), parts(OAEP_256));
        for at in 0..5 {
            let mut mixed = one.clone();
            mixed[at].clone_from(&other[at]);
            // Key, initialisation vector and text are the same in both.
            assert_eq!(opened(&key, &mixed.join(".")).is_some(), at == 2 || at == 3, "part {at}");
        }
        for more in ["", "."] {
            assert!(opened(&key, &format!("{}{more}", one[..4].join("."))).is_none());
        }
        assert!(opened(&key, &format!("{OAEP}.x")).is_none());
    }
}
