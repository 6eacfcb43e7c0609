import { baseOf, call, given, keyOf } from '../core.js';

/** @type {import('../index.js').vaultera} */
export const vaultera = (options) => {
  const { baseUrl, fetch = globalThis.fetch } = options;
  const apiKey = keyOf(options, 'apiKey');
  const base = baseOf(options, { production: 'https://pci.vaultera.co' });
  const sessions = {
    create: ({ scope }, limits) =>
      call(fetch, { does: 'vaultera-session', baseUrl: base, apiKey, scope }, limits, `vaultera-session-${scope}`),
  };
  return {
    vault: 'vaultera',
    sessions,
    async grant({ scope }, _, limits) {
      return given({ vault: 'vaultera', scope, baseUrl, sessionToken: await sessions.create({ scope }, limits) });
    },
  };
};
