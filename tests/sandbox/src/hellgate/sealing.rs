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
    tokio::task::spawn_blocking(move || {
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
    .map_err(|_| Unavailable)?
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
    tokio::task::spawn_blocking(move || opened(&key, &jwe).ok_or(Sealed)).await.map_err(|_| Unavailable)
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
