//! API keys that come without an id: found by the hash of their digits, then compared in constant
//! time, so that a request costs the same however many keys there are.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::secret::{fingerprint, same};
use crate::store::{Unavailable, record};
use crate::world::World;

/// A kind of key as it is kept: with its fingerprint in place of its digits.
pub(crate) trait Kept: Serialize + DeserializeOwned {
    /// The keys, by id.
    const KEYS: &'static str;
    /// Their ids, by fingerprint.
    const IDS: &'static str;

    fn id(&self) -> &str;
    fn fingerprint(&self) -> &str;
}

/// Writes a new key down, and where to find it, in one step.
pub(crate) fn keep<K: Kept>(world: &World, key: &K) -> Result<(), Unavailable> {
    world.store().put(vec![(K::KEYS, key.id(), record(key)?), (K::IDS, key.fingerprint(), record(&key.id())?)])
}

/// The key with these digits, whether or not it may still be used.
pub(crate) fn find<K: Kept>(world: &World, secret: &str) -> Result<Option<K>, Unavailable> {
    // How far the search came would tell of a hash, which nobody can aim at another one.
    let presented = fingerprint(secret);
    let Some(id) = world.store().load::<String>(K::IDS, &presented)? else {
        return Ok(None);
    };
    let key = world.store().load::<K>(K::KEYS, &id)?;
    Ok(key.filter(|key| same(key.fingerprint(), &presented)))
}

/// Takes a key out for good; `false` when there is none.
pub(crate) fn forget<K: Kept>(world: &World, id: &str) -> Result<bool, Unavailable> {
    // The key first: an id that leads nowhere opens nothing.
    let Some(key) = world.store().take(K::KEYS, id)? else {
        return Ok(false);
    };
    let key: K = serde_json::from_value(key).map_err(|_| Unavailable)?;
    world.store().take(K::IDS, key.fingerprint())?;
    Ok(true)
}
