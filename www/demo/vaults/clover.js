// Clover: a public key for the browser, a private one for the charge.

export const clover = ({ ask, base, credentials, price }) => {
  let key;
  return {
    async grant() {
      // Asked for once and kept: a merchant's key does not change.
      key ??= ask('GET', `${base}/pakms/apikey`, { headers: { authorization: `Bearer ${credentials.accessToken}` } });
      key.catch(() => (key = undefined));
      const { apiAccessKey, active } = await key;
      return { vault: 'clover', environment: 'sandbox', baseUrl: base, apiKey: apiAccessKey, active };
    },

    async charge(token) {
      const headers = { authorization: `Bearer ${credentials.privateKey}` };
      await ask('POST', `${base}/v1/charges`, { headers, body: { ...price, source: token.id } });
      return { paid: true, did: 'Charged. A token of Clover pays once.' };
    },
  };
};
