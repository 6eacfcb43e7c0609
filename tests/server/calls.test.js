// One call, whatever `fetch` gives: it settles once, in time, with a documented code.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { server } from './sandbox.js';

const { TokenframeError, vaultera } = server;
const KEY = 'b7e2c9d4f1a60358b7e2c9d4f1a60358';
const client = (fetch) => vaultera({ apiKey: KEY, baseUrl: 'http://127.0.0.1:1', fetch });
const json = (body, init) => new Response(body, { headers: { 'content-type': 'application/json' }, ...init });
const endless = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 16).fill(32)) });
const broken = () => new ReadableStream({ pull: (controller) => controller.error(new Error(`cut at ${KEY}`)) });

const ANSWERS = [
  ['a body without an end', () => json(endless()), 'bad_response'],
  ['a body that breaks', () => json(broken()), 'network_failed', 'unknown_outcome'],
  ['no body', () => json(null), 'bad_response'],
  ['no type', () => new Response(new Uint8Array([123, 125])), 'bad_response'],
  ['text that is no UTF-8', () => json(new Uint8Array([34, 255, 34])), 'bad_response'],
  ['another shape', () => json('{"data":7}'), 'bad_response'],
  ['a key without an id', () => json('{"data":[{"attributes":{}}]}'), 'bad_response'],
  ['a redirect that was not followed', () => Response.redirect('http://127.0.0.1:1/elsewhere', 307), 'bad_response'],
  ['an opaque redirect', () => ({ status: 0, headers: new Headers(), body: null }), 'bad_response'],
  ['429', () => json('{}', { status: 429 }), 'rate_limited'],
  ['503', () => json('{}', { status: 503 }), 'vault_unavailable'],
  ['418', () => json('{}', { status: 418 }), 'request_refused'],
  ['an error that is none', () => Promise.reject('no'), 'network_failed', 'unknown_outcome'],
  ['an error thrown at once', () => { throw new TypeError(`bad ${KEY}`); }, 'network_failed', 'unknown_outcome'],
  ['a name that is not found', () => { throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } }); }, 'network_failed'],
];

describe('a call whose fetch gives', () => {
  for (const [name, answer, reading, making = reading] of ANSWERS) {
    test(name, async () => {
      const { apiKeys } = client(async () => answer());
      for (const [call, code] of [[apiKeys.list, reading], [apiKeys.create, making]]) {
        const error = await call().catch((error) => error);
        assert.ok(error instanceof TokenframeError, inspect(error));
        assert.equal(error.code, code);
        assert.ok(!inspect(error, { showHidden: true, depth: 9 }).includes(KEY));
      }
    });
  }

  test('an answer after the time is over', async () => {
    // It does not heed the signal either.
    const { apiKeys, sessions } = client(() => new Promise(() => {}));
    await assert.rejects(apiKeys.list({ timeoutMs: 20 }), { code: 'timed_out', retryable: true });
    await assert.rejects(sessions.create({ scope: 'card' }, { timeoutMs: 20 }), { code: 'timed_out' });
    await assert.rejects(apiKeys.create({}, { timeoutMs: 20 }), { code: 'unknown_outcome', retryable: false });
    await assert.rejects(apiKeys.list({ signal: AbortSignal.abort() }), { code: 'aborted', retryable: true });
    await assert.rejects(apiKeys.create({}, { signal: AbortSignal.timeout(20), timeoutMs: 60000 }), { code: 'aborted', retryable: false });
  });

  test('what it was not asked for: unknown members are passed over', async () => {
    const attributes = { id: '1', api_key: '...a60358', status: 'active', colour: 'red', nested: { deep: [1, null] } };
    const [key] = await client(async () => json(JSON.stringify({ data: [{ attributes, more: 1 }], meta: {} }))).apiKeys.list();
    assert.deepEqual(key, { id: '1', masked: '...a60358', status: 'active', scopes: [], apiKey: '...a60358' });
  });
});

test('a wrong argument is a documented code, and nothing is sent', async () => {
  const { apiKeys, cards, sessions } = client(() => assert.fail('it was sent'));
  for (const call of [
    () => apiKeys.create({ description: 7 }),
    () => apiKeys.get(undefined),
    () => apiKeys.get(null),
    () => apiKeys.revoke({}),
    () => apiKeys.get(['a']),
    () => cards.store({}),
    () => cards.store({ cardNumber: '4111111111111111' }),
    () => sessions.create({ scope: 7 }),
  ]) {
    await assert.rejects(async () => call(), { code: 'call_invalid', kind: 'config' }, `${call}`);
  }
  await assert.rejects(apiKeys.get(''), { code: 'not_found' });
  await assert.rejects(apiKeys.get('../cards'), { code: 'not_found' });
  await assert.rejects(sessions.create({ scope: 'all' }), { code: 'scope_mismatch' });
});
