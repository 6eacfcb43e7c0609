// Hellgate: a session for each form. The card goes on to a payment gateway without passing here.

export const hellgate = ({ ask, base, connect, credentials, gateway, price }) => {
  const headers = { 'x-api-key': credentials.apiKey };
  const stored = (id) => `${base}/tokens/${encodeURIComponent(id)}`;
  return {
    client: connect({ environment: 'sandbox', baseUrl: base, apiKey: credentials.apiKey }),

    async charge(token, order) {
      const card = { number: '{{ account_number }}', exp_month: '{{ expiration_month }}', exp_year: '{{ expiration_year }}', cvc: '{{ security_code }}' };
      const forward = { ...headers, 'x-hellgate-token': token.id, 'x-destination-url': gateway };
      await ask('POST', `${base}/forward`, { headers: forward, body: { ...price, card } });
      // The vault keeps the code until it is told that the payment is made.
      await ask('POST', `${stored(token.id)}/consume`, { headers });
      order.stored = token.id;
      const more = { href: '/hellgate/cvc', text: 'Pay again with this card' };
      return { paid: true, did: 'Forwarded to the gateway by the vault, which filled the card in.', more };
    },

    /** What a shopper may see of a stored card. */
    async shown(id) {
      const card = await ask('GET', stored(id), { headers });
      const month = String(card.expiry_month).padStart(2, '0');
      return `${card.scheme} •••• ${card.masked_account_number.slice(-4)}, ${month} / ${card.expiry_year % 100}`;
    },
  };
};
