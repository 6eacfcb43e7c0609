import { baseOf, caller, checked, client, given, keyOf } from '../core.js';
import { created } from '../secret.js';

/** @type {import('./vaultera.js').vaultera} */
export const vaultera = checked((options = {}) => {
  const apiKey = keyOf(options, 'apiKey');
  const base = baseOf(options, { production: 'https://pci.vaultera.co' });
  const { ask, pass } = caller('vaultera', options.fetch ?? globalThis.fetch, () => ({ baseUrl: base, apiKey }));
  const sessions = {
    create: ({ scope }, limits) => ask({ does: 'session', scope }, limits),
  };
  return client({
    vault: 'vaultera',
    sessions,
    apiKeys: {
      list: (limits) => ask({ does: 'list-keys' }, limits),
      create: async ({ description } = {}, limits) => created(await ask({ does: 'create-key', description }, limits, true)),
      get: (id, limits) => ask({ does: 'get-key', id }, limits),
      revoke: (id, limits) => ask({ does: 'revoke-key', id }, limits, true),
    },
    cards: {
      store: (card, limits) => ask({ does: 'store-card', card: given(card) }, limits, true),
      get: (cardToken, limits) => ask({ does: 'get-card', cardToken }, limits),
      delete: (cardToken, limits) => ask({ does: 'delete-card', cardToken }, limits, true),
      send: (cardToken, { method = 'POST', url, headers = {}, body }, limits) =>
        pass({ does: 'send', cardToken, method, url, body, extra: Object.entries(headers) }, limits),
    },
    async grant({ scope }, _, limits) {
      return given({ vault: 'vaultera', scope, baseUrl: options.baseUrl, sessionToken: await sessions.create({ scope }, limits) });
    },
  });
});
