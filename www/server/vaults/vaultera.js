import { baseOf, caller, checked, client, given, keyOf, wrong } from '../core.js';
import { created } from '../secret.js';

/** Scopes of sessions that are about one stored card. */
const SHOWN = ['show_card', 'show_service_code'];

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
    async grant({ scope }, { cardToken, serviceCode } = {}, limits) {
      const grant = { vault: 'vaultera', scope, baseUrl: options.baseUrl };
      if (!SHOWN.includes(scope)) return given({ ...grant, sessionToken: await sessions.create({ scope }, limits) });
      if (typeof cardToken !== 'string' || !cardToken) throw wrong('call_invalid', 'cardToken');
      const beside = serviceCode && scope === 'show_card' ? 'show_service_code' : undefined;
      const [sessionToken, serviceCodeToken] = await Promise.all(
        [scope, beside].map((one) => one && sessions.create({ scope: one }, limits)),
      );
      return given({ ...grant, cardToken, sessionToken, serviceCodeToken });
    },
  });
});
