import { baseOf, call, given, keyOf, wrong } from '../core.js';

const API = { production: 'https://api.hellgate.io', sandbox: 'https://sandbox.hellgate.io' };
/** Seconds that a session lives. */
const LIFE = 900;

/** @type {import('../index.js').hellgate} */
export const hellgate = (options) => {
  const { environment, baseUrl, fetch = globalThis.fetch } = options;
  const apiKey = keyOf(options, 'apiKey');
  const base = baseOf(options, API);
  const sessions = {
    create: ({ bypassIdentification = false, expirationTime } = {}, limits) =>
      call(fetch, given({ does: 'hellgate-session', baseUrl: base, apiKey, bypassIdentification, expirationTime }), limits),
  };
  const tokens = {
    refreshSession: (token, limits) => call(fetch, { does: 'hellgate-refresh', baseUrl: base, apiKey, token }, limits),
  };
  return {
    vault: 'hellgate',
    sessions,
    tokens,
    /** With the id of a stored card as `token`, for its security code alone. */
    async grant({ scope }, { token, ...settings } = {}, limits) {
      if (scope !== 'card') throw wrong('scope_mismatch');
      const sessionId = await (token ? tokens.refreshSession(token, limits) : sessions.create(settings, limits));
      return given({ vault: 'hellgate', scope, environment, baseUrl, sessionId, expiresIn: LIFE });
    },
  };
};
