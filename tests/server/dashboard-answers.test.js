// What the dashboard's server answers to bodies that are none, and to a start without what it needs. DASHBOARD is the one
// that `cargo dev` serves, PKG the package.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const { DASHBOARD, PKG } = process.env;
const html = await (await fetch(DASHBOARD)).text();
const ours = { 'x-dashboard-token': /name="dashboard-token" content="([^"]+)"/.exec(html)[1], 'content-type': 'application/json' };

const api = async (method, path, body, headers) => {
  const response = await fetch(`${DASHBOARD}/api/${path}`, { method, headers: { ...ours, ...headers }, body });
  return { status: response.status, ...(await response.json()) };
};
const count = async () => (await api('GET', 'vaultera/keys')).keys.length;
const nested = (depth) => '{"description":'.repeat(depth) + '1' + '}'.repeat(depth);

describe('bodies', () => {
  for (const [name, body, status, code] of [
    ['a number', '5', 400, 'body_invalid'],
    ['a text', '"x"', 400, 'body_invalid'],
    ['a list', '[]', 400, 'body_invalid'],
    ['nothing at all', 'null', 400, 'body_invalid'],
    ['no body', undefined, 400, 'body_invalid'],
    ['no JSON', '{', 400, 'body_invalid'],
    ['one that is too deep', nested(17), 400, 'body_invalid'],
    ['one that is far too deep', nested(3000), 400, 'body_invalid'],
    ['one that is too long', JSON.stringify({ description: 'x'.repeat(60_000) }), 413, 'body_too_long'],
    ['one that is far too long', JSON.stringify({ description: 'x'.repeat(8_000_000) }), 413, 'body_too_long'],
  ]) {
    test(`${name} makes no key`, async () => {
      const before = await count();
      const answer = await api('POST', 'vaultera/keys', body);
      assert.equal(answer.status, status);
      assert.equal(answer.error.code, code);
      assert.equal(await count(), before);
    });
  }

  test('a charset may be said, where it is the only one', async () => {
    for (const type of ['application/json; charset=utf-8', 'application/json;charset="UTF-8"']) {
      assert.equal((await api('POST', 'vaultera/sessions', '{"scope":"card"}', { 'content-type': type })).status, 200, type);
    }
    for (const type of ['application/json; charset=latin1', 'application/jsonp', 'text/plain; application/json']) {
      assert.equal((await api('POST', 'vaultera/sessions', '{"scope":"card"}', { 'content-type': type })).status, 415, type);
    }
  });

  test('a key that there is not is not found', async () => {
    const { status, error } = await api('PATCH', 'payconex/keys/00000000-0000-0000-0000-000000000000', '{"enabled":false}');
    assert.deepEqual([status, error.code], [404, 'not_found']);
  });
});

describe('a start without what it needs', () => {
  const started = (env) =>
    new Promise((resolve) => {
      const child = spawn('node', [fileURLToPath(new URL('../../www/dashboard/server.js', import.meta.url))], { env: { PATH: process.env.PATH, ...env } });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      child.on('close', (status) => resolve({ status, text }));
    });

  for (const [name, env, said] of [
    ['neither', {}, /^dashboard: set PORT, .* and PKG, .*\n$/],
    ['no PORT', { PKG }, /^dashboard: set PORT, .* and PKG, .*\n$/],
    ['no PKG', { PORT: '1' }, /^dashboard: set PORT, .* and PKG, .*\n$/],
    ['no package', { PORT: '1', PKG: '/nowhere' }, /^dashboard: PKG is \/nowhere, and there is no package: .*\n$/],
    ['no sandbox', { PORT: '1', PKG, VAULTS: 'http://127.0.0.1:9' }, /^dashboard: VAULTS names no sandbox that answers\n$/],
    ['a port that is taken', { PORT: new URL(DASHBOARD).port, PKG }, /^dashboard: port \d+ is taken\n$/],
  ]) {
    test(`${name}: one sentence`, async () => {
      const { status, text } = await started(env);
      assert.equal(status, 1);
      assert.match(text, said);
    });
  }
});
