// The server of README.md, as it stands there, against the sandbox.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { environment, givesAll, lines, placed } from './readme.js';

const { PKG } = process.env;

test("README's server of 15 lines gives its page a grant of each vault, and no key away", async () => {
  assert.ok(lines <= 15, `${lines} lines`);
  const code = placed([
    ["'tokenframe/server'", `'${pathToFileURL(`${PKG}/server/index.js`)}'`],
    ['.listen(8080)', ".listen(0, '127.0.0.1', function () { console.log(`port ${this.address().port}`); })"],
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'tokenframe-'));
  writeFileSync(join(folder, 'server.mjs'), code);
  const child = spawn(process.execPath, [join(folder, 'server.mjs')], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const port = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        printed += text;
        const [, found] = /^port (\d+)$/m.exec(printed) ?? [];
        if (found) resolve(found);
      });
    }
    child.once('exit', () => reject(new Error(`the server ended: ${printed}`)));
  });
  try {
    await givesAll(`http://127.0.0.1:${await port}/checkout/grant`, () => printed);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});
