// The server of README.md in the runtimes beside Node: the same code but for its first lines and its last one, and
// the package as npm would lay it there.
// VAULTS is the sandbox, PKG the package.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environment, givesAll, placed, secretsIn } from '../server/readme.js';

const { VAULTS, PKG } = process.env;
const PATIENCE_MS = 15000;

/** The program itself, in the package for this machine: what npm links is a script that starts it as a child. */
const binary = (scope, file) => {
  const folder = fileURLToPath(new URL(`node_modules/${scope}`, import.meta.url));
  return join(folder, readdirSync(folder)[0], file);
};

/** The entry that the package's exports name for a runtime, or what it imports beside it. */
const exported = (condition) => JSON.parse(readFileSync(join(PKG, 'package.json'), 'utf8')).exports['./server'][condition];

const workerd = (folder) => {
  const entry = join('node_modules/tokenframe', exported('workerd'));
  const bindings = Object.keys(environment).map((name) => `(name = "${name}", fromEnvironment = "${name}")`);
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "shop", worker = (
          modules = [
            (name = "server.mjs", esModule = embed "server.mjs"),
            (name = "tokenframe/server", esModule = embed "${entry}"),
            (name = "tokenframe/server.wasm", wasm = embed "${join(entry, '../server.wasm')}"),
          ],
          compatibilityDate = "2026-10-23",
          bindings = [${bindings}],
          globalOutbound = "vaults",
        )),
        (name = "vaults", network = (allow = ["local", "private", "public"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "shop")],
    );`,
  );
  return [binary('@cloudflare', 'bin/workerd'), ['serve', 'config.capnp', '--control-fd=1']];
};

const RUNTIMES = {
  workerd: {
    start: workerd,
    // It has no process, and these names in its place.
    env: "import { env } from 'cloudflare:workers';",
    listens: /"port":(\d+)/,
    // Its own server does not notice that somebody left (workerd#5062). The deadline ends the call there.
    leaves: { skip: 'workerd does not tell' },
  },
  deno: {
    start: () => [binary('@deno', 'deno'), ['serve', '--no-prompt', '--no-remote', '--allow-net=127.0.0.1', '--allow-env', '--host=127.0.0.1', '--port=0', 'server.mjs']],
    listens: /Listening on http:\/\/127\.0\.0\.1:(\d+)/,
  },
  bun: {
    start: () => [binary('@oven', 'bin/bun'), ['run', 'server.mjs']],
    more: "hostname: '127.0.0.1', port: 0, ",
    listens: /http:\/\/127\.0\.0\.1:(\d+)/,
  },
};

/** What a caller's limits do to a call that the vault does not answer. */
const LIMITS = `
const limits = async ({ sessions }) => {
  const code = (error) => error.code;
  const controller = new AbortController();
  const aborted = sessions.create({}, { signal: controller.signal }).catch(code);
  controller.abort();
  const late = await sessions.create({}, { timeoutMs: 50 }).catch(code);
  return Response.json([await aborted, late]);
};
`;

const program = ({ env = 'const { env } = process;', more = '' }) =>
  placed([
    ["import { createServer } from 'node:http';\n", ''],
    ['const { env } = process;', env],
    [
      'createServer(nodeHandler(grants)).listen(8080);',
      `${LIMITS}export default { ${more}fetch: (request) => (request.url.endsWith('/limits') ? limits(vaults[3]) : grants(request)) };`,
    ],
  ]);

const sandbox = (path, method = 'GET') => fetch(`${VAULTS}/_sandbox/${path}`, { method });
const posted = (url, body, more) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...more });
const fault = (values) => posted(`${VAULTS}/_sandbox/faults`, values);
const UNANSWERED = { vault: 'hellgate', path: '/tokens/session', kind: 'hang' };

for (const [name, runtime] of Object.entries(RUNTIMES)) {
  describe(name, () => {
    let folder;
    let child;
    let origin;
    let printed = '';
    const listeners = new Set();

    /** Waits until what it printed matches. */
    const says = (pattern) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error(`${pattern} is not in: ${printed}`));
        const timer = setTimeout(fail, PATIENCE_MS);
        const look = () => {
          const found = pattern.exec(printed);
          if (found) (clearTimeout(timer), listeners.delete(look), resolve(found));
        };
        listeners.add(look);
        child.once('close', fail);
        look();
      });

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tokenframe-'));
      cpSync(PKG, join(folder, 'node_modules/tokenframe'), { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"dependencies":{"tokenframe":"*"}}');
      writeFileSync(join(folder, 'server.mjs'), program(runtime));
      const [command, values] = runtime.start(folder);
      child = spawn(command, values, { cwd: folder, env: { ...environment, HOME: folder, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text) => {
          printed += text;
          for (const look of listeners) look();
        });
      }
      const [, port] = await says(runtime.listens);
      origin = `http://127.0.0.1:${port}`;
    });
    after(() => {
      // None of them has anything to put away, and workerd would wait for open connections.
      child?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(() => Promise.all(['faults', 'requests'].map((path) => sandbox(path, 'DELETE'))));

    // Some of these runtimes keep what one request waits for from the others.
    test("asks for Clover's key once for two shoppers at once", async () => {
      await fault({ vault: 'clover', path: '/pakms/apikey', times: 1, kind: 'delay', ms: 300 });
      const both = await Promise.all([1, 2].map(() => posted(`${origin}/checkout/grant`, { vault: 'clover' })));
      assert.deepEqual(both.map(({ status }) => status), [200, 200]);
      const { requests } = await (await sandbox('requests')).json();
      assert.equal(requests.filter(({ path }) => path === '/clover/pakms/apikey').length, 1);
    });

    test('gives a grant of each vault, and no key away', async () => {
      await givesAll(`${origin}/checkout/grant`, () => printed);
    });

    test('ends a call that is aborted, and one whose time is up', async () => {
      await fault({ ...UNANSWERED, times: 2 });
      const response = await fetch(`${origin}/limits`, { signal: AbortSignal.timeout(PATIENCE_MS) });
      assert.deepEqual(await response.json(), ['aborted', 'timed_out']);
    });

    test('ends the call of a shopper who leaves', runtime.leaves, async () => {
      await fault({ ...UNANSWERED, times: 1 });
      const controller = new AbortController();
      const left = posted(`${origin}/checkout/grant`, { vault: 'hellgate' }, { signal: controller.signal });
      await struck();
      controller.abort();
      await assert.rejects(left, { name: 'AbortError' });
      await says(/code: ['"]aborted['"]/);
      assert.deepEqual(secretsIn(printed), []);
    });
  });
}

/** The vault has the request by now. */
const struck = async () => {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const { faults } = await (await sandbox('faults')).json();
    if (faults.some(({ hits }) => hits > 0)) return;
  }
  throw new Error('the vault was not asked');
};
