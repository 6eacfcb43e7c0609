// The documents beside README: every block of code in them stands in a file that a test runs, or says why not.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const PAGES = readdirSync(new URL('www/docs/', root)).filter((name) => name.endsWith('.md'));

const blocks = PAGES.flatMap((page) => [...read(`www/docs/${page}`).matchAll(/(?:<!-- (.+?) -->\n)?```(\w+)\n([\s\S]*?)```/g)].map(([, how, language, code]) => ({ page, how, language, code })));

test('every block says how it is known to work', () => {
  assert.ok(blocks.length > 10);
  for (const { page, how, code } of blocks) assert.match(how ?? '', /^(runs: \S+|parsed|not run: .{10,})$/, `${page}: ${code}`);
});

for (const { page, how, code } of blocks.filter(({ how }) => how?.startsWith('runs: '))) {
  const file = how.slice('runs: '.length);
  test(`${page}: what it shows of ${file} stands there, word for word`, () => assert.ok(read(file).includes(code.trimEnd()), code));
}

test('every command that is shown can be meant', async () => {
  const { keys } = await import(new URL('pkg/cli/keys.js', root));
  const { told } = await import(new URL('pkg/cli/sandbox.js', root));
  const { rules } = await import(new URL('pkg/cli/deployment.js', root));
  const { parseArgs } = await import('node:util');
  const manifest = JSON.parse(read('pkg/frame/manifest.json'));
  const lines = blocks.filter(({ how }) => how === 'parsed').flatMap(({ code }) => code.trim().split('\n'));
  assert.ok(lines.length > 8);
  for (const line of lines) {
    const [npx, name, ...args] = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
    assert.deepEqual([npx, name], ['npx', 'tokenframe'], line);
    // All that it lacks is the environment.
    if (args[0] === 'sandbox') assert.equal(told(args.slice(1)).port, 4102, line);
    else if (args[0] === 'keys') await assert.rejects(keys(args.slice(1), { env: {} }), /needs [A-Z_]+( and [A-Z_]+)* in the environment/, line);
    else {
      const { values } = parseArgs({ args, options: { frame: { type: 'string' }, parent: { type: 'string' }, for: { type: 'string' }, base: { type: 'string' }, out: { type: 'string' }, url: { type: 'string' } }, allowPositionals: true });
      assert.ok(rules(manifest, { frames: [values.frame], parents: [values.parent], basePath: values.base }).length > 3, line);
    }
  }
});
