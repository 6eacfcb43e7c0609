// `tokenframe dev`: what a shop needs while it is written, out of the package alone.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../pkg/cli/index.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../pkg/frame/', import.meta.url));
const { startDev } = await import(new URL('../../pkg/cli/dev.js', import.meta.url));
const { differences } = await import(new URL('../../pkg/cli/verify.js', import.meta.url));

const tokenframe = (...args) =>
  new Promise((resolve) => execFile(process.execPath, [CLI, ...args], { timeout: 20000 }, (error, out, err) => resolve({ code: error?.code ?? 0, out, err })));

test('the frames are those of the package, with the headers of a deployment, and the sandbox answers them', async () => {
  const parents = ['http://localhost:5173', 'https://shop.example'];
  const running = await startDev(FOLDER, { parents, port: 0, sandboxPort: 0 });
  try {
    assert.deepEqual(await differences(running.manifest, running.list, running.frame), []);
    for (const name of Object.keys(running.manifest.frames)) {
      const response = await fetch(`${running.frame}/${name}/`);
      const policy = response.headers.get('content-security-policy');
      assert.match(policy, new RegExp(`frame-ancestors ${parents.join(' ')}(;|$)`), name);
      assert.ok(policy.includes(running.sandbox), `${name}: ${policy}`);
      assert.match(await response.text(), new RegExp(`data-parents="${parents.join(' ')}"`));
    }
    const preflight = await fetch(`${running.sandbox}/clover/v1/tokens`, {
      method: 'OPTIONS',
      headers: { origin: running.frame, 'access-control-request-method': 'POST', 'access-control-request-headers': 'apikey,content-type' },
    });
    assert.equal(preflight.headers.get('access-control-allow-origin'), running.frame);
    const { clover } = await (await fetch(`${running.sandbox}/_sandbox/credentials`)).json();
    assert.ok(clover.accessToken);
    assert.equal((await fetch(`${running.frame}/nothing/`)).status, 404);
    assert.equal((await fetch(`${running.frame}/clover/../../package.json`)).status, 404);
    assert.equal((await fetch(`${running.frame}/clover/`, { method: 'POST' })).status, 405);
    const head = await fetch(`${running.frame}/clover/`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
  } finally {
    await running.stop();
  }
  await assert.rejects(fetch(running.frame));
  await assert.rejects(fetch(running.sandbox));
});

test('the command says where it serves, and ends when it is told to', async () => {
  const child = spawn(process.execPath, [CLI, 'dev', '--port', '0', '--sandbox-port', '0', '--parent', 'https://shop.example']);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  while (!/sandbox: .*\n/.test(said)) await once(child.stdout, 'data');
  const [, frame] = /^frame: '(http:\/\/127\.0\.0\.1:\d+\/)', for pages of https:\/\/shop\.example$/m.exec(said);
  assert.equal((await fetch(`${frame}hellgate/`)).status, 200);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});

test('what cannot be meant is told in a sentence, and nothing is left running', async () => {
  for (const [args, says] of [
    [['--parent', 'shop.example'], /--parent must be an origin/],
    [['--parent', 'http://shop.example'], /--parent must be an https: origin/],
    [['--port', 'x'], /--port is a number/],
    [['--what'], /--what/],
  ]) {
    const { code, err } = await tokenframe('dev', ...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, says);
    assert.equal(err.trim().split('\n').length, 1, err);
  }
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  for (const option of ['--port', '--sandbox-port']) {
    const others = ['--port', '--sandbox-port'].filter((other) => other !== option).flatMap((other) => [other, '0']);
    const { code, err } = await tokenframe('dev', option, `${port}`, ...others);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`port ${port} is taken: choose another with ${option}`));
  }
  taken.close();
  const help = await tokenframe('dev', '--help');
  assert.equal(help.code, 0);
  assert.match(help.out, /--parent ORIGIN/);
});
