// The vendors' own addresses, answered by the sandbox: what the documents show is run as it stands there.

const { VAULTS } = process.env;

const HOSTS = {
  'scl-sandbox.dev.clover.com': 'clover',
  'token-sandbox.dev.clover.com': 'clover',
  'checkout.clover.com': 'clover',
  'pci.vaultera.co': 'vaultera',
  'api-cert.payconex.net': 'payconex',
  'checkout-cert.payconex.net': 'payconex',
  'sandbox.hellgate.io': 'hellgate',
  'com.paycore.io': 'corefy',
  'cardgate.paycore.io': 'corefy',
};

/** Puts it in the place of this process's `fetch`, and gives back how to end that. */
export const sandboxed = () => {
  const { fetch } = globalThis;
  const asked = [];
  globalThis.fetch = (input, init) => {
    const url = new URL(input);
    asked.push(url.hostname);
    if (url.origin === 'http://127.0.0.1:4102') return fetch(`${VAULTS}${url.pathname}`, init);
    if (url.hostname === '127.0.0.1') return fetch(input, init);
    if (!HOSTS[url.hostname]) throw new Error(`${url.hostname} is nobody that the sandbox plays`);
    return fetch(`${VAULTS}/${HOSTS[url.hostname]}${url.pathname}${url.search}`, init);
  };
  return { asked, end: () => (globalThis.fetch = fetch) };
};
