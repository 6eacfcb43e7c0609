// What shows a stored card: the grants, who hears of them, README's endpoint as it stands there, and the demo's second
// factor.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { beforeEach, describe, test } from 'node:test';
import { code, counterAt, counterOf } from '../../www/demo/staff/totp.js';
import { base, clients, credentials, fresh, server } from './sandbox.js';

const { grantHandler, nodeHandler } = server;

beforeEach(fresh);

const store = () => clients.vaultera().cards.store({ cardNumber: '4242424242424242', cardholderName: 'ADA EXAMPLE', expirationMonth: '12', expirationYear: '2030', serviceCode: '123' });
const show = (query) => fetch(`${base('vaultera')}/api/v1/show_card?${new URLSearchParams(query)}`);

describe('a grant of Vaultera’s that shows', () => {
  test('a card opens its page once, and no other', async () => {
    const { cardToken } = await store();
    const grant = await clients.vaultera().grant({ scope: 'show_card' }, { cardToken });
    assert.deepEqual(Object.keys(grant).sort(), ['baseUrl', 'cardToken', 'scope', 'sessionToken', 'vault']);
    assert.ok(!JSON.stringify(grant).includes(credentials.vaultera.apiKey));
    assert.equal((await show({ card_token: cardToken, service_code_token: grant.sessionToken })).status, 401, 'not the code');
    const opened = await Promise.all(Array.from({ length: 100 }, () => show({ card_token: cardToken, session_token: grant.sessionToken })));
    assert.deepEqual(opened.map(({ status }) => status).sort(), [200, ...Array(99).fill(401)]);
  });

  test('a card with its code, and the code alone, hold a token for each', async () => {
    const { cardToken } = await store();
    const both = await clients.vaultera().grant({ scope: 'show_card' }, { cardToken, serviceCode: true });
    assert.notEqual(both.sessionToken, both.serviceCodeToken);
    assert.equal((await show({ card_token: cardToken, session_token: both.sessionToken, service_code_token: both.serviceCodeToken })).status, 200);
    const alone = await clients.vaultera().grant({ scope: 'show_service_code' }, { cardToken, serviceCode: true });
    assert.deepEqual(Object.keys(alone).sort(), ['baseUrl', 'cardToken', 'scope', 'sessionToken', 'vault']);
    assert.equal((await show({ card_token: cardToken, session_token: alone.sessionToken })).status, 401, 'not the card');
    assert.equal((await show({ card_token: cardToken, service_code_token: alone.sessionToken })).status, 200);
  });

  test('nothing is not made, and a form takes no card with it', async () => {
    for (const details of [undefined, null, {}, { cardToken: '' }, { cardToken: 7 }]) {
      for (const scope of ['show_card', 'show_service_code']) await assert.rejects(clients.vaultera().grant({ scope }, details), { code: 'call_invalid' });
    }
    assert.equal((await clients.vaultera().grant({ scope: 'card' }, { cardToken: 'c0' })).cardToken, undefined);
    await assert.rejects(clients.vaultera().grant({ scope: 'all' }), { code: 'scope_mismatch' });
  });
});

/** The origin of a handler, served for as long as `work` takes. */
const served = async (handler, work) => {
  const listening = createServer(nodeHandler(handler));
  await new Promise((resolve) => listening.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${listening.address().port}`);
  } finally {
    listening.close();
  }
};

const ask = async (url, scope = 'show_card') => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ scope, vault: 'vaultera' }) });
  const body = await response.json();
  return [response.status, body.error?.code ?? body.scope];
};

test('the auditor hears who saw which card from where, and of a payment no more than before', async () => {
  const heard = [];
  const { cardToken } = await store();
  const options = { vault: clients.vaultera(), scopes: ['card', 'show_card'], now: () => 1000, audit: (entry) => void heard.push(entry) };
  const authorize = (_, { scope, address }) => (address === '127.0.0.1' ? { person: 'noor', details: scope === 'card' ? undefined : { cardToken, serviceCode: true } } : null);
  await served(grantHandler({ ...options, authorize }), async (url) => {
    assert.deepEqual(await ask(url), [200, 'show_card']);
    assert.deepEqual(await ask(url, 'card'), [200, 'card']);
    assert.deepEqual(await ask(url, 'show_service_code'), [400, 'scope_mismatch']);
  });
  const address = '127.0.0.1';
  assert.deepEqual(heard, [
    { at: 1000, status: 200, address, scope: 'show_card', vault: 'vaultera', person: 'noor', card: cardToken, serviceCode: true },
    { at: 1000, status: 200, address, scope: 'card', vault: 'vaultera', person: 'noor' },
    { at: 1000, status: 400, code: 'scope_mismatch', address, scope: 'show_service_code' },
  ]);
});

test("README's endpoint for staff gives a grant to a person who may see cards, once it is written down", async () => {
  const [, text] = /```js\n(import \{ grantHandler, nodeHandler, vaultera \}[^`]*)```/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  assert.ok(text.split('\n').filter(Boolean).length <= 15);
  const { cardToken } = await store();
  const log = [];
  const staff = { signedIn: async (request) => ({ 'Bearer noor': { id: 'noor', seesCards: true }, 'Bearer ines': { id: 'ines' } })[request.headers.get('authorization')] };
  const bookings = { find: async (id) => (id === '7' ? { cardToken } : undefined) };
  const views = { write: async (view) => void log.push(view) };
  const body = text.replace(/^import.*\n/, '').replace(/export const /g, 'const ').replace(/vaultera\(\{ /, `vaultera({ baseUrl: '${base('vaultera')}', `);
  const make = new Function('grantHandler', 'nodeHandler', 'vaultera', 'process', 'staff', 'bookings', 'views', `${body}; return reveals;`);
  const env = { VAULTERA_API_KEY: credentials.vaultera.apiKey };
  const reveals = make(grantHandler, nodeHandler, server.vaultera, { env }, staff, bookings, views);
  const answer = async (who, booking, scope = 'show_card') => {
    const headers = { 'content-type': 'application/json', ...(who && { authorization: `Bearer ${who}` }) };
    const response = await reveals(new Request(`https://shop.example/staff/reveal-grant?booking=${booking}`, { method: 'POST', headers, body: JSON.stringify({ scope }) }));
    const grant = await response.json();
    return [response.status, grant.error?.code ?? grant.scope];
  };
  assert.deepEqual(await answer('noor', '7'), [200, 'show_card']);
  assert.deepEqual(log.map(({ person, card, status }) => [person, card, status]), [['noor', cardToken, 200]]);
  assert.deepEqual(await answer('noor', '7', 'show_service_code'), [200, 'show_service_code']);
  for (const [who, booking] of [[undefined, '7'], ['ines', '7'], ['noor', '8']]) assert.deepEqual(await answer(who, booking), [403, 'not_authorized']);
  assert.deepEqual(await answer('noor', '7', 'card'), [400, 'scope_mismatch']);
});

describe('the demo’s second factor', () => {
  const SECRET = new TextEncoder().encode('12345678901234567890');

  test('is that of RFC 6238, appendix B', async () => {
    // The last six of its eight digits.
    for (const [seconds, digits] of [[59, '287082'], [1111111109, '081804'], [1111111111, '050471'], [1234567890, '005924'], [2000000000, '279037'], [20000000000, '353130']]) {
      assert.equal(await code(SECRET, counterAt(seconds * 1000)), digits);
    }
  });

  test('is taken a step early or late, once, and never an older one after it', async () => {
    const now = 1111111111 * 1000;
    const at = counterAt(now);
    const typed = async (away) => counterOf(SECRET, await code(SECRET, at + away), now, 0);
    assert.deepEqual(await Promise.all([-2, -1, 0, 1, 2].map(typed)), [null, at - 1, at, at + 1, null]);
    assert.equal(await counterOf(SECRET, ' 050 471 ', now, at - 1), at);
    assert.equal(await counterOf(SECRET, '050471', now, at), null, 'it was used');
    for (const wrong of ['', '05047', '0504710', 'walnut', '٠٥٠٤٧١', undefined, null, {}]) assert.equal(await counterOf(SECRET, wrong, now, 0), null, String(wrong));
  });
});
