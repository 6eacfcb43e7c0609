// Corefy: an invoice for each form, which the card pays. What came of it only the vault can tell, here or in a callback.

import { createHash, timingSafeEqual } from 'node:crypto';

export const corefy = ({ ask, base, credentials, price, shop }) => {
  const { accountId, apiKey, privateKey } = credentials;
  const headers = { authorization: `Basic ${Buffer.from(`${accountId}:${apiKey}`).toString('base64')}` };
  const invoices = `${base}/api/payment-invoices`;
  return {
    async grant(order) {
      const currency = price.currency.toUpperCase();
      const attributes = {
        reference_id: order.id,
        amount: price.amount / 100,
        currency,
        service: `payment_card_${price.currency}_hpp`,
        customer: { reference_id: order.shopper },
        gateway_options: { cardgate: { tokenize: true } },
        return_url: `${shop}/result?order=${order.id}`,
        callback_url: `${shop}/corefy/callback`,
      };
      const { data } = await ask('POST', invoices, { headers, body: { data: { type: 'payment-invoices', attributes } } });
      order.payment = data.id;
      return { vault: 'corefy', baseUrl: base, invoiceId: data.id, bearer: data.attributes.flow_data.metadata.token };
    },

    async charge(token, order) {
      const { data } = await ask('GET', `${invoices}/${encodeURIComponent(token.id)}`, { headers });
      const { status, reference_id: reference, payload } = data.attributes;
      // A page could name an invoice that paid another order.
      if (reference !== order.id) throw new Error('the invoice is of another order');
      if (status === 'process_pending') return { problem: 'The bank has not decided yet. Please look for a receipt before you try again.' };
      if (status === 'created') return { problem: 'Nothing was paid. Please try again.' };
      if (status !== 'processed') throw new Error(`the invoice is ${status}`);
      const { brand, last } = payload.payment_card;
      // It pays this shopper's next invoice, with the API key: it stays here.
      order.saved = payload.token;
      const did = `The invoice is processed${order.saved ? ', and a token for the next one is kept on the server' : ''}.`;
      return { paid: true, did, token: { ...token, brand, last4: last } };
    },

    /** Whether the vault said this. */
    signed(body, signature) {
      const own = createHash('sha1').update(privateKey).update(body).update(privateKey).digest();
      const given = Buffer.from(String(signature), 'base64');
      return given.length === own.length && timingSafeEqual(given, own);
    },
  };
};
