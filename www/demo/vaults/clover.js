// Clover: a public key for the browser, a private one for the charge.

export const clover = ({ ask, base, connect, credentials, price }) => ({
  client: connect({ environment: 'sandbox', baseUrl: base, accessToken: credentials.accessToken }),

  async charge(token) {
    const headers = { authorization: `Bearer ${credentials.privateKey}` };
    await ask('POST', `${base}/v1/charges`, { headers, body: { ...price, source: token.id } });
    return { paid: true, did: 'Charged. A token of Clover pays once.' };
  },
});
