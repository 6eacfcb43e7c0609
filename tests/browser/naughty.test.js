// The public list of naughty strings through every field of the form, as it would be pasted and as it would be filled
// in: nothing throws, nothing is sent, nothing is made of it, and it is a form as before.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sandbox } from './harness.js';
import { bench, driver } from './set-up.js';

const LIST = JSON.parse(readFileSync(new URL('../node_modules/big-list-of-naughty-strings/blns.json', import.meta.url), 'utf8'));
const FIELDS = ['number', 'expiry', 'cvc', 'name', 'postalCode'];

test('pasted and filled in, each of them in each field', async () => {
  assert.ok(LIST.length >= 450, `${LIST.length} strings`);
  await driver.manage().setTimeouts({ script: 120000 });
  // With a look of its own, so that the frame's second script is there before.
  await bench.mounted({ own: { card: { name: true, postalCode: true, appearance: { theme: 'light' } } } });
  await sandbox.clear();
  await bench.frame();
  const seen = await driver.executeScript(
    (list, ids) => {
      const page = document.defaultView;
      const errors = [];
      page.addEventListener('error', ({ message }) => errors.push(message));
      page.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => errors.push(effectiveDirective));
      const elements = () => [...document.querySelectorAll('*')].filter(({ localName, parentNode }) => !parentNode?.closest?.('.ink')).length;
      const before = [elements(), location.href, page.length, document.scripts.length];
      const longest = {};
      let held = 0;
      for (const text of list) {
        for (const id of ids) {
          const input = document.getElementById(id);
          input.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertText', data: text, cancelable: true, bubbles: true }));
          held += Boolean(input.value);
          input.value = text;
          input.dispatchEvent(new InputEvent('input', { inputType: 'insertReplacementText', bubbles: true }));
          held += Boolean(input.value);
          longest[id] = Math.max(longest[id] ?? 0, input.value.length);
          input.value = '';
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
      }
      return { errors, before, after: [elements(), location.href, page.length, document.scripts.length], state: document.documentElement.dataset.state, longest, held };
    },
    LIST, FIELDS,
  );
  await bench.page();
  assert.deepEqual(seen.errors, []);
  assert.deepEqual(seen.after, seen.before);
  assert.equal(seen.state, 'ready');
  // It looked at something: some of them are digits, and many could be a name.
  assert.ok(seen.held > 300, `${seen.held} were taken`);
  assert.ok(seen.longest.number <= 32 && seen.longest.expiry <= 10 && seen.longest.cvc <= 4, JSON.stringify(seen.longest));
  assert.deepEqual((await sandbox.requests()).filter(({ method }) => method === 'POST'), []);
  const { error } = await bench.tokenize();
  assert.equal(error.code, 'card_invalid');
  assert.deepEqual((await sandbox.requests()).filter(({ path }) => path === '/clover/v1/tokens'), []);
  assert.deepEqual(await bench.run(() => events.filter(({ name }) => name === 'loaderror' || name === 'submit')), []);
});
