import { callback } from 'server.js';
import { baseOf, call, given, keyOf, wrong } from '../core.js';

/** @type {import('../index.js').corefy} */
export const corefy = (options) => {
  const { cardGateway, privateKey, fetch = globalThis.fetch } = options;
  const [accountId, apiKey] = ['accountId', 'apiKey'].map((name) => keyOf(options, name));
  const baseUrl = baseOf(options, { production: 'https://com.paycore.io' });
  const account = { baseUrl, accountId, apiKey };
  const invoices = {
    create: (order, limits) => call(fetch, { does: 'corefy-invoice', ...account, order: given({ ...order, amount: String(order.amount) }) }, limits),
    get: (id, limits) => call(fetch, { does: 'corefy-read', ...account, id }, limits),
  };
  return {
    vault: 'corefy',
    invoices,
    /** The invoice in a callback, or null where it is not signed with the account's private key. */
    callback(body, signature) {
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
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
  };
};
