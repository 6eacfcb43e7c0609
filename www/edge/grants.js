// Grants: POST /<shop>, from the pages of that shop alone. Nothing is kept between two requests but what can be lost.

import { grantHandler } from 'tokenframe/server';
import { failureOf } from './shops.js';

/** A page may show a grant's session as a header, which a browser asks for first. */
const PREFLIGHT = { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'authorization, content-type', 'access-control-max-age': '600' };

const refused = (status, code, headers) => Response.json({ error: { code } }, { status, headers: { 'cache-control': 'no-store', vary: 'Origin', ...headers } });

/**
 * Answers for the grants' host.
 *
 * `shop` gives a shop's record by its key; `session` says whose request it is: the claims `{ shop, person, details }`,
 * or null; `client` gives the vault's client for a record; `limited` says whether a key has had enough.
 */
export const grantsFor = ({ shop, session, client, limited = () => false, audit = () => {} }) => async (request) => {
  const { pathname } = new URL(request.url);
  const key = pathname.slice(1);
  let record;
  let vault;
  try {
    record = await shop(key);
    vault = record && client(record);
  } catch (error) {
    return refused(503, failureOf(error), { 'retry-after': '5' });
  }
  if (!record) return refused(404, 'shop_unknown');
  const origin = request.headers.get('origin');
  if (request.method === 'OPTIONS') {
    if (!record.parents.includes(origin)) return refused(403, 'origin_refused');
    return new Response(null, { status: 204, headers: { ...PREFLIGHT, 'cache-control': 'no-store', vary: 'Origin', 'access-control-allow-origin': origin } });
  }
  const authorize = async () => {
    const claims = await session(request);
    // One shop's session is of no use at another's.
    if (!claims || claims.shop !== key) return null;
    return { person: `${key}/${claims.person}`, details: { ...record.settings, ...claims.details } };
  };
  // Whose limit it was.
  let enough = null;
  const handler = grantHandler({
    vaults: [vault],
    origins: record.parents,
    audit: (entry) => audit({ shop: key, ...entry, ...(enough && { status: 429, code: 'rate_limited', person: enough }) }),
    authorize: async () => {
      const allowed = await authorize();
      if (!allowed || !(await limited(allowed.person))) return allowed;
      enough = allowed.person;
      return null;
    },
  });
  const response = await handler(request, { address: request.headers.get('cf-connecting-ip') ?? undefined });
  if (!enough) return response;
  // The page of the shop may read that too.
  return refused(429, 'rate_limited', { 'retry-after': '60', ...(origin && { 'access-control-allow-origin': origin }) });
};
