import { callback } from 'server.js';
import { baseOf, caller, checked, client, given, keyOf, keysUrlOf, told, wrong } from '../core.js';
import { created } from '../secret.js';

/** @type {import('./corefy.js').corefy} */
export const corefy = checked((options = {}) => {
  const { cardGateway, privateKey, fetch = globalThis.fetch } = options;
  const [accountId, apiKey] = ['accountId', 'apiKey'].map((name) => keyOf(options, name));
  const baseUrl = baseOf(options, { production: 'https://com.paycore.io' });
  const { ask } = caller('corefy', fetch, () => ({ baseUrl, accountId, apiKey }));
  const keys = caller('corefy', fetch, () => ({ baseUrl: keysUrlOf(options) }));
  const invoices = {
    create: (order, limits) => ask({ does: 'invoice', order: given({ ...order, amount: String(order.amount) }) }, limits, true),
    get: (id, limits) => ask({ does: 'read', id }, limits),
  };
  return client({
    vault: 'corefy',
    invoices,
    apiKeys: {
      list: async (limits) => keys.ask({ does: 'list-keys' }, limits),
      create: async (settings, limits) => created(await keys.ask({ does: 'create-key', settings: given(settings) }, limits, true)),
      get: async (id, limits) => keys.ask({ does: 'get-key', id }, limits),
      revoke: async (id, limits) => keys.ask({ does: 'revoke-key', id }, limits, true),
    },
    /** The invoice in a callback, or null where it is not signed with the account's private key. */
    callback(body, signature) {
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      if (!(bytes instanceof Uint8Array)) throw wrong('call_invalid', 'body');
      return callback(bytes, String(signature ?? ''), keyOf({ privateKey }, 'privateKey')) ?? null;
    },
    async grant({ scope }, order, limits) {
      if (scope !== 'card') throw wrong('scope_mismatch');
      if (!order) throw wrong('order_missing');
      const { id, bearer } = await invoices.create({ tokenize: true, ...order }, limits);
      // Without a service, the shopper chooses one elsewhere, and there is nothing for a card.
      if (!bearer) throw wrong('service_missing');
      return given({ vault: 'corefy', scope, baseUrl: cardGateway, invoiceId: id, bearer });
    },
  }, 'callback');
});

/** @type {import('./corefy.js').corefyEntities} */
export const corefyEntities = () => told('corefy-entities');

/** @type {import('./corefy.js').corefyPermissions} */
export const corefyPermissions = (preset) => {
  const permissions = told('corefy-permissions', { preset });
  if (!permissions) throw wrong('scope_invalid');
  return permissions;
};

/** @type {import('./corefy.js').corefyPreset} */
export const corefyPreset = checked((permissions) => {
  const preset = told('corefy-preset', { permissions: [...permissions] });
  if (!preset) throw wrong('call_invalid');
  return preset;
});
