import { baseOf, call, given, keyOf, wrong } from '../core.js';

const API = { production: 'https://api.payconex.net', sandbox: 'https://api-cert.payconex.net' };
/** Seconds that an instance lives where nobody says otherwise. */
const TIMEOUT = 300;

/** @type {import('../index.js').payconex} */
export const payconex = (options) => {
  const { environment, baseUrl, fetch = globalThis.fetch, now = Date.now, auth = 'hmac' } = options;
  const [accountId, keyId, secret] = ['accountId', 'keyId', 'secret'].map((name) => keyOf(options, name));
  // The documents allow Basic in the sandbox alone.
  if (auth !== 'hmac' && (auth !== 'basic' || (environment ?? 'production') === 'production')) throw wrong('auth_method_refused');
  const base = baseOf(options, API);
  const account = () => given({
    baseUrl: base,
    accountId,
    keyId,
    secret,
    nonce: auth === 'hmac' ? hex(crypto.getRandomValues(new Uint8Array(32))) : undefined,
    timestamp: Math.floor(now() / 1000),
  });
  const iframes = {
    create: (settings, limits) =>
      call(fetch, { does: 'payconex-configuration', account: account(), settings: JSON.stringify(settings) }, limits),
  };
  const instances = {
    create: (configuration, settings, limits) =>
      call(fetch, { does: 'payconex-instance', account: account(), configuration, settings: JSON.stringify(settings) }, limits),
  };
  return {
    vault: 'payconex',
    iframes,
    instances,
    async grant({ scope }, { configuration = options.configuration, ...settings } = {}, limits) {
      if (scope !== 'card') throw wrong('scope_mismatch');
      if (!configuration) throw wrong('configuration_missing');
      const instance = await instances.create(configuration, { label: 'Checkout', ...settings }, limits);
      const expiresIn = settings.timeout ?? TIMEOUT;
      return given({ vault: 'payconex', scope, environment, baseUrl, bearerToken: instance.bearerToken, expiresIn });
    },
  };
};

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
