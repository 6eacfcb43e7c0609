// What the rooms of the shop's side share. An error says its code: development.js has the words.

/** An error that the programmer can mend. `code` is one of the documented codes. */
export class TokenframeError extends Error {
  constructor(code, message = code) {
    super(message);
    this.name = 'TokenframeError';
    this.code = code;
  }
}

/** Elements that share one form. */
export const PARTS = ['number', 'expiry', 'cvc', 'name', 'postalCode'];

/** A grant for another vault is refused before anything is loaded. */
export const VAULTS = ['clover', 'vaultera', 'payconex', 'hellgate', 'corefy'];

/** A nonce: 128 random bits, in hexadecimal. */
export const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The result of a call that failed. */
export const failure = (kind, code, retryable) => ({ ok: false, error: { kind, code, retryable } });

/** What a frame that is gone had sent may still arrive. */
export const GONE = failure('load', 'frame_gone', false);

/** A promise that can be settled from outside, and tells whether it is. */
export const deferred = () => {
  const it = { settled: false };
  const settling = (by) => (value) => {
    it.settled = true;
    by(value);
  };
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve: settling(resolve), reject: settling(reject) }));
  // Whoever waits for it hears of it; a page that does not wait must not be told twice.
  it.promise.catch(() => {});
  return it;
};

/** A grant of this scope from the merchant's server, or from the function that was given; `null` where there is none. */
export const fetchGrant = async ({ grant, vault }, scope) => {
  try {
    if (typeof grant === 'function') return await grant({ scope, vault });
    const response = await fetch(grant, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ scope, vault }),
      redirect: 'error',
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
};

const VERDICT_MS = 3000;

/** Has the shop's function judge a card by its BIN, and tells the frame. What it does not say in time refuses no card. */
export const judge = async (shop, bin, port) => {
  let accepted, brands, message;
  try {
    ({ accepted, brands, message } = await Promise.race([shop({ bin: `${bin}` }), new Promise((resolve) => setTimeout(resolve, VERDICT_MS))]));
  } catch {
    // As if it had said nothing.
  }
  const list = Array.isArray(brands) && brands[0] ? brands : undefined;
  // A card that belongs to no network is one that is not taken.
  port.postMessage(JSON.stringify({ t: 'verdict', bin, brands: accepted === false ? [] : list, first: list?.[0], message }));
};

const EXPIRING_MS = 60000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Says when a grant is nearly over and when it is, in so many seconds; the answer says it no more. */
export const announced = (seconds, emit) => {
  const over = seconds * 1000;
  if (!(over > 0) || over > LONGEST_TIMER_MS) return () => {};
  const warning = Math.max(over - EXPIRING_MS, over / 2);
  const timers = [setTimeout(() => emit('expiring', { expiresInMs: over - warning }), warning), setTimeout(() => emit('expired'), over)];
  return () => timers.forEach(clearTimeout);
};
