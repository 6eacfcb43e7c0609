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
  ['a body without an end', () => json(endless()), 'bad_response', 'unknown_outcome'],
  ['a body that breaks', () => json(broken()), 'network_failed', 'unknown_outcome'],
  ['no body', () => json(null), 'bad_response', 'unknown_outcome'],
  ['no type', () => new Response(new Uint8Array([123, 125])), 'bad_response', 'unknown_outcome'],
  ['text that is no UTF-8', () => json(new Uint8Array([34, 255, 34])), 'bad_response', 'unknown_outcome'],
  ['another shape', () => json('{"data":7}'), 'bad_response', 'unknown_outcome'],
  ['a key without an id', () => json('{"data":[{"attributes":{}}]}'), 'bad_response', 'unknown_outcome'],
  ['a redirect that was not followed', () => Response.redirect('http://127.0.0.1:1/elsewhere', 307), 'bad_response', 'unknown_outcome'],
  ['an opaque redirect', () => ({ status: 0, headers: new Headers(), body: null }), 'bad_response', 'unknown_outcome'],
  ['429', () => json('{}', { status: 429 }), 'rate_limited'],
  ['503', () => json('{}', { status: 503 }), 'vault_unavailable', 'unknown_outcome'],
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

  test('a rate limit that is longer than the time left', async () => {
    const { apiKeys } = client(async () => json('{}', { status: 429, headers: { 'content-type': 'application/json', 'retry-after': '30' } }));
    await assert.rejects(apiKeys.list({ timeoutMs: 5000 }), { code: 'rate_limited', retryAfterMs: 30000 });
  });
});

describe('a wrong argument', () => {
  const deep = (levels) => (levels ? [deep(levels - 1)] : 'x');
  const circle = {};
  circle.self = circle;
  const unsent = () => {
    throw new TokenframeError({ kind: 'config', code: 'busy', retryable: false });
  };
  const { corefy, corefyPreset, cloverOAuth, clover, guardian, hellgate, payconex, payconexCovers } = server;
  const clients = {
    clover: clover({ accessToken: KEY, fetch: unsent }),
    vaultera: client(unsent),
    payconex: payconex({ accountId: '120615523104', keyId: 'api_1', secret: KEY, scopes: ['pcx:iframe:*'], fetch: unsent }),
    hellgate: hellgate({ apiKey: KEY, keysUrl: 'http://127.0.0.1:1', fetch: unsent }),
    guardian: guardian({ baseUrl: 'http://127.0.0.1:1', adminToken: KEY, fetch: unsent }),
    corefy: corefy({ accountId: 'coma_1', apiKey: KEY, keysUrl: 'http://127.0.0.1:1', fetch: unsent }),
  };

  test('of any depth is a documented code, and the next call goes on', async () => {
    for (const odd of [deep(50), deep(500), deep(5000), circle, 7n, Symbol('x'), () => {}, NaN]) {
      await assert.rejects(clients.payconex.apiKeys.create({ label: 'till', scopes: ['pcx:iframe:read'], accounts: odd }), { code: 'call_invalid' });
      await assert.rejects(clients.corefy.apiKeys.create({ type: 'Test', permissions: odd }), { code: 'call_invalid' });
      await assert.rejects(clients.corefy.invoices.create(odd), TokenframeError);
    }
    assert.equal(payconexCovers(['pcx:iframe:*'], 'pcx:iframe:read'), true);
    assert.deepEqual(await client(async () => json('{"data":[]}')).apiKeys.list(), []);
  });

  test('of any kind, for any call, is a documented code, and nothing is thrown at once', async () => {
    // What lists all, or opens a session, needs no argument.
    const calls = [];
    const walk = (path, object) => {
      for (const [name, member] of Object.entries(object)) {
        if (typeof member === 'function' && !['callback', 'key', 'publicKey', 'list', 'apiKeyScopes'].includes(name)) calls.push([`${path}.${name}`, member]);
        else if (typeof member === 'object') walk(`${path}.${name}`, member);
      }
    };
    walk('', clients);
    assert.ok(calls.length > 30, `${calls.length} calls`);
    for (const [name, call] of calls) {
      for (const odd of [[null], [7], ['x'], [[]], [{}], [null, null], [{}, 7], ['x', null], ['x', {}, { timeoutMs: -1 }], [undefined, undefined, 7]]) {
        const promise = call(...odd);
        assert.ok(promise instanceof Promise, name);
        const error = await promise.catch((error) => error);
        // Where the arguments are good enough, it is sent, and that is refused here.
        assert.ok(error instanceof TokenframeError, `${name}(${JSON.stringify(odd)}): ${inspect(error)}`);
      }
    }
  });

  test('is a documented code where nothing is called', () => {
    for (const make of [() => clients.corefy.callback(null, ''), () => corefyPreset(null), () => corefyPreset([7]), () => payconexCovers(null, 'x'), () => payconexCovers(['x'])]) {
      assert.throws(make, { code: 'call_invalid' });
    }
    for (const make of [() => clover(), () => vaultera(), () => payconex(), () => hellgate(), () => guardian(), () => corefy(7), () => cloverOAuth()]) {
      assert.throws(make, { code: 'key_missing', name: 'TokenframeError' });
    }
    assert.throws(() => vaultera({ apiKey: '' }), { code: 'key_missing', reason: 'apiKey' });
    assert.throws(() => hellgate({ apiKey: KEY, environment: 'toString' }), { code: 'environment_unknown' });
    assert.throws(() => cloverOAuth({ clientId: 'a' }), { code: 'call_invalid', reason: 'store' });
  });

  test('of the limits is one too', async () => {
    for (const timeoutMs of [-1, 0, NaN, Infinity, 2 ** 40, 'x', null]) {
      await assert.rejects(clients.vaultera.apiKeys.list({ timeoutMs }), { code: 'timeout_invalid' }, `${timeoutMs}`);
      await assert.rejects(clients.clover.key({ timeoutMs }), { code: 'timeout_invalid' });
    }
    await assert.rejects(clients.vaultera.apiKeys.list({ signal: {} }), { code: 'call_invalid', reason: 'signal' });
    assert.deepEqual(await client(async () => json('{"data":[]}')).apiKeys.list(null), []);
  });
});

test('a function of the shop that hangs or fails is waited for once, and not by all who come later', async () => {
  const { cloverOAuth } = server;
  let load = () => { throw new Error(`no ${KEY}`); };
  const oauth = cloverOAuth({ clientId: 'a', baseUrl: 'http://127.0.0.1:1', store: { load: () => load(), save() {} } });
  const error = await oauth.accessToken().catch((error) => error);
  assert.deepEqual([error.code, error.cause.message, error.message.includes(KEY), JSON.stringify(error).includes(KEY)], ['tokens_unavailable', `no ${KEY}`, false, false]);
  load = () => ({ accessToken: 'good', accessTokenExpiration: 1e10, refreshToken: 'r', refreshTokenExpiration: 1e10 });
  assert.equal(await oauth.accessToken(), 'good');
});

test('an id, a card or a scope that there cannot be is a documented code, and nothing is sent', async () => {
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
