import { baseOf, call, given, keyOf, wrong } from '../core.js';

const KEYS = { production: 'https://scl.clover.com', sandbox: 'https://scl-sandbox.dev.clover.com' };

/** @type {import('../index.js').clover} */
export const clover = (options) => {
  const { environment, baseUrl, fetch = globalThis.fetch, encryptionKey } = options;
  const known = options.apiAccessKey;
  if (known === undefined) keyOf(options, 'accessToken');
  const url = `${baseOf({ baseUrl: options.keysUrl ?? baseUrl, environment }, KEYS)}/pakms/apikey`;
  let asked;
  const key = async (limits) => {
    if (known !== undefined) return known;
    // A merchant's key does not change: it is asked for once, and again after a failure.
    asked ??= call(fetch, { does: 'clover-key', url, accessToken: options.accessToken }, limits);
    asked.catch(() => (asked = undefined));
    return asked;
  };
  return {
    vault: 'clover',
    key,
    async grant({ scope }, _, limits) {
      if (scope !== 'card') throw wrong('scope_mismatch');
      return given({ vault: 'clover', scope, environment, baseUrl, apiKey: await key(limits), encryptionKey });
    },
  };
};
