// What the types have, its page has: a name that is added without a word is named here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './blocks.js';

const types = ['types', 'index', 'instruments'].map((name) => read(`www/host/${name}.d.ts`)).join('\n');
const page = (name) => read(`www/docs/${name}.md`);

/** The members of an interface, its comments left out. */
const members = (name, text = types) => {
  const [, body] = new RegExp(`interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(text) ?? assert.fail(`there is no ${name}`);
  return [...body.replace(/\/\*\*[\s\S]*?\*\//g, '').matchAll(/^ {2}(?:readonly )?(\w+)[?(<:]/gm)].map(([, member]) => member);
};

/** The texts of a union. */
const union = (name, text = types) => {
  const [, body] = new RegExp(`type ${name} =([^;]+);`).exec(text) ?? assert.fail(`there is no ${name}`);
  return body.match(/'[\w-]+'/g).map((word) => word.slice(1, -1));
};

const lacks = (text, names) => names.filter((name) => !text.includes(`\`${name}`) && !text.includes(`\`'${name}'`) && !text.includes(`\`:${name}\``));

const PLACES = [
  ['events', 'every event', [...members('CardEvents'), ...members('RevealEvents')]],
  ['events', 'every member of the state', members('CardState')],
  ['events', 'what is known of a field', members('FieldState')],
  ['events', 'every method', members('Card')],
  ['events', 'every option of a call', members('TokenizeOptions')],
  ['events', 'every option', [...members('TokenframeOptions'), ...members('CardOptions'), ...members('FormOptions')]],
  ['appearance', 'every variable', members('AppearanceVariables')],
  ['appearance', 'every part, state and property', ['AppearancePart', 'AppearanceState', 'AppearanceProperty'].flatMap((name) => union(name))],
  ['appearance', 'every option', members('Appearance')],
];

for (const [name, what, names] of PLACES) {
  test(`${name}.md has ${what}`, () => {
    assert.ok(names.length > 3, `only ${names}`);
    assert.deepEqual(lacks(page(name), names), []);
  });
}

test('every vault and every brand of the types is in the documents', () => {
  const whole = `${read('README.md')}${page('README')}`;
  for (const vault of union('VaultName')) assert.ok(whole.includes(`${vault}.md`), vault);
  assert.deepEqual(union('ErrorKind').filter((kind) => !page('errors').includes(`'${kind}'`)), []);
});

test('errors.md has each code once, and says of each what the code says of it', () => {
  const rows = new Map();
  for (const section of page('errors').split(/^## /m).slice(1)) {
    for (const [, code, rest] of section.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)) {
      assert.ok(!rows.has(code), `${code} stands twice`);
      rows.set(code, { cells: rest.split('|').map((cell) => cell.trim()), section });
    }
  }
  const server = union('ServerErrorCode', read('www/server/common.d.ts'));
  const rust = [...read('src/error.rs').matchAll(/^ {4}(?:\[[^\]]*\] )?\w+ = "(\w+)", (\w+), (true|false);/gm)].map(([, code, kind, retryable]) => ({ code, kind: kind.toLowerCase(), retryable: retryable === 'true' }));
  assert.ok(rust.length > 45);
  const thrown = [...read('README.md').split('`TokenframeError` with one of the codes')[1].split('. ')[0].matchAll(/`(\w+)`/g)].map(([, code]) => code);
  assert.ok(thrown.length > 8);
  const handler = [...read('www/server/grant.js').matchAll(/(?:refuse\(\d+,|code:) '(\w+)'/g)].map(([, code]) => code);
  const wanted = new Set([...union('ErrorCode'), ...server, ...rust.map(({ code }) => code), ...thrown, ...handler, 'option_invalid']);
  assert.deepEqual([...wanted].filter((code) => !rows.has(code)), [], 'these are not there');
  assert.deepEqual([...rows.keys()].filter((code) => !wanted.has(code)), [], 'these are no codes');
  for (const { code, kind, retryable } of rust) {
    const { cells, section } = rows.get(code);
    assert.equal(cells.at(-1), retryable ? 'yes' : 'no', `${code}: again?`);
    // On servers they stand together, whatever their kind.
    if (!server.includes(code)) assert.match(section, new RegExp(`^Kinds? .*\`${kind}\``, 'm'), code);
  }
});
