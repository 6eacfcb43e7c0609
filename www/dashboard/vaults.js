// What the dashboard holds of each vault: the sandbox's credentials, or those of the environment.

/** Whose keys can be managed, and what that needs of the environment. */
export const NEEDS = {
  clover: ['CLOVER_ACCESS_TOKEN'],
  vaultera: ['VAULTERA_API_KEY'],
  payconex: ['PAYCONEX_ACCOUNT', 'PAYCONEX_KEY', 'PAYCONEX_SECRET'],
  hellgate: ['HELLGATE_API_KEY', 'HELLGATE_KEYS_URL'],
  guardian: ['GUARDIAN_URL', 'GUARDIAN_ADMIN_TOKEN'],
  corefy: ['COREFY_ACCOUNT', 'COREFY_API_KEY', 'COREFY_KEYS_URL'],
};

const json = async (url, options) => {
  const response = await fetch(url, { ...options, headers: { 'content-type': 'application/json' } });
  if (!response.ok) throw new Error('the sandbox refused');
  return response.json();
};

/** All five from the sandbox, with what only a sandbox can be told. */
export const fromSandbox = async (sdk, base) => {
  const held = await json(`${base}/_sandbox/credentials`);
  const at = (name) => ({ environment: 'sandbox', baseUrl: `${base}/${name}` });
  const change = (path) => (method, values) => json(`${base}/_sandbox/${path}`, { method, body: values && JSON.stringify(values) });
  // A sandbox's clock can be put forward, and a request that is signed at another time is refused.
  let ahead = 0;
  const refresh = () => json(`${base}/_sandbox/clock`).then(({ nowMs }) => (ahead = nowMs - Date.now()), () => {});
  return {
    refresh,
    clients: {
      clover: sdk.clover({ ...at('clover'), accessToken: held.clover.accessToken }),
      vaultera: sdk.vaultera({ ...at('vaultera'), apiKey: held.vaultera.apiKey }),
      payconex: sdk.payconex({ ...at('payconex'), ...held.payconex, now: () => Date.now() + ahead }),
      hellgate: sdk.hellgate({ ...at('hellgate'), apiKey: held.hellgate.apiKey, keysUrl: `${base}/_sandbox/hellgate` }),
      guardian: sdk.guardian({ baseUrl: `${base}/hellgate`, adminToken: held.hellgate.adminToken }),
      corefy: sdk.corefy({ ...at('corefy'), ...held.corefy, keysUrl: `${base}/_sandbox/corefy` }),
    },
    // What the dashboard itself works with is not for it to end.
    own: { payconex: held.payconex.keyId, vaultera: held.vaultera.apiKey.slice(-6) },
    // The demo shop works with all that the sandbox issued at its start; these two the dashboard needs not itself.
    used: { by: 'shop', hellgate: held.hellgate.apiKey.slice(-4), corefy: held.corefy.apiKey.slice(-4) },
    sandbox: { hellgateAccount: change('hellgate/account'), cloverKey: change('clover/key'), sessionLifetime: 600_000 },
    environment: 'test',
    vaulteraUrl: `${base}/vaultera`,
  };
};

/** Those that the environment has whole; the others are shown as not set up. */
export const fromEnvironment = (sdk, env) => {
  const environment = env.ENVIRONMENT === 'production' ? 'production' : 'sandbox';
  const make = {
    clover: () => sdk.clover({ environment, baseUrl: env.CLOVER_URL, accessToken: env.CLOVER_ACCESS_TOKEN }),
    vaultera: () => sdk.vaultera({ baseUrl: env.VAULTERA_URL, apiKey: env.VAULTERA_API_KEY }),
    payconex: () => sdk.payconex({ environment, baseUrl: env.PAYCONEX_URL, accountId: env.PAYCONEX_ACCOUNT, keyId: env.PAYCONEX_KEY, secret: env.PAYCONEX_SECRET }),
    hellgate: () => sdk.hellgate({ environment, baseUrl: env.HELLGATE_URL, apiKey: env.HELLGATE_API_KEY, keysUrl: env.HELLGATE_KEYS_URL }),
    guardian: () => sdk.guardian({ baseUrl: env.GUARDIAN_URL, adminToken: env.GUARDIAN_ADMIN_TOKEN }),
    corefy: () => sdk.corefy({ baseUrl: env.COREFY_URL, accountId: env.COREFY_ACCOUNT, apiKey: env.COREFY_API_KEY, keysUrl: env.COREFY_KEYS_URL }),
  };
  const ready = Object.keys(NEEDS).filter((name) => NEEDS[name].every((variable) => env[variable]));
  return {
    clients: Object.fromEntries(ready.map((name) => [name, make[name]()])),
    own: { payconex: env.PAYCONEX_KEY, vaultera: env.VAULTERA_API_KEY?.slice(-6) },
    used: { by: 'dashboard', hellgate: env.HELLGATE_API_KEY?.slice(-4), corefy: env.COREFY_API_KEY?.slice(-4) },
    sandbox: null,
    environment: environment === 'production' ? 'live' : 'test',
    vaulteraUrl: env.VAULTERA_URL ?? 'https://pci.vaultera.co',
  };
};
