// What a network and a broken vault do to a request that holds a card, in groups: each row is a name, the fault as the
// sandbox is asked for it, and the code that the shop hears. Names and codes are those of the conformance suite
// (tests/vectors), so that the browsers are held to what the adapters are held to.

import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8'));
const GENERAL = read('general.json');
const TYPE = 'application/json';

/** Where the frame of a vault sends the card. */
export const CARD_AT = {
  clover: { vault: 'clover', path: '/v1/tokens', method: 'POST' },
  hellgate: { vault: 'hellgate', path: '/sessions/', method: 'POST' },
  corefy: { vault: 'corefy', path: '/payment/sale', method: 'POST' },
};

// A vault that may have charged the card leaves the outcome open wherever it does not say clearly what it did.
const unclear = (vault, code) => (vault === 'corefy' ? 'unknown_outcome' : code);

const fault = ({ status, body, type = TYPE, retryAfter, lost }) => {
  if (lost === 'unreachable') return { kind: 'drop' };
  if (lost === 'cut') return { kind: 'truncate', bytes: 20 };
  const headers = { 'content-type': type, ...(retryAfter && { 'retry-after': String(retryAfter), 'access-control-expose-headers': 'retry-after' }) };
  return { kind: 'status', status, body, headers };
};

/** The rows of a group of the conformance suite that end in an answer to the card. */
const group = (title, vault) => {
  const { expect } = read(`${vault}/conformance.json`);
  return GENERAL.find((one) => one.group === title).cases.flatMap(({ name, script, scripts, cut }) =>
    (scripts ?? [script]).flatMap((steps, at) => {
      const last = steps.at(-1);
      // What is made of the good answer is made below, where the sandbox's own is known.
      // What is longer than the sandbox takes an order to be stands in bodies.test.js.
      if (cut || last.good || last === 'good' || last.lost === 'too long') return [];
      const [code, wait] = expect[name].split(' ');
      // Chromium itself asks again where a connection that it kept open says 408, as it does where that dies.
      return [[scripts ? `${name}, ${at + 1}` : name, fault(last), code, { retryAfterMs: wait && Number(wait), again: last.status === 408 }]];
    }),
  );
};

const json = (text) => ({ kind: 'body', text });
const TOKENS = [null, 7, true, [], {}, '', 'two words', '<b>', 'a\r\nx-evil: 1', 'a'.repeat(10000), '4242424242424242'];

/** An answer whose token is another thing. */
const answered = {
  clover: (id) => ({ id, card: { last4: '4242', brand: 'VISA' } }),
  hellgate: (id) => ({ status: 'success', data: { token_id: id } }),
  // It names no token: what stands in that place says that the card was taken.
  corefy: (id) => ({ status: id }),
};

/** What the sandbox would have said, as bytes that a test can cut. */
const GOOD = {
  clover: { id: 'clv_1TSTSa1b2c3d4e5f6g7h8j9k', object: 'token', card: { exp_month: '12', exp_year: '2030', first6: '424242', last4: '4242', brand: 'VISA' } },
  hellgate: { status: 'success', data: { token_id: 'b0a5d6a8-7c07-4c1a-8a35-6f8f6f2f1f10' } },
  corefy: { status: 'processed' },
};

export const DIRECT = Object.keys(CARD_AT);

/** The groups of faults for a vault to which the frame itself sends the card. */
export const groups = (vault) => {
  const good = JSON.stringify(GOOD[vault]);
  const bad = unclear(vault, 'bad_response');
  const unread = unclear(vault, 'network_failed');
  const wait = (text, ms) => [`429, Retry-After: ${text}`, { kind: 'status', status: 429, body: {}, headers: { 'retry-after': text, 'access-control-expose-headers': 'retry-after' } }, unclear(vault, 'rate_limited'), { retryAfterMs: vault === 'corefy' ? undefined : ms }];
  return {
    'a preflight that is refused': [['no CORS', { kind: 'noCors', method: 'OPTIONS' }, unread, { unsent: true }]],
    'a status that is not 200': group('a status that is not 200', vault),
    'when to come again': [wait('2', 2000), wait('0', 0), wait('999999999', 60000), wait('1e9'), wait('-1'), wait('soon'), wait('Wed, 21 Oct 2099 07:28:00 GMT')],
    'an answer that says nothing': [
      ...group('an answer that says nothing', vault),
      ['bytes that are no UTF-8', { kind: 'garbage' }, bad],
      ['the good answer as text', { kind: 'body', text: good, contentType: 'text/plain' }, bad],
      ['the good answer as a page', { kind: 'body', text: good, contentType: 'text/html' }, bad],
      ['the good answer of no type', { kind: 'body', text: good, contentType: '' }, bad],
      ['the good answer behind a byte order mark', json(`\uFEFF${good}`), bad],
      ...[204, 205, 206, 226].map((status) => [`${status}`, { kind: 'status', status, ...(status > 205 && { body: GOOD[vault] }) }, bad]),
    ],
    'what stands where the token is': TOKENS.map((token) => [JSON.stringify(token).slice(0, 24), json(JSON.stringify(answered[vault](token))), bad]),
    'an answer that breaks off': Array.from({ length: good.length }, (_, bytes) => [`after ${bytes} bytes`, { kind: 'truncate', bytes }, 'unknown_outcome', { whole: good }]),
    'another address': [301, 302, 303, 307, 308].flatMap((status) =>
      [`/${vault}/elsewhere`, 'https://elsewhere.example/'].map((location) => [`${status} to ${location}`, { kind: 'redirect', status, location }, unread]),
    ),
    'no answer': [
      ['the connection drops', { kind: 'drop' }, unread, { again: true }],
      ['it drops when the work is done', { kind: 'drop', after: true }, unread, { again: true }],
      ['it may not be read', { kind: 'noCors' }, unread],
    ],
    'no answer in time': [['nothing comes', { kind: 'hang' }, 'unknown_outcome', { call: { timeoutMs: 700 } }]],
    'headers that ask the browser for something': [
      ['a cookie', 'set-cookie', 'a=1; SameSite=None; Secure'], ['another cookie', 'set-cookie', 'a=1'], ['to forget everything', 'clear-site-data', '"*"'], ['to load a file', 'link', `</${vault}/elsewhere>; rel=preload; as=fetch`],
    ].map(([name, header, value]) => [name, { kind: 'status', status: 500, body: {}, headers: { [header]: value } }, unclear(vault, 'vault_unavailable')]),
  };
};

/** A fixed few of them, the first and the last among them; the others are for those who have the time. */
export const few = (rows, most = 4) => rows.filter((_, at) => at === rows.length - 1 || at % Math.max(1, Math.ceil(rows.length / (most - 1))) === 0);
