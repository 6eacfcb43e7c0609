// Corefy: an invoice for each form, which the card pays. What came of it only the vault can tell, here or in a callback.

export const corefy = ({ base, connect, credentials, price, shop }) => {
  const { accountId, apiKey, privateKey } = credentials;
  const client = connect({ baseUrl: base, cardGateway: base, accountId, apiKey, privateKey });
  return {
    client,

    details: (order) => ({
      referenceId: order.id,
      amount: (price.amount / 100).toFixed(2),
      currency: price.currency.toUpperCase(),
      service: `payment_card_${price.currency}_hpp`,
      customer: order.shopper,
      callbackUrl: `${shop}/corefy/callback`,
      returnUrl: `${shop}/result?order=${order.id}`,
    }),

    async charge(token, order) {
      const invoice = await client.invoices.get(token.id);
      // A page could name an invoice that paid another order.
      if (invoice.referenceId !== order.id) throw new Error('the invoice is of another order');
      if (invoice.status === 'process_pending') return { problem: 'The bank has not decided yet. Please look for a receipt before you try again.' };
      if (invoice.status === 'created') return { problem: 'Nothing was paid. Please try again.' };
      if (invoice.status !== 'processed') throw new Error(`the invoice is ${invoice.status}`);
      // It pays this shopper's next invoice, with the API key: it stays here.
      order.saved = invoice.token;
      const did = `The invoice is processed${order.saved ? ', and a token for the next one is kept on the server' : ''}.`;
      return { paid: true, did, token: { ...token, brand: invoice.brand, last4: invoice.last4 } };
    },
  };
};
