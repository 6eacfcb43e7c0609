// The package as a shop gets it: the tarball, installed into an empty project.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { TARBALL } = process.env;
const root = new URL('../../', import.meta.url);
let project;

before(() => {
  project = mkdtempSync(join(tmpdir(), 'tokenframe-'));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  execFileSync('npm', ['install', '--silent', '--offline', '--no-audit', '--no-fund', TARBALL], { cwd: project });
});
after(() => rmSync(project, { recursive: true, force: true }));

const node = (script) => execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: project, encoding: 'utf8' }).trim();
const load = (file) => import(pathToFileURL(join(project, 'node_modules/tokenframe', file)));

const rows = (name) =>
  readFileSync(new URL(`tests/vectors/card/${name}.tsv`, root), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t'));

const verdict = ({ valid, potentiallyValid, code }) => ({ valid, potentiallyValid, code });
const wanted = (word) => ({ valid: word === 'valid', potentiallyValid: ['empty', 'partial', 'valid'].includes(word), code: ['empty', 'partial', 'valid'].includes(word) ? null : word });

test('the card rules can be imported in Node and know a visa', () => {
  const printed = node(`import { number } from 'tokenframe/card'; console.log(JSON.stringify(number('4111111111111111')))`);
  assert.deepEqual(JSON.parse(printed), {
    valid: true,
    potentiallyValid: true,
    code: null,
    brand: 'visa',
    brands: ['visa'],
    formatted: '4111 1111 1111 1111',
    lengths: [16, 18, 19],
    cvc: { name: 'CVV', length: 3 },
  });
});

test('the shop side can be imported on a server, and does nothing there', () => {
  const printed = node(`
    const before = Object.getOwnPropertyNames(globalThis).join();
    const { createTokenframe } = await import('tokenframe');
    const tf = createTokenframe({ frame: 'https://card.example.com/1.0.0/', grant: '/grant' });
    tf.create('card');
    console.log(before === Object.getOwnPropertyNames(globalThis).join());
  `);
  assert.equal(printed, 'true');
});

test('the rules say in JavaScript what they say in Rust', async () => {
  const { number, expiry, cvc, holder, postalCode } = await load('card/index.js');
  let checked = 0;
  const same = (result, word, of) => {
    assert.deepEqual(verdict(result), wanted(word), of);
    checked += 1;
  };
  for (const [text, word, brand] of rows('number')) {
    const result = number(JSON.parse(text));
    same(result, word, text);
    assert.equal(result.brand, brand === '-' ? null : brand, text);
  }
  for (const [text, word, month] of rows('expiry')) {
    const result = expiry(JSON.parse(text), { now: { year: 2026, month: 9 } });
    same(result, word, text);
    const read = result.month && `${String(result.year).padStart(4, '0')}-${String(result.month).padStart(2, '0')}`;
    assert.equal(read ?? '-', month, text);
  }
  const brandOf = { 3: 'visa', 4: 'american-express', '-': null };
  for (const [text, length, word] of rows('cvc')) same(cvc(JSON.parse(text), { brand: brandOf[length] }), word, text);
  for (const [text, word] of rows('holder')) same(holder(JSON.parse(text)), word, text);
  for (const [text, country, word] of rows('postal')) same(postalCode(JSON.parse(text), country === '-' ? {} : { country }), word, text);
  assert.ok(checked > 200, `only ${checked} rows`);
});

test('a wrong call is a TypeError, and the rules go on', async () => {
  const { number, expiry } = await load('card/index.js');
  assert.throws(() => number(4111111111111111), TypeError);
  assert.throws(() => expiry('12/30', { now: { year: 2026, month: 13 } }), TypeError);
  assert.equal(number('x'.repeat(1e6)).code, 'number_character');
  assert.equal(number('\u{1F600}'.repeat(5000)).valid, false);
  assert.equal(number('5555555555554444').brand, 'mastercard');
});

test('the frames hold no path of the machine that built them', () => {
  const listed = execFileSync('tar', ['-xOzf', TARBALL], { maxBuffer: 1 << 24 }).toString('latin1');
  for (const trace of ['.cargo', 'registry/src', process.env.HOME]) assert.ok(!listed.includes(`/${trace.replace(/^\//, '')}`), trace);
});

test("README's example is the demo, word for word", () => {
  const between = (text, from, to) => text.slice(text.indexOf(from) + from.length, text.indexOf(to));
  const demo = between(readFileSync(new URL('www/demo/shop.js', root), 'utf8'), '// README: begin\n', '// README: end');
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  assert.ok(demo.trim().length > 200);
  assert.ok(readme.includes(demo.trim()));
});

test('README names every error code, and its sizes are those of the budgets', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  const types = readFileSync(new URL('www/host/types.d.ts', root), 'utf8');
  const codes = types.slice(types.indexOf('export type ErrorCode'), types.indexOf('/** An error of a call.')).match(/'[a-z_]+'/g);
  assert.ok(codes.length > 30);
  for (const code of codes) assert.ok(readme.includes(`\`${code.slice(1, -1)}\``), code);
  const packer = readFileSync(new URL('tests/pack/src/pack.rs', root), 'utf8');
  const budget = (name) => Number(packer.match(new RegExp(`${name}_BUDGET: usize = ([\\d_]+)`))[1].replaceAll('_', '')) / 1000;
  assert.ok(readme.includes(`at most ${budget('HOST')} kB`));
  assert.ok(readme.includes(`at most ${budget('FRAME')} kB`));
});
