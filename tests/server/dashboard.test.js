// The dashboard's server: who may speak to it, under which headers it answers, and what it never says.
// DASHBOARD is the one that `cargo dev` serves, VAULTS the sandbox, PKG the package.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { presetOf } from '../../www/dashboard/page/preset.js';
import { covers } from '../../www/dashboard/page/scope-tree.js';
import { known } from '../../www/dashboard/page/words.js';

const { DASHBOARD, VAULTS, PKG } = process.env;
const sdk = await import(pathToFileURL(`${PKG}/server/index.js`));
const { host, port } = new URL(DASHBOARD);

/** A request as it stands: `fetch` would set headers of its own. */
const ask = (path, { method = 'GET', headers = {}, body, at = port } = {}) =>
  new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port: at, path, method, headers: { host, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject).end(body);
  });
const tokenOf = (html) => /name="dashboard-token" content="([^"]+)"/.exec(html)[1];
const token = tokenOf((await ask('/')).text);
const ours = { 'x-dashboard-token': token, 'content-type': 'application/json', origin: DASHBOARD, 'sec-fetch-site': 'same-origin' };
const api = async (method, path, body) => {
  const { status, text } = await ask(`/api/${path}`, { method, headers: ours, body: body && JSON.stringify(body) });
  return { status, ...JSON.parse(text) };
};
const credentials = await (await fetch(`${VAULTS}/_sandbox/credentials`)).json();
const code = ({ text }) => JSON.parse(text).error.code;

describe('who may speak to it', () => {
  test('its own page', async () => {
    assert.equal((await api('GET', 'vaultera/keys')).status, 200);
  });

  for (const [name, headers, status, refused] of [
    ['another name that leads here', { host: 'keys.example' }, 421, 'host_refused'],
    ['another port of the same machine', { host: `localhost:${Number(port) + 1}` }, 421, 'host_refused'],
    ["another origin's page", { origin: 'https://shop.example' }, 403, 'origin_refused'],
    ["a page of another port", { origin: `http://localhost:${Number(port) + 1}`, 'sec-fetch-site': 'same-site' }, 403, 'origin_refused'],
    ['a page without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 403, 'origin_refused'],
    ['a page that hides where it comes from', { origin: undefined, 'sec-fetch-site': 'cross-site' }, 403, 'origin_refused'],
    ['somebody without the token', { 'x-dashboard-token': undefined }, 403, 'session_stale'],
    ['somebody with a part of it', { 'x-dashboard-token': token.slice(1) }, 403, 'session_stale'],
    ['a form', { 'content-type': 'text/plain' }, 415, 'content_type_refused'],
    ['a form that says more', { 'content-type': 'application/json; charset=x, text/plain' }, 415, 'content_type_refused'],
  ]) {
    test(`not ${name}`, async () => {
      const all = Object.fromEntries(Object.entries({ ...ours, ...headers }).filter(([, value]) => value !== undefined));
      const before = (await api('GET', 'vaultera/keys')).keys.length;
      const answer = await ask('/api/vaultera/keys', { method: 'POST', headers: all, body: '{}' });
      assert.equal(answer.status, status);
      assert.equal(code(answer), refused);
      assert.equal((await api('GET', 'vaultera/keys')).keys.length, before);
    });
  }

  for (const path of ['/x/../api/vaultera/keys', '/./api/vaultera/keys', '/x/%2e%2e/api/vaultera/keys', '\\api/vaultera/keys', `http://${host}/api/vaultera/keys`]) {
    test(`not by another way to the same place: ${path}`, async () => {
      const { status, text } = await ask(path);
      assert.ok([400, 403, 404].includes(status), `${status}`);
      assert.ok(!text.includes('"keys"'));
    });
  }

  test('not under two names', async () => {
    const answered = await new Promise((resolve, reject) => {
      let heard = '';
      const socket = connect(Number(port), 'localhost').setEncoding('utf8');
      socket.on('data', (chunk) => (heard += chunk)).on('end', () => resolve(heard)).on('error', reject);
      socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nHost: keys.example\r\nConnection: close\r\n\r\n`);
    });
    assert.match(answered, /^HTTP\/1\.1 (400|421) /);
  });

  test('a page may be visited from anywhere, and embedded or loaded nowhere', async () => {
    const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    assert.equal((await ask('/payconex', { headers: visit })).status, 200);
    assert.equal((await ask('/payconex', { headers: { ...visit, 'sec-fetch-dest': 'iframe' } })).status, 403);
    assert.equal((await ask('/page/main.js', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' } })).status, 403);
    assert.equal((await ask('/payconex', { method: 'POST', headers: ours, body: '{}' })).status, 405);
  });

  test('nobody from outside the machine', async (t) => {
    const outside = Object.values(networkInterfaces()).flat().find(({ internal, family }) => !internal && family === 'IPv4');
    if (!outside) return t.skip('the machine has no other address');
    const answer = await new Promise((resolve) => connect(Number(port), outside.address).on('connect', () => resolve('connected')).on('error', ({ code: why }) => resolve(why)));
    assert.equal(answer, 'ECONNREFUSED');
  });

  test('a token is of one start of the server', async () => {
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(tokenOf((await ask('/corefy')).text), token);
    const child = await other(Number(port) + 5, {});
    try {
      const mine = { host: `localhost:${Number(port) + 5}` };
      const fresh = await ask('/', { at: Number(port) + 5, headers: mine });
      assert.notEqual(tokenOf(fresh.text), token);
      const stale = await ask('/api/vaultera/keys', { at: Number(port) + 5, headers: { ...mine, 'x-dashboard-token': token } });
      assert.equal(code(stale), 'session_stale');
    } finally {
      child.process.kill();
    }
  });
});

/** Another dashboard, with what it prints. */
const other = (at, env) =>
  new Promise((resolve, reject) => {
    const child = spawn('node', [fileURLToPath(new URL('../../www/dashboard/server.js', import.meta.url))], { env: { PATH: process.env.PATH, PORT: String(at), PKG, ...env } });
    const printed = { process: child, text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        printed.text += chunk;
        if (chunk.includes('localhost')) resolve(printed);
      });
    }
    child.on('exit', (status) => reject(new Error(`it ended with ${status}: ${printed.text}`)));
  });

describe('what it answers', () => {
  test('every answer forbids what a page of keys never needs', async () => {
    for (const path of ['/', '/clover', '/page/main.js', '/style/base.css', '/api/vaultera/keys', '/nothing', '/page/..%2fserver.js']) {
      const { headers } = await ask(path, { headers: path.startsWith('/api') ? ours : {} });
      const policy = Object.fromEntries(headers['content-security-policy'].split('; ').map((line) => line.split(/ (.*)/)));
      assert.deepEqual(
        { ...policy, 'frame-src': undefined },
        { 'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self'", 'connect-src': "'self'", 'frame-src': undefined, 'form-action': "'none'", 'base-uri': "'none'", 'frame-ancestors': "'none'", 'require-trusted-types-for': "'script'", 'trusted-types': "'none'" },
      );
      assert.equal(policy['frame-src'], VAULTS);
      assert.equal(headers['cache-control'], 'no-store', path);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(headers['access-control-allow-origin'], undefined);
      assert.equal(headers['set-cookie'], undefined, 'nothing that a browser adds by itself');
    }
  });

  test('no page has a script, a style or a handler in its markup', async () => {
    const { text } = await ask('/payconex');
    assert.doesNotMatch(text, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:/);
  });

  test('only files of the page are served', async () => {
    for (const path of ['/server.js', '/vaults.js', '/page/../server.js', '/page/%2e%2e/server.js', '/page/..%2fserver.js', '/style/', '/screenshot.png', '/page/main.js.map']) {
      assert.equal((await ask(path)).status, 404, path);
    }
  });

  test('a secret is in the answer to its creation, and in no other', async () => {
    const made = await api('POST', 'vaultera/keys', { description: 'Once' });
    assert.match(made.secret, /^[0-9a-f]{32}$/);
    assert.ok(!JSON.stringify(made.key).includes(made.secret));
    const listed = await ask('/api/vaultera/keys', { headers: ours });
    assert.ok(listed.text.includes(made.key.id));
    assert.ok(!listed.text.includes(made.secret));
  });

  test('no page and no answer holds what the server works with', async () => {
    const { clover, vaultera, payconex, hellgate, corefy } = credentials;
    const secrets = [clover.accessToken, vaultera.apiKey, payconex.secret, hellgate.apiKey, hellgate.adminToken, corefy.apiKey, corefy.privateKey];
    assert.ok(secrets.every((secret) => secret?.length > 10));
    for (const path of ['', 'payconex', 'api/clover/key', 'api/vaultera/keys', 'api/payconex/keys', 'api/payconex/scopes', 'api/hellgate/keys', 'api/hellgate/account', 'api/guardian/keys', 'api/corefy/keys', 'api/corefy/permissions']) {
      const { status, text } = await ask(`/${path}`, { headers: path.startsWith('api') ? ours : {} });
      assert.equal(status, 200, path);
      for (const secret of secrets) assert.ok(!text.includes(secret), path);
    }
  });

  test('the key that it works with is not ended by it, and keeps its scopes', async () => {
    const { keys } = await api('GET', 'vaultera/keys');
    const own = keys.filter((key) => key.own);
    assert.equal(own.length, 1);
    assert.equal((await api('DELETE', `vaultera/keys/${own[0].id}`)).error.code, 'key_in_use');
    assert.equal((await api('DELETE', `payconex/keys/${credentials.payconex.keyId}`)).error.code, 'key_in_use');
    for (const change of [{ enabled: false }, { scopes: ['pcx:iframe:read'] }, { label: 'Fine', expiresIn: '1 second' }]) {
      assert.equal((await api('PATCH', `payconex/keys/${credentials.payconex.keyId}`, change)).error.code, 'key_in_use');
    }
    assert.equal((await api('GET', 'payconex/keys')).status, 200);
  });

  test('what a page must not send does not reach a vault', async () => {
    const { status, key } = await api('POST', 'hellgate/keys', { label: 'Plain', apiKey: 'chosen', status: 'revoked', __proto__: { merchants: ['m'] } });
    assert.equal(status, 200);
    assert.equal(key.status, 'active');
    for (const path of ['payconex/keys/..%2f..', 'payconex/keys/a/b', 'payconex/__proto__', 'constructor/keys', 'clover/keys']) assert.equal((await api('GET', path)).status, 404, path);
    assert.equal((await ask('/api/vaultera/keys', { method: 'POST', headers: ours, body: '[' })).status, 400);
    assert.equal((await ask('/api/vaultera/keys', { method: 'POST', headers: ours, body: 'null' })).status, 400);
  });
});

describe('what it prints', () => {
  test('of an error the route and the code, and no secret', async () => {
    const at = Number(port) + 5;
    const child = await other(at, { VAULTERA_URL: `${VAULTS}/vaultera`, VAULTERA_API_KEY: 'a-key-that-nobody-issued-0123456789' });
    try {
      const mine = { host: `localhost:${at}` };
      const fresh = tokenOf((await ask('/', { at, headers: mine })).text);
      const refused = await ask('/api/vaultera/keys', { at, headers: { ...mine, 'x-dashboard-token': fresh } });
      assert.equal(code(refused), 'key_rejected');
      const printed = `${child.text}${refused.text}`;
      assert.match(child.text, /dashboard: GET vaultera\/keys: key_rejected/);
      assert.ok(!printed.includes('a-key-that-nobody-issued'));
      assert.ok(!printed.includes(VAULTS), 'an address may hold a key');
    } finally {
      child.process.kill();
    }
  });
});

describe('what the page knows by itself', () => {
  test('a wildcard covers what the vault says that it covers', () => {
    const scopes = sdk.payconexScopes().map(({ scope }) => scope);
    assert.equal(scopes.length, 119);
    for (const held of scopes) for (const wanted of scopes) assert.equal(covers(held, wanted), sdk.payconexCovers([held], wanted), `${held} over ${wanted}`);
  });

  test('switches amount to the same preset', () => {
    const names = ['Read-only', 'Write', 'Full access'];
    const presets = Object.fromEntries(names.map((name) => [name, sdk.corefyPermissions(name)]));
    const all = presets['Full access'];
    for (let step = 0; step < 400; step += 1) {
      const on = all.filter((_, at) => (step * 2654435761 + at * 40503) % 7 > 3);
      assert.equal(presetOf(new Set(on), presets), sdk.corefyPreset(on));
    }
    for (const name of names) assert.equal(presetOf(new Set(presets[name]), presets), sdk.corefyPreset(presets[name]));
  });

  test('every code that a server can give has words', () => {
    const source = readFileSync(new URL('../../src/error.rs', import.meta.url), 'utf8');
    const onServers = [...source.slice(source.lastIndexOf('=> on servers:')).matchAll(/^ {4}\w+ = "(\w+)",/gm)].map(([, name]) => name);
    assert.ok(onServers.length > 8);
    const elsewhere = ['headers_invalid'];
    const also = ['network_failed', 'timed_out', 'unknown_outcome', 'vault_unavailable', 'rate_limited', 'bad_response', 'request_refused', 'key_rejected', 'key_disabled', 'bearer_rejected', 'keys_url_missing'];
    for (const name of [...onServers, ...also]) assert.ok(known.includes(name) || elsewhere.includes(name), name);
  });
});
