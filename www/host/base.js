// What the rooms of the shop's side share. An error says its code: development.js has the words.

/** An error that the programmer can mend. `code` is one of the documented codes. */
export class TokenframeError extends Error {
  constructor(code, message = code) {
    super(message);
    this.code = code;
    this.name = 'TokenframeError';
  }
}

/** Elements that share one form. */
export const PARTS = ['number', 'expiry', 'cvc', 'name', 'postalCode'];

/**
 * The vaults; a grant for another is refused before anything is loaded. Each with the height of what it shows itself, in CSS
 * pixels, beneath which one line of text fits (www/frame/page.css): 0 where the fields are ours.
 */
export const VAULTS = { clover: 0, corefy: 0, hellgate: 0, payconex: 366, vaultera: 246 };

/** A nonce: 128 random bits. */
export const random = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** An error of a call, or of a frame. */
export const trouble = (kind, code, retryable) => ({ kind, code, retryable: !!retryable });

/** What a frame that is gone had sent may still arrive. */
export const GONE = trouble('load', 'frame_gone');

/** A promise that can be settled from outside, and tells whether it is. */
export const deferred = () => {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  // Whoever waits for it hears of it; a page that does not wait must not be told twice.
  it.promise.catch(() => {}).then(() => (it.settled = true));
  return it;
};

/** How long a text may be that a frame is told, in UTF-16 units: 16 KiB, whatever it is written in (src/message.rs). */
export const LIMIT = 5000;

const granted = async ({ grant, vault }, scope) => {
  const asked = { scope, vault };
  if (grant.call) return JSON.stringify(await grant(asked));
  const response = await fetch(grant, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    redirect: 'error',
    body: JSON.stringify(asked),
  });
  return response.ok && response.text();
};

/** A grant of this scope from the merchant's server, or from the function that was given, where there is one. */
export const fetchGrant = async (options, scope = 'card') => {
  try {
    const text = await granted(options, scope);
    if (text.length < LIMIT) return JSON.parse(text);
  } catch {
    // As if there were none.
  }
};

/** Does what few shops ask for, which is in a module of its own. Where that does not come, it is not done, and the console says so. */
export const extra = async (name, ...values) => {
  try {
    const it = await import('./extra.js');
    await it[name](...values);
  } catch (error) {
    // Some bundlers' loaders throw at once.
    console.warn(error);
  }
};
