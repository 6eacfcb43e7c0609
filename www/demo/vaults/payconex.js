// PayConex: one configuration for the shop, one instance of it for each form.

export const payconex = ({ ask, base, credentials, frame, price, shop }) => {
  const { accountId, keyId, secret } = credentials;
  const account = `${base}/api/v4/accounts/${accountId}`;
  const headers = { authorization: `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}` };
  const total = (price.amount / 100).toFixed(2);
  let configuration;
  return {
    async grant() {
      // A browser looks at every page around the component: our frame, and the shop around that.
      const allowedParentDomains = [frame, shop].map((origin) => new URL(origin).hostname);
      const body = { label: 'Slack Water Press', allowedPaymentMethods: ['CARD'], allowedParentDomains };
      configuration ??= ask('POST', `${account}/payment-iframe`, { headers, body });
      configuration.catch(() => (configuration = undefined));
      const { id } = await configuration;
      const instance = await ask('POST', `${account}/payment-iframe/${id}/instance/init`, { headers, body: { label: 'Checkout' } });
      return { vault: 'payconex', environment: 'sandbox', baseUrl: base, bearerToken: instance.bearerToken };
    },

    async charge(token) {
      const body = { bfTokenReference: token.id, posProfile: 'ECOMMERCE', amounts: { total, currency: price.currency.toUpperCase() } };
      const { transactionId } = await ask('POST', `${account}/payments/sale`, { headers, body });
      return { paid: true, did: `Sold, as transaction ${transactionId}.` };
    },
  };
};
