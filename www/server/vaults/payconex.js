import { baseOf, caller, checked, client, given, keyOf, told, wrong } from '../core.js';
import { created } from '../secret.js';

const API = { production: 'https://api.payconex.net', sandbox: 'https://api-cert.payconex.net' };
/** Seconds that an instance lives where nobody says otherwise. */
const TIMEOUT = 300;
/** How many keys a page of the vault's list has, and how many pages are read of a list that does not end. */
const PAGE = 100;
const PAGES = 1000;

/** @type {import('./payconex.js').payconex} */
export const payconex = checked((options = {}) => {
  const { environment, baseUrl, now = Date.now, auth = 'hmac', scopes } = options;
  const [accountId, keyId, secret] = ['accountId', 'keyId', 'secret'].map((name) => keyOf(options, name));
  // The documents allow Basic in the sandbox alone.
  if (auth !== 'hmac' && (auth !== 'basic' || (environment ?? 'production') === 'production')) throw wrong('auth_method_refused');
  const base = baseOf(options, API);
  const account = () => ({
    baseUrl: base,
    accountId,
    keyId,
    secret,
    nonce: auth === 'hmac' ? hex(crypto.getRandomValues(new Uint8Array(32))) : undefined,
  });
  const { ask } = caller('payconex', options.fetch ?? globalThis.fetch, account, now);

  /** What the key that asks holds, where it is known or may be read. */
  const held = async (wanted, limits) => {
    if (scopes || !wanted?.length) return scopes;
    try {
      return (await apiKeys.get(keyId, limits)).scopes;
    } catch (error) {
      // It may not read itself; then the vault is who says no.
      if (error.code === 'not_permitted' || error.code === 'not_found') return undefined;
      throw error;
    }
  };
  const settled = async (settings, limits) => {
    const { expiresAt, ...rest } = settings;
    const never = expiresAt === null ? { neverExpires: true } : { expiresAt };
    return { settings: given({ ...rest, ...never }), held: await held(settings.scopes, limits) };
  };

  const apiKeys = {
    async list({ query } = {}, limits) {
      const keys = [];
      for (let page = 1; page <= PAGES; page += 1) {
        const some = await ask({ does: 'list-keys', page, query }, limits);
        keys.push(...some);
        if (some.length < PAGE) break;
      }
      return keys;
    },
    create: async (settings, limits) => created(await ask({ does: 'create-key', ...(await settled(settings, limits)) }, limits, true)),
    get: (id, limits) => ask({ does: 'get-key', id }, limits),
    update: async (id, changes, limits) => ask({ does: 'update-key', id, ...(await settled(changes, limits)) }, limits, true),
    delete: (id, limits) => ask({ does: 'delete-key', id }, limits, true),
  };
  const iframes = {
    create: (settings, limits) => ask({ does: 'configuration', settings: JSON.stringify(settings) }, limits, true),
  };
  const instances = {
    create: (configuration, settings, limits) =>
      ask({ does: 'instance', configuration, settings: JSON.stringify(settings) }, limits),
  };
  return client({
    vault: 'payconex',
    iframes,
    instances,
    apiKeys,
    apiKeyScopes: (limits) => ask({ does: 'scopes' }, limits),
    async grant({ scope }, { configuration = options.configuration, ...settings } = {}, limits) {
      if (scope !== 'card') throw wrong('scope_mismatch');
      if (!configuration) throw wrong('configuration_missing');
      const instance = await instances.create(configuration, { label: 'Checkout', ...settings }, limits);
      const expiresIn = settings.timeout ?? TIMEOUT;
      return given({ vault: 'payconex', scope, environment, baseUrl, bearerToken: instance.bearerToken, expiresIn });
    },
  });
});

/** @type {import('./payconex.js').payconexScopes} */
export const payconexScopes = () => told('payconex-scopes');

/** @type {import('./payconex.js').payconexCovers} */
export const payconexCovers = checked((held, wanted) => {
  const covers = told('payconex-covers', { held: [...held], wanted });
  if (covers === undefined) throw wrong('call_invalid');
  return covers;
});

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
