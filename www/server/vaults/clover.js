import { baseOf, caller, checked, client, given, keyOf, theirs, told, within, wrong } from '../core.js';

const KEYS = { production: 'https://scl.clover.com', sandbox: 'https://scl-sandbox.dev.clover.com' };
const API = { production: 'https://api.clover.com', sandbox: 'https://apisandbox.dev.clover.com' };
const ENCRYPTION_KEYS = 'https://checkout.clover.com/assets/keys.json';
const CONSENT = { production: 'https://www.clover.com', sandbox: 'https://sandbox.dev.clover.com' };
/** An access token that is about to end is not given out: it has to last for the call that it is for. */
const MARGIN_MS = 60000;
/** For what several callers wait for, each within its own limits. */
const LONGEST = { timeoutMs: 60000 };
/** How long a published key is used before it is looked at again, and how soon after a failure. */
const FRESH_MS = 3600000;
const AGAIN_MS = 60000;
/** How long a shopper waits for it, and no longer: what is not there by then leaves the number unencrypted. */
const ENCRYPTION_WAIT_MS = 3000;
/** How often another process's tokens are looked for. */
const LOOKS = 4;

/** Says it where a server's people look, unless they said where. */
const warn = ({ vault, code }) => console.warn(`tokenframe: ${vault}: ${code}`);

/**
 * The key of `keys.json` for this environment, if it has one: `(limits) => Promise<string | undefined>`. One that is
 * known is used on while it is looked at again, and what fails costs a warning and no payment.
 */
const published = (ask, { environment, baseUrl, encryptionKeysUrl, onWarning = warn, now = Date.now }) => {
  // What stands in place of the vendor's hosts has keys of its own, and must say which of the two is meant.
  const isVendor = baseUrl === undefined || new URL(baseUrl).hostname.endsWith('.clover.com');
  const url = encryptionKeysUrl ?? (isVendor ? ENCRYPTION_KEYS : environment && `${baseUrl.replace(/\/$/, '')}/assets/keys.json`);
  if (!url) return async () => undefined;
  let key;
  let next = 0;
  let asking;
  const look = async () => {
    try {
      key = await ask({ does: 'encryption-key', url, sandbox: environment === 'sandbox' });
      next = now() + FRESH_MS;
    } catch {
      next = now() + AGAIN_MS;
    }
    asking = undefined;
  };
  return async (limits) => {
    if (!asking && now() >= next) asking = look();
    const timeoutMs = Math.min(limits?.timeoutMs ?? ENCRYPTION_WAIT_MS, ENCRYPTION_WAIT_MS);
    if (!key && asking) await within(asking, { ...limits, timeoutMs }).catch(() => {});
    if (!key) await theirs(() => onWarning({ vault: 'clover', code: 'encryption_key_unavailable' })).catch(() => {});
    return key;
  };
};

/** @type {import('./clover.js').clover} */
export const clover = checked((options = {}) => {
  const { environment, baseUrl, encryptionKey, apiAccessKey: known, accessToken } = options;
  if (known === undefined && typeof accessToken !== 'function') keyOf(options, 'accessToken');
  const url = `${baseOf({ baseUrl: options.keysUrl ?? baseUrl, environment }, KEYS)}/pakms/apikey`;
  const { ask } = caller('clover', options.fetch ?? globalThis.fetch);
  const encryption = encryptionKey === undefined ? published(ask, options) : async () => encryptionKey || undefined;
  const bearer = (limits) => (typeof accessToken === 'function' ? theirs(() => accessToken(limits)) : accessToken);
  let asked;
  const key = async (limits) => {
    if (known !== undefined) return known;
    // A merchant's key does not change: it is asked for once, and again after a failure. No caller's limits are passed
    // on, so that a shopper who leaves takes no other's grant along.
    asked ??= (async () => ask({ does: 'key', url, accessToken: await bearer(LONGEST) }, LONGEST))();
    const mine = asked;
    // Whoever leaves before it fails does not hear of it.
    mine.catch(() => {});
    try {
      return await within(mine, limits);
    } catch (error) {
      if (asked === mine && error.code !== 'aborted') asked = undefined;
      throw error;
    }
  };
  return client({
    vault: 'clover',
    key,
    async publicKey(limits) {
      if (accessToken === undefined) throw wrong('key_missing');
      return ask({ does: 'public-key', url, accessToken: await bearer(limits) }, limits);
    },
    async grant({ scope }, _, limits) {
      if (scope !== 'card') throw wrong('scope_mismatch');
      const [apiKey, published] = await Promise.all([key(limits), encryption(limits)]);
      return given({ vault: 'clover', scope, environment, baseUrl, apiKey, encryptionKey: published });
    },
  });
});

/** @type {import('./clover.js').cloverOAuth} */
export const cloverOAuth = checked((options = {}) => {
  const clientId = keyOf(options, 'clientId');
  const { store, now = Date.now, clientSecret } = options;
  if (typeof store?.load !== 'function' || typeof store.save !== 'function') throw wrong('call_invalid', 'store');
  const page = options.authorizeUrl ?? `${baseOf(options, CONSENT)}/oauth/v2/authorize`;
  const { ask } = caller('clover', options.fetch ?? globalThis.fetch, () => ({ baseUrl: baseOf(options, API), clientId }), now);
  const isGood = ({ accessTokenExpiration }) => accessTokenExpiration * 1000 - now() > MARGIN_MS;
  // What the store could not take yet: the tokens before them are dead, so these must not be lost.
  let unsaved;
  const keep = async (tokens) => {
    unsaved = tokens;
    await theirs(() => store.save(tokens));
    unsaved = undefined;
    return tokens;
  };

  const renewed = async () => {
    if (unsaved) await keep(unsaved);
    const tokens = await theirs(() => store.load());
    if (!tokens) throw wrong('tokens_missing');
    if (isGood(tokens)) return tokens;
    try {
      return await keep(await ask({ does: 'refresh', refreshToken: tokens.refreshToken }, LONGEST, true));
    } catch (error) {
      if (error.code !== 'refresh_rejected') throw error;
      // Another process may have spent it, and be about to store what it got; that is as good.
      for (let looks = 0; looks < LOOKS; looks += 1) {
        const stored = await theirs(() => store.load());
        if (stored && stored.refreshToken !== tokens.refreshToken && isGood(stored)) return stored;
        await new Promise((resolve) => setTimeout(resolve, 100 * looks));
      }
      throw error;
    }
  };

  let renewing;
  return client({
    authorizeUrl({ redirectUri, state, codeChallenge }) {
      const url = told('clover-authorize', given({ page, clientId, redirectUri, state, codeChallenge }));
      if (!url) throw wrong('call_invalid');
      return url;
    },
    async exchange({ code, codeVerifier }, limits) {
      await keep(await ask({ does: 'exchange', clientSecret, code, codeVerifier }, limits, true));
    },
    async accessToken(limits) {
      // In bounded time, so that a store which hangs once does not hang all who come later.
      renewing ??= within(renewed(), LONGEST).finally(() => (renewing = undefined));
      renewing.catch(() => {});
      return (await within(renewing, limits)).accessToken;
    },
  }, 'authorizeUrl');
});
