// PayConex: one configuration for the shop, one instance of it for each form.

export const payconex = ({ ask, base, clock, connect, credentials, frame, price, shop }) => {
  const { accountId, keyId, secret } = credentials;
  // Requests are signed with the time, and a sandbox's clock can be put forward. Elsewhere leave `now` out.
  let ahead = 0;
  const client = connect({ environment: 'sandbox', baseUrl: base, accountId, keyId, secret, now: () => Date.now() + ahead });
  let configuration;
  return {
    client,

    async details() {
      ahead = (await ask('GET', clock)).nowMs - Date.now();
      // A browser looks at every page around the component: our frame, and the shop around that.
      const allowedParentDomains = [frame, shop].map((origin) => new URL(origin).hostname);
      configuration ??= client.iframes.create({ label: 'Slack Water Press', allowedPaymentMethods: ['CARD'], allowedParentDomains });
      configuration.catch(() => (configuration = undefined));
      return { configuration: await configuration };
    },

    async charge(token) {
      const headers = { authorization: `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}` };
      const amounts = { total: (price.amount / 100).toFixed(2), currency: price.currency.toUpperCase() };
      const body = { bfTokenReference: token.id, posProfile: 'ECOMMERCE', amounts };
      const { transactionId } = await ask('POST', `${base}/api/v4/accounts/${accountId}/payments/sale`, { headers, body });
      return { paid: true, did: `Sold, as transaction ${transactionId}.` };
    },
  };
};
