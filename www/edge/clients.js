// The vaults' clients. What they hold is the platform's: it comes from the runtime's secrets, never from a record.

import { clover, corefy, hellgate, payconex, vaultera } from 'tokenframe/server';
import { RecordInvalid } from './shops.js';

const MAKERS = {
  clover: (env, common) => clover({ ...common, accessToken: env.CLOVER_ACCESS_TOKEN }),
  vaultera: (env, { baseUrl }) => vaultera({ baseUrl, apiKey: env.VAULTERA_API_KEY }),
  payconex: (env, common) => payconex({ ...common, accountId: env.PAYCONEX_ACCOUNT, keyId: env.PAYCONEX_KEY, secret: env.PAYCONEX_SECRET }),
  hellgate: (env, common) => hellgate({ ...common, apiKey: env.HELLGATE_API_KEY }),
  corefy: (env, { baseUrl }) => corefy({ baseUrl, cardGateway: baseUrl, accountId: env.COREFY_ACCOUNT, apiKey: env.COREFY_API_KEY }),
};

/** One client for each vault and environment: Clover's keeps the merchant's public key for the next request. */
export const clientsOf = (env) => {
  const made = new Map();
  // Where the vaults stand in for the vendors': the sandbox.
  const baseUrl = (vault) => (env.VAULTS ? `${env.VAULTS}/${vault}` : undefined);
  return ({ vault, environment = 'production' }) => {
    const name = `${vault} ${environment}`;
    if (!Object.hasOwn(MAKERS, vault)) throw new RecordInvalid('the vault is none');
    if (!made.has(name)) made.set(name, MAKERS[vault](env, { environment, baseUrl: baseUrl(vault) }));
    return made.get(name);
  };
};
