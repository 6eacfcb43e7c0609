// The sandbox of the package and the native one: the same seed, the same requests, the same answers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { PKG } = process.env;
const { startSandbox } = await import(pathToFileURL(join(PKG, 'testing/index.js')));
const NATIVE = fileURLToPath(new URL('../../target/debug/tokenframe-sandbox', import.meta.url));
const ORIGIN = 'http://127.0.0.1:4101';

let native;
let both;
before(async () => {
  native = spawn(NATIVE, ['--port', '0', '--seed', '7'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    native.once('exit', () => reject(new Error('the native sandbox ended')));
    native.stdout.setEncoding('utf8').on('data', (text) => resolve(/http:\/\/\S+/.exec(text)[0]));
  });
  const sandbox = await startSandbox({ seed: 7 });
  both = [{ url, stop: () => native.kill() }, sandbox];
});
after(() => Promise.all(both?.map(({ stop }) => stop()) ?? []));

// What the two cannot have in common: where they are, and when.
const plain = (text, url) =>
  text
    .replaceAll(url, 'URL')
    .replaceAll(new URL(url).host, 'HOST')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/\b1[789]\d{8}(\d{3})?\b/g, '0');
const OWN = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'];

const ask = async ({ url }, [path, { method = 'GET', headers = {}, body } = {}]) => {
  const json = body !== undefined && typeof body !== 'string';
  const response = await fetch(`${url}${path}`, { method, redirect: 'manual', headers: { ...(json && { 'content-type': 'application/json' }), ...headers }, body: json ? JSON.stringify(body) : body }).catch(() => null);
  if (!response) return 'no answer';
  const text = await response.text().catch(() => 'it broke off');
  const told = Object.fromEntries([...response.headers].filter(([name]) => !OWN.includes(name)).map(([name, value]) => [name, plain(value, url)]));
  return { status: response.status, headers: told, text: plain(text, url) };
};

const alike = async (request) => {
  const [first, second] = [await ask(both[0], request), await ask(both[1], request)];
  assert.deepEqual(second, first, JSON.stringify(request));
  return first;
};

test('the credentials and the refusals of every vault are the same', async () => {
  const { text } = await alike(['/_sandbox/credentials']);
  assert.equal(Object.keys(JSON.parse(text)).length, 5);
  for (const vault of ['clover', 'vaultera', 'payconex', 'hellgate', 'corefy', 'acme']) {
    await alike([`/${vault}/nothing`]);
    await alike([`/${vault}/v1/tokens`, { method: 'DELETE' }]);
    await alike([`/${vault}/v1/tokens`, { method: 'OPTIONS', headers: { origin: ORIGIN, 'access-control-request-method': 'POST' } }]);
    await alike([`/${vault}/api/v1/api_keys`, { method: 'POST', body: '{"broken' }]);
    await alike([`/${vault}/tokens/session`, { method: 'POST', body: 'x'.repeat(70 * 1024) }]);
  }
});

test('cards, keys and sessions of each vault come and go alike', async () => {
  const held = JSON.parse((await alike(['/_sandbox/credentials'])).text);
  const card = { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123' };
  const bearer = { authorization: `Bearer ${held.clover.accessToken}` };
  const { apiAccessKey } = JSON.parse((await alike(['/clover/pakms/apikey', { headers: bearer }])).text);
  assert.equal((await alike(['/clover/v1/tokens', { method: 'POST', headers: { apikey: apiAccessKey, origin: ORIGIN }, body: { card } }])).status, 200);
  await alike(['/clover/v1/tokens', { method: 'POST', headers: { apikey: apiAccessKey }, body: { card: { ...card, number: '4000000000000000' } } }]);
  await alike(['/clover/v1/tokens', { method: 'POST', headers: { apikey: 'another' }, body: { card } }]);

  const session = await alike([`/vaultera/api/v1/session_tokens?api_key=${held.vaultera.apiKey}`, { method: 'POST', body: { session_token: { scope: 'card' } } }]);
  const { session_token: token } = JSON.parse(session.text).data.attributes;
  assert.ok(token, session.text);
  for (let opened = 0; opened < 2; opened += 1) await alike([`/vaultera/api/v1/capture_form?session_token=${token}`]);

  const opened = await alike(['/hellgate/tokens/session', { method: 'POST', headers: { 'x-api-key': held.hellgate.apiKey }, body: {} }]);
  assert.ok(JSON.parse(opened.text).session_id, opened.text);
  // The key that it is encrypted for: RSA, made of the same seed.
  const seen = await alike([`/hellgate/sessions/${JSON.parse(opened.text).session_id}`, { headers: { origin: ORIGIN } }]);
  assert.match(seen.text, /"n":"/);

  const basic = { authorization: `Basic ${btoa(`${held.payconex.keyId}:${held.payconex.secret}`)}` };
  assert.equal((await alike([`/payconex/api/v4/accounts/${held.payconex.accountId}/api-keys`, { headers: basic }])).status, 200);
  const account = { authorization: `Basic ${btoa(`${held.corefy.accountId}:${held.corefy.apiKey}`)}` };
  const order = { data: { type: 'payment-invoice', attributes: { reference_id: 'o-1', currency: 'USD', amount: 42, service: 'payment_card_usd_hpp', test_mode: true } } };
  await alike(['/corefy/api/payment-invoices', { method: 'POST', headers: account, body: order }]);
});

test('faults strike alike, and the journal has the same of them', async () => {
  const faults = [
    { kind: 'status', status: 503 },
    { kind: 'delay', ms: 30 },
    { kind: 'drop' },
    { kind: 'truncate', bytes: 5 },
    { kind: 'no_cors' },
  ];
  for (const fault of faults) {
    await alike(['/_sandbox/faults', { method: 'POST', body: { vault: 'clover', path: '/pakms/apikey', times: 1, ...fault } }]);
    await alike(['/clover/pakms/apikey', { headers: { origin: ORIGIN } }]);
  }
  const { text } = await alike(['/_sandbox/requests']);
  assert.ok(JSON.parse(text).requests.length > 20);
});

test('a hang ends when the sandbox does, and another one has nothing of the first', async () => {
  const sandbox = await startSandbox({ seed: 7 });
  assert.equal((await sandbox.requests()).length, 0);
  await sandbox.fault({ vault: 'clover', path: '/pakms/apikey', times: 1, kind: 'hang' });
  const hung = fetch(`${sandbox.url}/clover/pakms/apikey`).then(() => 'answered', () => 'ended');
  while (!(await sandbox.requests()).length);
  await sandbox.stop();
  assert.equal(await hung, 'ended');
});
