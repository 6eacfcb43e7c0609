// The form's languages, as they are in the package: whole, plain, and named wherever a shop's developer looks for them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { words } from '../../www/frame/words.js';

const { TARBALL } = process.env;
const root = new URL('../../', import.meta.url);
const source = (path) => readFileSync(new URL(path, root), 'utf8');

// What the documents say: www/frame/language.js gives it the same codes.
const document = {};
for (const file of readdirSync(new URL('www/frame/', root)).filter((name) => name.endsWith('.html'))) {
  const html = source(`www/frame/${file}`);
  for (const [, text] of html.matchAll(/<title>([^<]*)/g)) document.title = text;
  for (const [, id, text] of html.matchAll(/<label for="(\w+)"[^>]*>(?:<[^>]*>)?([^<]*)/g)) document[`label_${id}`] = text;
  for (const [input] of html.matchAll(/<input[^>]*>/g)) document[`placeholder_${/ id="(\w+)"/.exec(input)[1]}`] = / placeholder="([^"]*)"/.exec(input)?.[1] ?? '';
  for (const [, code, text] of html.matchAll(/ data-word="(\w+)"[^>]*>([^<]*)/g)) document[code] = text;
}
const english = { ...document, ...words };
// Digits are the same everywhere.
const codes = Object.keys(english).filter((code) => /\p{L}/u.test(english[code]));

let folder;
const languages = {};

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenframe-words-'));
  execFileSync('tar', ['-xzf', TARBALL, '-C', folder]);
  for (const file of readdirSync(join(folder, 'package/frame/words'))) {
    const [, tag] = /^(.+)-[\da-f]{8}\.json$/.exec(file);
    languages[tag] = JSON.parse(readFileSync(join(folder, 'package/frame/words', file), 'utf8'));
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** What is wrong, anywhere, as `language code`. */
const wrong = (check) => Object.entries({ en: english, ...languages }).flatMap(([tag, texts]) => Object.entries(texts).filter(([code, text]) => check(text, code, tag)).map(([code]) => `${tag} ${code}`));

test('there are more than twenty, and each says all that English says and nothing else', () => {
  assert.ok(codes.includes('title') && codes.includes('label_postalCode') && codes.includes('placeholder_expiry') && codes.includes('frame_crashed'));
  assert.ok(Object.keys(languages).length >= 24);
  const lacking = Object.entries(languages).flatMap(([tag, texts]) => codes.filter((code) => !(code in texts)).map((code) => `${tag} ${code}`));
  assert.deepEqual(lacking, [], 'say these too, in www/frame/words');
  assert.deepEqual(wrong((_, code) => !(code in english)), [], 'nobody asks for these');
});

test('no text is empty, marked up, or longer than its place', () => {
  assert.deepEqual(wrong((text, code) => typeof text !== 'string' || (codes.includes(code) && !text)), []);
  assert.deepEqual(wrong((text, code) => codes.includes(code) && (text !== text.trim() || text !== text.normalize('NFC'))), []);
  assert.deepEqual(wrong((text) => /[<>&{}]/.test(text)), []);
  // Marks that turn the writing around, and what nobody sees. Persian and others join letters with U+200C.
  assert.deepEqual(wrong((text) => /[\p{Cc}\p{Co}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(text)), []);
  const most = (code) => (code === 'title' || code.startsWith('label_') ? 28 : ['unavailable', 'frame_crashed'].includes(code) ? 100 : 50);
  assert.deepEqual(wrong((text, code) => text.length > most(code)), []);
});

test('digits are those that are typed, and a date is asked for as it is formatted', () => {
  assert.deepEqual(wrong((text) => /(?![0-9])\p{Nd}/u.test(text)), []);
  assert.deepEqual(wrong((text, code) => code === 'placeholder_expiry' && !/^\p{L}{1,2} \/ \p{L}{1,2}$/u.test(text)), []);
});

test('the types and README name each language and each code', () => {
  const types = source('www/host/index.d.ts');
  const union = (name) => new RegExp(`export type ${name} =([^;]*);`).exec(types)[1].match(/'[^']+'/g).map((text) => text.slice(1, -1)).sort();
  assert.deepEqual(union('Language'), ['en', ...Object.keys(languages)].sort());
  assert.deepEqual(union('MessageCode'), Object.keys(english).sort());
  const readme = source('README.md');
  for (const name of [...union('Language'), ...union('MessageCode')]) assert.ok(readme.includes(`\`${name}\``), name);
});
