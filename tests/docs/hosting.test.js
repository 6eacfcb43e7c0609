// What the documents say of servers and policies, held against what the package gives and the demo sends:
// hosting.md, content-security-policy.md, accessible-checkout.md.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { marked, read } from './blocks.js';

const { PKG } = process.env;
const MARK = 'compared: tests/docs/hosting.test.js';

test("a server's block includes the file that the command writes for it", async () => {
  const { formats } = await import(pathToFileURL(`${PKG}/cli/formats.js`));
  const [nginx, caddy] = marked('hosting.md', MARK);
  for (const [block, { file }] of [[nginx, formats.nginx], [caddy, formats.caddy]]) assert.ok(block.includes(`/${file}`), file);
  const page = read('www/docs/hosting.md');
  for (const [name, { file }] of Object.entries(formats)) {
    assert.ok(page.includes(`\`${name}\``) || page.includes(`--for ${name}`), name);
    if (name !== 'json') assert.ok(page.includes(`\`${file}\``), file);
  }
});

test("the policy is the demo's, which the browser tests pay under", () => {
  const [line, policy, rules] = marked('content-security-policy.md', MARK).map((text) => text.replace(/^Content-Security-Policy:/, '').replace(/\s+/g, ' ').trim());
  const demo = /const POLICY = \[([\s\S]*?)\]\.join/.exec(read('www/demo/server.js'))[1];
  const theirs = [...demo.matchAll(/^ {2}["`](.+)["`],$/gm)].map(([, text]) => text);
  assert.ok(theirs.length > 8);
  // The demo has its import map in the page, one bank, and other names.
  const plain = (text) => text.replace(/ 'sha256-.*'/, '').replace('${FRAME}', 'https://card.shop.example').replace(' ${VAULTS}', '');
  assert.deepEqual(policy.split('; '), theirs.map(plain));
  assert.ok(policy.includes(line));
  assert.match(read('README.md'), /`'wasm-unsafe-eval'` in the policy of a page/);
  assert.equal(rules, "script-src 'self' 'wasm-unsafe-eval'");
});

test('the page of the accessible checkout names what its own code uses', () => {
  const [html] = marked('accessible-checkout.md', MARK);
  for (const id of ['card', 'problem', 'pay']) assert.ok(html.includes(`id="${id}"`), id);
  assert.ok(html.includes('for="card"') && html.includes('role="alert"'));
});
