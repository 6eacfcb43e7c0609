// testing-a-shop.md against the sandbox that it describes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marked, read } from './blocks.js';
import { sandboxed } from './sandboxed.js';

const { VAULTS } = process.env;
const page = read('www/docs/testing-a-shop.md');
const asks = async (path, method = 'GET') => (await fetch(`${VAULTS}/_sandbox/${path}`, { method, headers: { 'content-type': 'application/json' } })).json().catch(() => null);
const arm = (fault) => fetch(`${VAULTS}/_sandbox/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) });
const tokenize = async (number) => {
  const { clover } = await asks('credentials');
  const headers = { 'content-type': 'application/json', apikey: clover.publicKey };
  const card = { number, exp_month: '12', exp_year: '2030', cvv: number.length === 15 ? '1234' : '123' };
  return fetch(`${VAULTS}/clover/v1/tokens`, { method: 'POST', headers, body: JSON.stringify({ card }) });
};

test('the fault of the page strikes once', async () => {
  const { end } = sandboxed();
  try {
    const [code] = marked('testing-a-shop.md', 'runs: tests/docs/sandbox.test.js');
    await new Function(`return (async () => { ${code} })()`)();
  } finally {
    end();
  }
  assert.deepEqual([(await tokenize('4242424242424242')).status, (await tokenize('4242424242424242')).status], [503, 200]);
});

test('every kind of fault is there, with the members that the page names, and no other', async () => {
  await fetch(`${VAULTS}/_sandbox/faults`, { method: 'DELETE' });
  const kinds = [...read('tests/sandbox/src/fault.rs').split('fn kind(')[1].split('\nfn ')[0].matchAll(/"(\w+)" =>/g)].map(([, kind]) => kind);
  const rows = [...page.matchAll(/^\| `(\w+)`(?: \((.+?)\))? \|/gm)].map(([, kind, members]) => [kind, (members ?? '').match(/\w+/g) ?? []]);
  assert.deepEqual(rows.map(([kind]) => kind).sort(), kinds.sort());
  const values = { status: 503, body: 'x', headers: { 'x-a': 'b' }, ms: 1, after: true, bytes: 1, text: 'x', contentType: 'text/plain', location: '/elsewhere' };
  for (const [kind, members] of rows) {
    const more = Object.fromEntries(members.map((member) => [member, values[member]]));
    const answer = await arm({ vault: 'clover', path: '/nowhere', kind, ...more });
    assert.equal(answer.status, 200, `${kind}: ${await answer.text()}`);
  }
  await fetch(`${VAULTS}/_sandbox/faults`, { method: 'DELETE' });
});

test('the cards of the table are those that the sandbox takes, and it has them as approved or declined', async () => {
  const known = read('tests/sandbox/src/test_card.rs');
  const [, table] = /\| Brand \|.*\n\|[-|]+\|\n([\s\S]*?)\n\n/.exec(page);
  let count = 0;
  for (const row of table.split('\n')) {
    const [, , approved, declined] = row.split('|');
    for (const [cell, word] of [[approved, 'approve'], [declined, 'decline']]) {
      for (const [digits] of cell.matchAll(/\d[\d ]{11,}\d/g)) {
        const number = digits.replaceAll(' ', '');
        assert.ok(known.includes(`${word}("${number}"`), `${number} is no card to ${word}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 14, `only ${count}`);
  assert.equal((await tokenize('378282246310005')).status, 200);
  assert.notEqual((await tokenize('4929000000001230')).status, 200, 'any other number is refused');
});

test('the endpoints that the page names are there', async () => {
  for (const [, method, path] of page.matchAll(/`(GET|POST) \/_sandbox\/(\w+)`/g)) {
    if (method === 'GET') assert.ok(await asks(path), path);
    else assert.match(read('tests/sandbox/src/admin.rs'), new RegExp(`"/${path}", get\\(\\w+\\)\\.post`), path);
  }
});
