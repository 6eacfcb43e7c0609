// tokenframe/server against the sandbox: what each vault's key is traded for, and who may have it.

import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { base, clients, credentials, fresh, requests, sandbox, server } from './sandbox.js';

const { clover, corefy, grantHandler, hellgate, nodeHandler, payconex, TokenframeError, vaultera } = server;
const order = () => ({ referenceId: `o-${crypto.randomUUID()}`, currency: 'USD', amount: '42.50', service: 'payment_card_usd_hpp', customer: 'ines' });

const SECRETS = [
  credentials.clover.accessToken,
  credentials.clover.privateKey,
  credentials.vaultera.apiKey,
  credentials.payconex.secret,
  credentials.hellgate.apiKey,
  credentials.corefy.apiKey,
  credentials.corefy.privateKey,
];
const leaks = (value) => SECRETS.filter((secret) => JSON.stringify(value).includes(secret));

let configuration;
before(async () => {
  configuration = await clients.payconex().iframes.create({ label: 'Shop', allowedPaymentMethods: ['CARD'], allowedParentDomains: ['127.0.0.1'] });
});
beforeEach(fresh);

const details = (name) => ({ payconex: { configuration }, corefy: order() })[name];

describe('a grant', () => {
  const MEMBERS = {
    clover: ['apiKey', 'baseUrl', 'encryptionKey', 'environment', 'scope', 'vault'],
    vaultera: ['baseUrl', 'scope', 'sessionToken', 'vault'],
    payconex: ['baseUrl', 'bearerToken', 'environment', 'expiresIn', 'scope', 'vault'],
    hellgate: ['baseUrl', 'environment', 'expiresIn', 'scope', 'sessionId', 'vault'],
    corefy: ['baseUrl', 'bearer', 'invoiceId', 'scope', 'vault'],
  };
  for (const [name, members] of Object.entries(MEMBERS)) {
    test(`of ${name} is what its frame takes, and holds no secret`, async () => {
      const grant = await clients[name]().grant({ scope: 'card' }, details(name));
      assert.deepEqual(Object.keys(grant).sort(), members);
      assert.equal(grant.vault, name);
      assert.deepEqual(leaks(grant), []);
    });
  }

  test('that holds a secret would be found', () => {
    for (const secret of SECRETS) assert.deepEqual(leaks({ a: [`x${secret}`] }), [secret]);
  });

  test("of Clover asks for the merchant's key once", async () => {
    const client = clients.clover();
    const grants = await Promise.all([1, 2, 3].map(() => client.grant({ scope: 'card' })));
    assert.equal(new Set(grants.map(({ apiKey }) => apiKey)).size, 1);
    assert.equal((await requests('/pakms/apikey')).length, 1);
  });

  test('of Clover that one shopper does not wait for is given to the others', async () => {
    await sandbox('faults', 'POST', { vault: 'clover', path: '/pakms/apikey', times: 1, kind: 'delay', ms: 500 });
    const client = clients.clover();
    const controller = new AbortController();
    const left = client.grant({ scope: 'card' }, undefined, { signal: controller.signal });
    const impatient = client.grant({ scope: 'card' }, undefined, { timeoutMs: 50 });
    const stayed = client.grant({ scope: 'card' });
    controller.abort();
    await assert.rejects(left, { code: 'aborted' });
    await assert.rejects(impatient, { code: 'timed_out' });
    assert.equal((await stayed).vault, 'clover');
    assert.equal((await requests('/pakms/apikey')).length, 1);
  });

  test("of PayConex is signed, with Basic where the documents allow it, and never with it in production", async () => {
    await clients.payconex().instances.create(configuration, { label: 'Checkout' });
    await clients.payconex({ auth: 'basic' }).instances.create(configuration, { label: 'Checkout' });
    assert.throws(() => clients.payconex({ auth: 'basic', environment: undefined }), { code: 'auth_method_refused' });
    await assert.rejects(clients.payconex({ secret: '0'.repeat(32) }).instances.create(configuration, { label: 'Checkout' }), { code: 'key_rejected' });
  });

  test('of Hellgate for a stored card asks for its session by the token', async () => {
    await assert.rejects(clients.hellgate().grant({ scope: 'card' }, { token: crypto.randomUUID() }), { code: 'not_found' });
    assert.equal((await requests('refresh-session')).length, 1);
    for (const token of ['../sessions', '..']) await assert.rejects(clients.hellgate().grant({ scope: 'card' }, { token }), { code: 'not_found' });
    assert.equal((await requests()).length, 1, 'what cannot be a token leads to no other path');
  });

  test('for another purpose is made by who has one alone', async () => {
    assert.equal((await clients.vaultera().grant({ scope: 'show_card' }, { cardToken: 'c0' })).scope, 'show_card');
    for (const name of ['clover', 'payconex', 'hellgate', 'corefy']) {
      await assert.rejects(clients[name]().grant({ scope: 'show_card' }, details(name)), { code: 'scope_mismatch' });
    }
  });
});

describe('a call', () => {
  test('under a wrong key is key_rejected, and says nothing of it', async () => {
    const error = await clients.hellgate({ apiKey: 'wrong-key-of-ours' }).sessions.create().catch((error) => error);
    assert.ok(error instanceof TokenframeError);
    assert.deepEqual([error.code, error.kind, error.retryable], ['key_rejected', 'session', false]);
    assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes('wrong-key-of-ours'));
  });

  test('that reads is tried again, and one that makes something is not', async () => {
    const client = clients.corefy();
    const { id } = await client.invoices.create(order());
    await sandbox('faults', 'POST', { vault: 'corefy', path: `/api/payment-invoices/${id}`, times: 1, kind: 'status', status: 503 });
    assert.equal((await client.invoices.get(id)).status, 'process_pending');
    // The journal may hide the id itself.
    assert.equal((await requests('/corefy/api/payment-invoices/')).length, 2);

    await sandbox('faults', 'POST', { vault: 'hellgate', path: '/tokens/session', times: 1, kind: 'status', status: 503 });
    await assert.rejects(clients.hellgate().sessions.create(), { code: 'vault_unavailable', retryable: true });
    assert.equal((await requests('/tokens/session')).length, 1);
  });

  test('ends when it is aborted, when its time is up, and when nobody answers', async () => {
    await sandbox('faults', 'POST', { vault: 'hellgate', path: '/tokens/session', times: 2, kind: 'delay', ms: 60000 });
    const controller = new AbortController();
    const aborted = clients.hellgate().sessions.create({}, { signal: controller.signal });
    controller.abort();
    await assert.rejects(aborted, { code: 'aborted' });
    await assert.rejects(clients.hellgate().sessions.create({}, { timeoutMs: 50 }), { code: 'timed_out' });
    await assert.rejects(clients.hellgate({ baseUrl: 'http://127.0.0.1:1' }).sessions.create(), { code: 'network_failed' });
  });

  test('without a key is not made', () => {
    for (const make of [() => vaultera({}), () => hellgate({ apiKey: '' }), () => corefy({ accountId: 'a' }), () => payconex({ keyId: 'k' }), () => clover({})]) {
      assert.throws(make, { code: 'key_missing' });
    }
    assert.throws(() => hellgate({ apiKey: 'k', environment: 'staging' }), { code: 'environment_unknown' });
  });
});

test("Corefy's callback counts when it is signed with the account's private key", () => {
  // printf of key, body, key | openssl sha1 -binary | base64
  const client = clients.corefy({ privateKey: 'sk_test_AbC123' });
  const body = '{"data":{"type":"payment-invoices","id":"cpi_1","attributes":{"status":"processed","test_mode":true,"payload":{"token":"k3VbQ8wLz1Yd7NfR0xTg5MhJ2sPcE9uA"}}}}';
  const signature = 'qAMp1KVft31CUsZcf2jiNZCD1pI=';
  const { id, status, token } = client.callback(body, signature);
  assert.deepEqual([id, status, token], ['cpi_1', 'processed', 'k3VbQ8wLz1Yd7NfR0xTg5MhJ2sPcE9uA']);
  assert.equal(client.callback(body.replace('processed', 'refunded'), signature), null);
  assert.equal(client.callback(body, undefined), null);
  assert.equal(clients.corefy({ privateKey: 'sk_live_AbC123' }).callback(new TextEncoder().encode(body), signature), null);
});

describe('the handler', () => {
  const ask = (body = { scope: 'card' }, { method = 'POST', ...headers } = {}) =>
    new Request('https://shop.example/checkout/grant', {
      method,
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
      body: method === 'POST' ? (typeof body === 'string' ? body : JSON.stringify(body)) : undefined,
    });
  const heard = [];
  const SHOWS = { scopes: ['card', 'show_card', 'show_service_code'] };
  const card = { cardToken: 'c0' };
  const handler = (more) => grantHandler({ vault: clients.vaultera(), authorize: () => ({ person: 'ines', details: card }), audit: (entry) => heard.push(entry), ...more });
  const answers = async (handle, request) => {
    const response = await handle(request);
    const body = await response.json();
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual(leaks([body, [...response.headers], heard]), []);
    return [response.status, body.error?.code ?? body.vault];
  };

  test('gives whoever may have one a grant, and nobody else', async () => {
    assert.deepEqual(await answers(handler(), ask()), [200, 'vaultera']);
    for (const [request, status, code] of [
      [ask({}, { method: 'GET' }), 405, 'method_refused'],
      [ask({}, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }), 403, 'origin_refused'],
      [ask({}, { 'content-type': 'text/plain' }), 415, 'content_type_refused'],
      [ask('{'), 400, 'grant_invalid'],
      [ask('null'), 400, 'grant_invalid'],
      [ask('"x"'), 400, 'grant_invalid'],
      [ask(`{"a":"${'x'.repeat(10001)}"}`), 400, 'grant_invalid'],
      [ask({ scope: 'all' }), 400, 'scope_mismatch'],
    ]) {
      assert.deepEqual(await answers(handler(), request), [status, code]);
    }
    assert.deepEqual(await answers(handler({ authorize: () => null }), ask()), [403, 'not_authorized']);
    assert.equal((await requests('session_tokens')).length, 1, 'only one was asked for');
  });

  test('reads no more of a body than one may be long', async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1000).fill(0x20));
        if (pulled === 1000) controller.close();
      },
    });
    const long = new Request('https://shop.example/grant', { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' });
    assert.deepEqual(await answers(handler(), long), [400, 'grant_invalid']);
    assert.ok(pulled < 20, `${pulled} kB were read`);
  });

  test('gives a grant that shows a card to a person alone, where it was made for that', async () => {
    const nobody = { ...SHOWS, authorize: () => ({ details: card }) };
    assert.deepEqual(await answers(handler(nobody), ask({ scope: 'show_card' })), [403, 'not_authorized']);
    assert.deepEqual(await answers(handler(nobody), ask({ scope: 'card' })), [200, 'vaultera']);
    assert.deepEqual(await answers(handler(SHOWS), ask({ scope: 'show_service_code' })), [200, 'vaultera']);
    let asked = 0;
    const counted = { authorize: () => ({ person: `${(asked += 1)}`, details: card }) };
    for (const scope of ['show_card', 'show_service_code']) assert.deepEqual(await answers(handler(counted), ask({ scope })), [400, 'scope_mismatch']);
    for (const scope of ['card', 'show_service_code']) assert.deepEqual(await answers(handler({ ...counted, scopes: ['show_card'] }), ask({ scope })), [400, 'scope_mismatch']);
    assert.equal(asked, 0, 'nobody is asked whether it may be');
    assert.throws(() => handler({ scopes: ['show_cards'] }), /scopes must be of/);
  });

  test('lets other origins ask that were named, and slows a person down', async () => {
    let now = 0;
    const handle = handler({ origins: ['https://other.example'], limit: { most: 2, per: 1000 }, now: () => now });
    const other = () => ask({}, { 'sec-fetch-site': 'cross-site', origin: 'https://other.example' });
    assert.deepEqual(await answers(handle, other()), [200, 'vaultera']);
    assert.deepEqual(await answers(handle, other()), [200, 'vaultera']);
    assert.deepEqual(await answers(handle, other()), [429, 'rate_limited']);
    now = 1001;
    assert.deepEqual(await answers(handle, other()), [200, 'vaultera']);
  });

  test('has several vaults, of which the page names one', async () => {
    const asked = [];
    const vaults = [clients.hellgate(), clients.vaultera()];
    const authorize = (_, { vault }) => {
      asked.push(vault);
      return { person: 'ines', vault: vault === 'vaultera' ? clients.clover() : undefined };
    };
    const handle = handler({ vault: undefined, vaults, authorize });
    heard.length = 0;
    assert.deepEqual(await answers(handle, ask({ vault: 'hellgate' })), [200, 'hellgate']);
    assert.deepEqual(await answers(handle, ask({ vault: 'vaultera' })), [200, 'clover'], 'authorize has the last word');
    assert.deepEqual(await answers(handle, ask({})), [400, 'vault_unknown']);
    for (const vault of ['payconex', '__proto__', 7]) assert.deepEqual(await answers(handle, ask({ vault })), [400, 'vault_unknown']);
    assert.deepEqual(asked, ['hellgate', 'vaultera', undefined], 'nobody is asked about a vault that is not there');
    assert.deepEqual(heard.map(({ vault }) => vault), ['hellgate', 'clover', undefined, undefined, undefined, undefined]);
    assert.deepEqual(await answers(handler({ vault: undefined, vaults: [clients.hellgate()] }), ask({})), [200, 'hellgate'], 'the only one');
  });

  test('tells the shop of a grant before the page has it, and gives none that the shop did not keep', async () => {
    let kept;
    const allowed = { details: order(), granted: async (grant) => (kept = grant) };
    const response = await handler({ vault: clients.corefy(), authorize: () => allowed })(ask());
    assert.deepEqual(await response.json(), kept);
    assert.match(kept.invoiceId, /^cpi_/);
    const failing = { ...allowed, details: order(), granted: () => Promise.reject(new Error('the database is gone')) };
    assert.deepEqual(await answers(handler({ vault: clients.corefy(), authorize: () => failing }), ask()), [500, 'internal']);
  });

  test("tells the auditor of each answer, and the page of a vault's error by its code", async () => {
    heard.length = 0;
    const handle = handler({ vault: clients.hellgate({ apiKey: 'wrong' }) });
    assert.deepEqual(await answers(handle, ask()), [502, 'key_rejected']);
    assert.deepEqual(heard.map(({ status, code, scope, vault }) => [status, code, scope, vault]), [[502, 'key_rejected', 'card', 'hellgate']]);
  });

  test('answers a page of an origin that was named, in a browser too', async () => {
    const handle = handler({ origins: ['https://other.example'] });
    const preflight = (origin) => handle(new Request('https://shop.example/checkout/grant', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } }));
    const asked = await preflight('https://other.example');
    assert.deepEqual(
      [asked.status, ...['origin', 'methods', 'headers'].map((name) => asked.headers.get(`access-control-allow-${name}`))],
      [204, 'https://other.example', 'POST', 'content-type'],
    );
    const granted = await handle(ask({}, { 'sec-fetch-site': 'cross-site', origin: 'https://other.example' }));
    assert.deepEqual([granted.status, granted.headers.get('access-control-allow-origin')], [200, 'https://other.example']);
    const evil = await preflight('https://evil.example');
    assert.deepEqual([evil.status, evil.headers.get('access-control-allow-origin')], [405, null]);
  });

  test('gives a grant whatever becomes of the audit, and shows no card without one', async () => {
    for (const audit of [() => { throw new Error('full'); }, () => Promise.reject(new Error('full'))]) {
      assert.deepEqual(await answers(handler({ audit }), ask()), [200, 'vaultera']);
      assert.deepEqual(await answers(handler({ ...SHOWS, audit }), ask({ scope: 'show_card' })), [500, 'audit_failed']);
      assert.deepEqual(await answers(handler({ audit, authorize: () => null }), ask()), [403, 'not_authorized']);
    }
  });

  test('passes on no code but ours', async () => {
    const thrown = Object.assign(new Error('x'), { code: 'SELECT * FROM secrets' });
    assert.deepEqual(await answers(handler({ authorize: () => Promise.reject(thrown) }), ask()), [500, 'internal']);
    assert.deepEqual(await answers(handler({ ...SHOWS, vault: clients.clover() }), ask({ scope: 'show_card' })), [400, 'scope_mismatch']);
    assert.throws(() => handler({ limit: {} }), /limit.most/);
  });

  test('serves a Node server', async () => {
    const server = createServer(nodeHandler(handler()));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    after(() => server.close());
    const url = `http://127.0.0.1:${server.address().port}/checkout/grant`;
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"scope":"card"}' });
    assert.equal(response.status, 200);
    assert.equal((await response.json()).vault, 'vaultera');
    assert.equal((await fetch(url)).status, 405);
    const long = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(200000)}"` });
    assert.equal(long.status, 400);

    // A path that looks like another server is a path; a body that a framework has read may be bytes.
    let seen;
    const odd = nodeHandler(async (request) => Response.json({ url: (seen = request.url), body: await request.text() }));
    const outgoing = { once() {}, writeHead() {}, end: (text) => (outgoing.text = text) };
    await odd({ method: 'POST', url: '//evil.example/g?a=1', headers: { host: 'shop.example' }, socket: {}, body: new TextEncoder().encode('{"scope":"card"}') }, outgoing);
    assert.deepEqual([seen, JSON.parse(outgoing.text).body], ['http://shop.example//evil.example/g?a=1', '{"scope":"card"}']);

    // Who has answered already, such as a time limit of the server's own, is not answered over.
    const late = { once() {}, headersSent: false, writeHead: () => assert.fail('it was answered twice'), end() {} };
    await nodeHandler(async () => ((late.headersSent = true), Response.json({})))({ method: 'POST', url: '/', headers: {}, socket: {}, body: '{}' }, late);
    await nodeHandler(async () => ((late.headersSent = true), Promise.reject(new Error('x'))))({ method: 'POST', url: '/', headers: {}, socket: {}, body: '{}' }, late);

    // A request that no URL can be made of is answered, and the server goes on.
    const status = await new Promise((resolve, reject) => {
      const odd = request(url, { method: 'POST', headers: { host: 'not a host' }, signal: AbortSignal.timeout(10000) }, (answer) => resolve(answer.resume().statusCode));
      odd.once('error', reject).end();
    });
    assert.equal(status, 400);
    assert.equal((await fetch(url)).status, 405);
  });
});
