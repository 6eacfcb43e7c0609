// The server of README.md, as it stands there, against the sandbox.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { VAULTS, PKG } = process.env;

/** What is the reader's own: where the package is, where the vault is, and a free port. */
const placed = (code) => {
  const changes = [
    ["'tokenframe/server'", `'${pathToFileURL(`${PKG}/server/index.js`)}'`],
    ["environment: 'sandbox',", `environment: 'sandbox', baseUrl: '${VAULTS}/hellgate',`],
    ['.listen(8080)', ".listen(0, '127.0.0.1', function () { console.log(`port ${this.address().port}`); })"],
  ];
  for (const [from, to] of changes) {
    assert.ok(code.includes(from), from);
    code = code.replace(from, () => to);
  }
  return code;
};

test("README's server gives a grant to its own page, and writes down no key", async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const code = /```js\n(import \{ createServer \}[^`]*)```/.exec(readme)[1];
  assert.ok(code.split('\n').filter(Boolean).length <= 15);
  const { hellgate } = await (await fetch(`${VAULTS}/_sandbox/credentials`)).json();
  const folder = mkdtempSync(join(tmpdir(), 'tokenframe-'));
  writeFileSync(join(folder, 'server.mjs'), placed(code));
  const child = spawn('node', [join(folder, 'server.mjs')], { env: { ...process.env, HELLGATE_API_KEY: hellgate.apiKey }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const port = /^port (\d+)$/.exec((await lines.next()).value)[1];
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"scope":"card"}' });
    const text = await response.text();
    const { vault, sessionId } = JSON.parse(text);
    assert.deepEqual([response.status, vault], [200, 'hellgate']);
    assert.equal((await fetch(`${VAULTS}/hellgate/sessions/${sessionId}`)).status, 200, 'the session is there');
    const logged = (await lines.next()).value;
    assert.equal(logged, 'hellgate 200 given');
    assert.ok(!`${text}${logged}`.includes(hellgate.apiKey));
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});
