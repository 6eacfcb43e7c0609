// The forms' languages, as they are in the package: whole, plain, and named wherever a shop's developer looks for them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const { TARBALL } = process.env;
const root = new URL('../../', import.meta.url);
const source = (path) => readFileSync(new URL(path, root), 'utf8');

// What each form's documents say, and where its languages are in the package: www/frame/language.js gives it the same codes.
const FORMS = [
  { name: 'cards', room: 'www/frame/', folder: 'words', types: 'www/host/index.d.ts', union: 'MessageCode', certain: ['title', 'label_postalCode', 'placeholder_expiry', 'frame_crashed'] },
  { name: 'gift cards and bank accounts', room: 'www/frame/instruments/', folder: 'clover-instruments', types: 'www/host/instruments.d.ts', union: 'InstrumentMessageCode', certain: ['title_bankAccount', 'label_zip', 'identity_ssn', 'frame_crashed'] },
  { name: 'a stored card', room: 'www/frame/reveal/', folder: 'vaultera-reveal', types: 'www/host/index.d.ts', union: 'RevealMessageCode', certain: ['reveal_title', 'reveal_confirm', 'reveal_left', 'page_silent'], long: 100 },
];

/** What stands in an element's tag under a name. */
const attribute = (tag, name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];

const documented = (room) => {
  const texts = {};
  for (const file of readdirSync(new URL(room, root)).filter((name) => name.endsWith('.html'))) {
    for (const [, tag, attributes, text] of source(`${room}${file}`).matchAll(/<(\w+)([^>]*)>(?:<span>)?([^<]*)/g)) {
      const code = attribute(attributes, 'data-word');
      const id = attribute(attributes, 'id');
      if (tag === 'title') texts[code ?? 'title'] = text;
      else if (tag === 'label') texts[code ?? `label_${attribute(attributes, 'for')}`] = text;
      else if (tag === 'input') texts[code ?? `placeholder_${id}`] = attribute(attributes, 'placeholder') ?? '';
      else if (code) texts[code] = text;
    }
  }
  return texts;
};

let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenframe-words-'));
  execFileSync('tar', ['-xzf', TARBALL, '-C', folder]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const union = (types, name) => new RegExp(`export type ${name} =([^;]*);`).exec(source(types))[1].match(/'[^']+'/g).map((text) => text.slice(1, -1)).sort();

for (const form of FORMS) {
  let english;
  let codes;
  const languages = {};

  before(async () => {
    const { words } = await import(new URL(`${form.room}words.js`, root));
    english = { ...documented(form.room), ...words };
    // Digits are the same everywhere.
    codes = Object.keys(english).filter((code) => /\p{L}/u.test(english[code]));
    for (const file of readdirSync(join(folder, 'package/frame', form.folder)).filter((name) => name.endsWith('.json'))) {
      const [, tag] = /^(.+)-[\da-f]{8}\.json$/.exec(file);
      languages[tag] = JSON.parse(readFileSync(join(folder, 'package/frame', form.folder, file), 'utf8'));
    }
  });

  /** What is wrong, anywhere, as `language code`. */
  const wrong = (check) => Object.entries({ en: english, ...languages }).flatMap(([tag, texts]) => Object.entries(texts).filter(([code, text]) => check(text, code, tag)).map(([code]) => `${tag} ${code}`));

  test(`${form.name}: there are more than twenty, and each says all that English says and nothing else`, () => {
    for (const code of form.certain) assert.ok(codes.includes(code), code);
    assert.ok(Object.keys(languages).length >= 24);
    const lacking = Object.entries(languages).flatMap(([tag, texts]) => codes.filter((code) => !(code in texts)).map((code) => `${tag} ${code}`));
    assert.deepEqual(lacking, [], `say these too, in ${form.room}words`);
    assert.deepEqual(wrong((_, code) => !(code in english)), [], 'nobody asks for these');
  });

  test(`${form.name}: no text is empty, marked up, or longer than its place`, () => {
    assert.deepEqual(wrong((text, code) => typeof text !== 'string' || (codes.includes(code) && !text)), []);
    assert.deepEqual(wrong((text, code) => codes.includes(code) && (text !== text.trim() || text !== text.normalize('NFC'))), []);
    // A time is put in where a text has room for it: in all of its languages or in none.
    assert.deepEqual(wrong((text) => /[<>&{}]/.test(text.replace('{time}', ''))), []);
    assert.deepEqual(wrong((text, code) => text.includes('{time}') !== english[code].includes('{time}')), []);
    // Marks that turn the writing around, and what nobody sees. Persian and others join letters with U+200C.
    assert.deepEqual(wrong((text) => /[\p{Cc}\p{Co}\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(text)), []);
    const most = (code) => (/^(title|label_|reveal_(title|show|show_code|confirm|cancel|hide)$)/.test(code) ? 28 : ['unavailable', 'frame_crashed'].includes(code) ? 100 : (form.long ?? 50));
    assert.deepEqual(wrong((text, code) => text.length > most(code)), []);
  });

  test(`${form.name}: digits are those that are typed, and a date is asked for as it is formatted`, () => {
    assert.deepEqual(wrong((text) => /(?![0-9])\p{Nd}/u.test(text)), []);
    assert.deepEqual(wrong((text, code) => code === 'placeholder_expiry' && !/^\p{L}{1,2} \/ \p{L}{1,2}$/u.test(text)), []);
  });

  test(`${form.name}: the types name each language and each code, and so does README`, () => {
    assert.deepEqual(union('www/host/index.d.ts', 'Language'), ['en', ...Object.keys(languages)].sort());
    // What nobody sees has no name: a placeholder of nothing, and that of a choice.
    const named = Object.keys(english).filter((code) => form.name === 'cards' || english[code].trim());
    assert.deepEqual(union(form.types, form.union), named.sort());
    const readme = source('README.md');
    for (const name of [...union('www/host/index.d.ts', 'Language'), ...(form.name === 'cards' ? union(form.types, form.union) : form.certain)]) {
      assert.ok(readme.includes(`\`${name}\``), name);
    }
  });
}

test('while a shop is developed, each code of a grant, a session or a frame is said in words, and no other', async () => {
  const { MEANING } = await import(new URL('www/host/development.js', root));
  const documents = source('www/docs/errors.md');
  const codes = (title) => [...documents.split(`\n## ${title}\n`)[1].split('\n## ')[0].matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
  // What a person does, or does not, and what only a vault knows.
  const others = ['busy', 'gesture_required', 'frame_not_visible', 'frame_crashed', 'page_silent'];
  const wanted = ['Your server', 'The code', 'The frame'].flatMap(codes);
  assert.ok(wanted.length > 20, wanted.join());
  assert.deepEqual(wanted.filter((code) => !others.includes(code) && !MEANING[code]), []);
  const known = [...wanted, ...codes('Thrown on the page')];
  assert.deepEqual(Object.keys(MEANING).filter((code) => !known.includes(code)), []);
});

test('the build for development knows the code of each text', async () => {
  const { MESSAGES } = await import(new URL('www/host/development.js', root));
  const known = FORMS.flatMap(({ types, union: name }) => union(types, name));
  assert.deepEqual([...MESSAGES].sort(), [...new Set(known)].sort());
});
