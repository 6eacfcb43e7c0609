// A shop's record, by its key: who may embed its frame, and which vault takes its cards.

/** A key is a name in an address: nothing else is looked up. */
const KEY = /^[a-z\d][a-z\d-]{0,62}$/;

export const isKey = (text) => KEY.test(text);

/**
 * The records out of a store that is asked as Cloudflare KV is: `get(key, { type, cacheTtl })` gives the record or null.
 *
 * `{ vault, frames, parents, environment, vaultHosts, scriptHosts, settings }`: `frames` are those that it may use,
 * `parents` the origins of its pages, `settings` what its vault wants beside the keys.
 *
 * `cacheTtl` seconds is how long a record that was changed or taken away may still be given: the store's least is 30.
 */
export const shopsIn = (store, { cacheTtl = 60 } = {}) => async (key) => {
  if (!isKey(key)) return null;
  const record = await store.get(key, { type: 'json', cacheTtl });
  // A record says whose it is: one that was written under another's key is nobody's.
  return record?.key === key ? record : null;
};
