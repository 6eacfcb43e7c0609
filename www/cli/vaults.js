// Whose keys the command manages: what each vault wants of the environment, and what it can be asked.

/**
 * `secret` is the one that `--stdin` reads; `needs` and `takes` are the others, without and with a default. `hint` says what a
 * vault may mean that refuses.
 */
export const VAULTS = {
  clover: {
    secret: 'CLOVER_ACCESS_TOKEN',
    needs: [],
    takes: ['CLOVER_URL'],
    client: ({ clover }, { environment, env }) => clover({ environment, baseUrl: env.CLOVER_URL, accessToken: env.CLOVER_ACCESS_TOKEN }),
    // One key for each merchant and app: Clover makes it, and Clover alone disables it.
    list: async (client, _, limits) => [await client.publicKey(limits)],
    get: (client, _, limits) => client.publicKey(limits),
  },
  vaultera: {
    secret: 'VAULTERA_API_KEY',
    needs: [],
    takes: ['VAULTERA_URL'],
    client: ({ vaultera }, { env }) => vaultera({ baseUrl: env.VAULTERA_URL, apiKey: env.VAULTERA_API_KEY }),
    create: { takes: ['label'], settings: ({ label }) => ({ description: label }) },
    revoke: 'revoke',
  },
  payconex: {
    secret: 'PAYCONEX_SECRET',
    needs: ['PAYCONEX_ACCOUNT', 'PAYCONEX_KEY'],
    takes: ['PAYCONEX_URL'],
    client: ({ payconex }, { environment, env }) => payconex({ environment, baseUrl: env.PAYCONEX_URL, accountId: env.PAYCONEX_ACCOUNT, keyId: env.PAYCONEX_KEY, secret: env.PAYCONEX_SECRET }),
    list: (client, _, limits) => client.apiKeys.list({}, limits),
    create: { takes: ['label', 'scope', 'expires-in'], needs: ['label', 'scope'], settings: ({ label, scope, 'expires-in': expiresIn }) => ({ label, scopes: scope, ...(expiresIn && { expiresIn }) }) },
    enable: true,
    revoke: 'delete',
  },
  hellgate: {
    secret: 'HELLGATE_API_KEY',
    needs: ['HELLGATE_KEYS_URL'],
    takes: ['HELLGATE_URL'],
    client: ({ hellgate }, { environment, env }) => hellgate({ environment, baseUrl: env.HELLGATE_URL, apiKey: env.HELLGATE_API_KEY, keysUrl: env.HELLGATE_KEYS_URL }),
    create: {
      takes: ['label', 'merchant'],
      needs: ['label'],
      settings: ({ label, merchant }) => ({ label, ...(merchant.length && { merchants: merchant }) }),
      hint: ({ merchant }) => merchant.length && 'Only an account of the Ecosystem models has keys for single merchants.',
    },
    revoke: 'revoke',
  },
  guardian: {
    secret: 'GUARDIAN_ADMIN_TOKEN',
    needs: ['GUARDIAN_URL'],
    takes: [],
    client: ({ guardian }, { env }) => guardian({ baseUrl: env.GUARDIAN_URL, adminToken: env.GUARDIAN_ADMIN_TOKEN }),
    create: { takes: ['scope', 'expires-in'], needs: ['scope'], settings: ({ scope, 'expires-in': seconds }) => ({ scopes: scope, ...(seconds && { expiresIn: Number(seconds) }) }) },
    revoke: 'delete',
  },
  corefy: {
    secret: 'COREFY_API_KEY',
    needs: ['COREFY_ACCOUNT', 'COREFY_KEYS_URL'],
    takes: ['COREFY_URL'],
    client: ({ corefy }, { env }) => corefy({ baseUrl: env.COREFY_URL, accountId: env.COREFY_ACCOUNT, apiKey: env.COREFY_API_KEY, keysUrl: env.COREFY_KEYS_URL }),
    create: {
      takes: ['label', 'type', 'preset', 'scope'],
      needs: ['type'],
      settings: ({ label, type, preset, scope }) => ({ type, ...(label && { name: label }), ...(preset && { preset }), ...(scope.length && { permissions: scope }) }),
    },
    revoke: 'revoke',
  },
};

/** What a vault can be asked for. */
export const verbs = ({ create, revoke, enable }) => ['list', 'get', ...(create ? ['create'] : []), ...(enable ? ['enable', 'disable'] : []), ...(revoke ? ['revoke'] : [])];
