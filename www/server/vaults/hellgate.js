import { baseOf, caller, checked, client, given, keyOf, keysUrlOf, told, wrong } from '../core.js';
import { created } from '../secret.js';

const API = { production: 'https://api.hellgate.io', sandbox: 'https://sandbox.hellgate.io' };
/** Seconds that a session lives. */
const LIFE = 900;
/** How many pages are read of a list that does not end. */
const PAGES = 1000;

/** @type {import('./hellgate.js').hellgate} */
export const hellgate = checked((options = {}) => {
  const { environment, baseUrl, scoped, fetch = globalThis.fetch } = options;
  const apiKey = keyOf(options, 'apiKey');
  const base = baseOf(options, API);
  const { ask, pass } = caller('hellgate', fetch, () => ({ baseUrl: base, apiKey, scoped }));
  const keys = caller('hellgate', fetch, () => ({ baseUrl: keysUrlOf(options) }));
  const sessions = {
    create: ({ bypassIdentification = false, expirationTime } = {}, limits) =>
      ask({ does: 'session', bypassIdentification, expirationTime }, limits),
  };
  const tokens = {
    list: (filter = {}, limits) => ask({ does: 'tokens', filter: given(filter) }, limits),
    get: (id, limits) => ask({ does: 'token', id }, limits),
    delete: (id, limits) => ask({ does: 'delete-token', id }, limits, true),
    refreshSession: (token, limits) => ask({ does: 'refresh', token }, limits),
    paymentData: (id, { limit, page } = {}, limits) => ask({ does: 'list-payment-data', id, limit, page }, limits),
  };
  return client({
    vault: 'hellgate',
    sessions,
    tokens,
    paymentData: {
      create: (token, purpose, limits) => ask({ does: 'create-payment-data', id: token, purpose: given(purpose) }, limits, true),
      forward: (id, { body }, limits) => pass({ does: 'forward-payment-data', id, body }, limits),
    },
    forward: ({ token, url, headers = {}, body }, limits) =>
      pass({ does: 'forward', token, url, headers: Object.entries(headers), body }, limits),
    apiKeys: {
      list: async (limits) => keys.ask({ does: 'list-keys' }, limits),
      create: async ({ label, merchants }, limits) => created(await keys.ask({ does: 'create-key', label, merchants }, limits, true)),
      get: async (id, limits) => keys.ask({ does: 'get-key', id }, limits),
      revoke: async (id, limits) => keys.ask({ does: 'revoke-key', id }, limits, true),
    },
    /** With the id of a stored card as `token`, for its security code alone. */
    async grant({ scope }, { token, ...settings } = {}, limits) {
      if (scope !== 'card') throw wrong('scope_mismatch');
      const sessionId = await (token ? tokens.refreshSession(token, limits) : sessions.create(settings, limits));
      return given({ vault: 'hellgate', scope, environment, baseUrl, sessionId, expiresIn: LIFE });
    },
  });
});

/** @type {import('./hellgate.js').guardian} */
export const guardian = checked((options = {}) => {
  const { adminToken, apiKey, now = Date.now, scopes: held } = options;
  if (!adminToken) keyOf(options, 'apiKey');
  const common = { baseUrl: baseOf(options, {}), adminToken: adminToken || undefined, apiKey, held };
  const { ask } = caller('hellgate', options.fetch ?? globalThis.fetch, () => common, now);
  return client({
    apiKeys: {
      async list(limits) {
        const keys = [];
        for (let page = 0, after; page < PAGES; page += 1) {
          const { items, next } = await ask({ does: 'list-guardian-keys', after }, limits);
          keys.push(...items);
          if (!next) break;
          after = next;
        }
        return keys;
      },
      create: async ({ scopes, expiresIn }, limits) =>
        created(await ask({ does: 'create-guardian-key', scopes, expiresIn }, limits, true)),
      get: (id, limits) => ask({ does: 'get-guardian-key', id }, limits),
      update: (id, { scopes }, limits) => ask({ does: 'update-guardian-key', id, scopes }, limits, true),
      delete: (id, limits) => ask({ does: 'delete-guardian-key', id }, limits, true),
    },
  });
});

/** @type {import('./hellgate.js').hellgateScopedEndpoints} */
export const hellgateScopedEndpoints = (model) => {
  const endpoints = told('hellgate-scoped', { model });
  if (!endpoints) throw wrong('model_unknown');
  return endpoints;
};

/** @type {import('./hellgate.js').guardianScopes} */
export const guardianScopes = () => told('guardian-scopes');
