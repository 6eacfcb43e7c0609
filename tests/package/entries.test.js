// The package's manifest and types, by the two programs that look for what goes wrong with them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const { TARBALL } = process.env;
const pkgDir = fileURLToPath(new URL('../../pkg', import.meta.url));
const attw = (tarball) => {
  try {
    return execFileSync(process.execPath, [fileURLToPath(new URL('../node_modules/@arethetypeswrong/cli/dist/index.js', import.meta.url)), '--profile', 'esm-only', '--format', 'json', tarball], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
  } catch ({ stdout }) {
    return stdout;
  }
};

test('publint has nothing to say', async () => {
  const { messages, pkg } = await publint({ pkgDir, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

test('the types of every entry are found by whoever imports it', () => {
  const { analysis, problems } = JSON.parse(attw(TARBALL));
  const { exports } = JSON.parse(readFileSync(`${pkgDir}/package.json`, 'utf8'));
  const typed = Object.keys(exports).filter((entry) => exports[entry].types);
  assert.deepEqual(Object.keys(analysis.entrypoints).filter((entry) => typed.includes(entry)).sort(), typed.sort());
  // A package of ES modules alone: `require` finds it in Node from 20.19 on, and older TypeScript does not look at `exports`.
  const counted = Object.values(problems ?? {}).flat().filter(({ resolutionKind }) => !['node10', 'node16-cjs'].includes(resolutionKind));
  assert.deepEqual(counted, []);
});

test('who serves a page for development gets what says in words what is wrong', () => {
  const { exports } = JSON.parse(readFileSync(`${pkgDir}/package.json`, 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'tokenframe-entries-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(pkgDir, join(folder, 'node_modules/tokenframe'));
    for (const entry of ['.', './element', './element/define', './react']) {
      const script = `console.log(import.meta.resolve('${entry.replace('.', 'tokenframe')}'))`;
      for (const [condition, flags] of [['development', ['--conditions=development']], ['default', []]]) {
        const found = execFileSync(process.execPath, [...flags, '--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' });
        assert.ok(found.trim().endsWith(exports[entry][condition].slice(1)), `${entry}: ${found}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('each entry can be imported on a server and does nothing there', () => {
  const script = `
    const before = Object.getOwnPropertyNames(globalThis).join();
    for (const entry of ['index', 'element/index', 'element/define', 'element/development', 'element/define.development', 'testing/index', 'card/index']) await import('${new URL('../../pkg/', import.meta.url)}' + entry + '.js');
    const { define } = await import('${new URL('../../pkg/element/index.js', import.meta.url)}');
    define({ frame: 'https://card.example.com/', grant: '/grant' });
    console.log(before === Object.getOwnPropertyNames(globalThis).join());
  `;
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim(), 'true');
});

test('the lines that must compile do in an older TypeScript too, and those that must not do not', () => {
  const tsc = fileURLToPath(new URL('../node_modules/typescript-5/bin/tsc', import.meta.url));
  const project = fileURLToPath(new URL('../types/tsconfig.json', import.meta.url));
  try {
    execFileSync(process.execPath, [tsc, '--project', project], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
});
