// A shop's record, by its key: who may embed its frame, and which vault takes its cards.

import { origin, Wrong } from './deployment.js';

/** A key is a name in an address: nothing else is looked up. */
const KEY = /^[a-z\d][a-z\d-]{0,62}$/;

export const isKey = (text) => KEY.test(text);

/** A record that the platform has to mend. Nobody is let in by it. */
export class RecordInvalid extends Error {}

const isOrigin = (text) => origin(text, 'parents') === text;
const checked = (record) => {
  const { vault, frames, parents } = record;
  if (typeof vault !== 'string' || !Array.isArray(frames)) throw new RecordInvalid('vault and frames are missing');
  if (!Array.isArray(parents) || !parents.length || !parents.every(isOrigin)) throw new RecordInvalid('parents are origins, as a browser writes them');
  return record;
};

/**
 * The records out of a store that is asked as Cloudflare KV is: `get(key, { type, cacheTtl })` gives the record or null.
 *
 * `{ key, vault, frames, parents, environment, vaultHosts, scriptHosts, settings }`: `frames` are those that it may use,
 * `parents` the origins of its pages, `settings` what its vault wants beside the keys.
 *
 * `cacheTtl` seconds is how long a record that was changed or taken away may still be given: the store's least is 30.
 */
export const shopsIn = (store, { cacheTtl = 60 } = {}) => async (key) => {
  if (!isKey(key)) return null;
  const record = await store.get(key, { type: 'json', cacheTtl });
  // A record says whose it is: one that was written under another's key is nobody's.
  return record?.key === key ? checked(record) : null;
};

/** What failed when a record was wanted, in a word. */
export const failureOf = (error) => ([RecordInvalid, Wrong].some((kind) => error instanceof kind) ? 'record_invalid' : 'store_failed');
