// `tokenframe keys` against the sandbox: the life of a key of each vault, from a terminal.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { base, credentials, fresh, sandbox } from './sandbox.js';

const { VAULTS, PKG } = process.env;
const { clover, vaultera, payconex, hellgate, corefy } = credentials;
const ENV = {
  CLOVER_ACCESS_TOKEN: clover.accessToken, CLOVER_URL: base('clover'),
  VAULTERA_API_KEY: vaultera.apiKey, VAULTERA_URL: base('vaultera'),
  PAYCONEX_ACCOUNT: payconex.accountId, PAYCONEX_KEY: payconex.keyId, PAYCONEX_SECRET: payconex.secret, PAYCONEX_URL: base('payconex'),
  HELLGATE_API_KEY: hellgate.apiKey, HELLGATE_URL: base('hellgate'), HELLGATE_KEYS_URL: `${VAULTS}/_sandbox/hellgate`,
  GUARDIAN_URL: base('hellgate'), GUARDIAN_ADMIN_TOKEN: hellgate.adminToken,
  COREFY_ACCOUNT: corefy.accountId, COREFY_API_KEY: corefy.apiKey, COREFY_URL: base('corefy'), COREFY_KEYS_URL: `${VAULTS}/_sandbox/corefy`,
};

const { keys } = await import(pathToFileURL(join(PKG, 'cli/keys.js')));

/** The command within this process. */
const run = async (args, { env = ENV } = {}) => {
  let [out, err] = ['', ''];
  const written = { env, out: (text) => (out += text), err: (text) => (err += text) };
  const code = await keys([...args, '--environment', 'sandbox'], written).catch(({ message }) => ((err += message), 2));
  return { code, out, err };
};

/** The program itself. */
const started = (args, { env = ENV, input = '' } = {}) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(PKG, 'cli/index.js'), 'keys', ...args, '--environment', 'sandbox'], { env });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
    child.stdin.end(input);
    child.once('close', (code) => resolve({ code, out, err }));
  });
const done = async (...args) => {
  const { code, out, err } = await run(args);
  assert.equal(code, 0, `${args}: ${err}`);
  return out;
};

beforeEach(fresh);

const LIVES = {
  vaultera: ['--label', 'till'],
  payconex: ['--label', 'till', '--scope', 'pcx:iframe:*', '--expires-in', '30 days'],
  hellgate: ['--label', 'till'],
  guardian: ['--scope', 'pci:tokens:create', '--expires-in', '3600'],
  corefy: ['--label', 'till', '--type', 'Test', '--preset', 'Read-only'],
};
for (const [vault, settings] of Object.entries(LIVES)) {
  test(`a key of ${vault} is made, its secret shown once, listed masked, looked at and revoked`, async () => {
    const made = await run([vault, 'create', ...settings]);
    assert.equal(made.code, 0, made.err);
    const secret = made.out.trim();
    assert.match(made.out, /^\S{12,}\n$/, 'the secret does not stand alone');
    assert.ok(!made.err.includes(secret));
    const [, id] = /^id +(\S+)$/m.exec(made.err);
    const listed = await done(vault, 'list');
    assert.ok(listed.includes(id) && !listed.includes(secret));
    const one = JSON.parse(await done(vault, 'get', id, '--json'));
    assert.deepEqual([one.id, one.status, JSON.stringify(one).includes(secret)], [id, 'active', false]);
    if (vault === 'payconex') {
      assert.match(await done(vault, 'disable', id), /^status +disabled$/m);
      assert.match(await done(vault, 'enable', id), /^status +active$/m);
    }
    assert.equal((await run([vault, 'revoke', id])).code, 2, 'it asked nobody');
    await done(vault, 'revoke', id, '--yes');
    const after = await run([vault, 'get', id, '--json']);
    assert.ok(after.code === 1 ? /not_found/.test(after.err) : JSON.parse(after.out).status === 'revoked', after.err);
  });
}

test("clover's key is looked at, and nothing else can be asked of it", async () => {
  assert.match(await done('clover', 'get'), /^apiAccessKey +\S+$/m);
  assert.match(await done('clover', 'list'), /active/);
  assert.equal((await run(['clover', 'create'])).code, 2);
});

test('a secret comes from standard input as well, and is in no message', async () => {
  const { VAULTERA_API_KEY: secret, ...env } = ENV;
  assert.equal((await started(['vaultera', 'list', '--stdin'], { env, input: `${secret}\n` })).code, 0);
  const refusedByItself = await started(['vaultera', 'list', '--api-key', secret]);
  assert.deepEqual([refusedByItself.code, refusedByItself.err.includes(secret)], [2, false]);
  const lacks = await run(['vaultera', 'list'], { env });
  assert.deepEqual([lacks.code, /VAULTERA_API_KEY/.test(lacks.err)], [2, true]);
  for (const args of [['vaultera', 'list', '--api-key', secret], ['vaultera', 'list', `--api-key=${secret}`], ['vaultera', secret], [secret], ['vaultera', 'list', secret]]) {
    const { code, out, err } = await run(args);
    assert.deepEqual([code, `${out}${err}`.includes(secret)], [2, false], err);
  }
  const refused = await run(['vaultera', 'list'], { env: { ...ENV, VAULTERA_API_KEY: `${secret}x` } });
  assert.deepEqual([refused.code, refused.err], [1, 'tokenframe: vaultera list: key_rejected\n']);
});

test('what cannot be meant ends with 2 before anything is asked, an answer that was lost with 3', async () => {
  for (const args of [['payconex', 'create', '--label', 'x'], ['hellgate', 'create', '--label', 'x', '--preset', 'Write'], ['corefy', 'get'], ['vaultera', 'list', '--timeout', 'soon'], []]) {
    assert.equal((await run(args)).code, 2, args.join(' '));
  }
  assert.deepEqual((await sandbox('requests')).requests, []);
  await sandbox('faults', 'POST', { vault: 'vaultera', path: '/api/v1/api_keys', times: 1, kind: 'drop', after: true });
  const lost = await run(['vaultera', 'create', '--label', 'lost']);
  assert.deepEqual([lost.code, lost.out], [3, '']);
  assert.match(lost.err, /unknown_outcome\n.*list/);
});

test('an address that is none is told without being repeated, and a refusal with what it may mean', async () => {
  const wrong = await run(['hellgate', 'list'], { env: { ...ENV, HELLGATE_KEYS_URL: 'where my secret is' } });
  assert.deepEqual([wrong.code, wrong.err], [2, 'HELLGATE_KEYS_URL is an address such as https://vault.example']);
  const refused = await run(['hellgate', 'create', '--label', 'Merchant 7', '--merchant', 'merchant-7']);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /Ecosystem/);
});

test('help names every vault, and what it needs', async () => {
  const help = await done('--help');
  for (const name of Object.keys(ENV)) assert.ok(help.includes(name), name);
});
