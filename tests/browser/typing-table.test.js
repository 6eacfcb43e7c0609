// The table of edits, by real keys, in fields that are sealed and in fields that are not.
//
// One call to the driver presses the keys of many rows, since each call costs more than a hundred keys. F9, of which no
// field makes anything, tells the page to do what no key does: to set the next row up, to insert a whole text, to write
// down what is shown.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { By, Key, seen } from './harness.js';
import { bench, driver } from './set-up.js';

const table = JSON.parse(await readFile(new URL('../vectors/card/edits.json', import.meta.url)));
const { CONTROL, BACK_SPACE, DELETE, F9 } = Key;

const FIELDS = { number: 'number', expiry: 'expiry', cvc3: 'cvc', cvc4: 'cvc', postal: 'postalCode' };
// A modifier that is pressed again is let go.
const KEYS = {
  Backspace: BACK_SPACE,
  Delete: DELETE,
  'Ctrl+Backspace': CONTROL + BACK_SPACE + CONTROL,
  'Ctrl+Delete': CONTROL + DELETE + CONTROL,
  Undo: `${CONTROL}z${CONTROL}`,
  Redo: `${CONTROL}y${CONTROL}`,
};
// What no key on every system does.
const ACTS = { ToStart: 'deleteSoftLineBackward', ToEnd: 'deleteSoftLineForward' };

/** Runs in the frame: does one thing at each F9. */
const listen = (shown) => {
  const report = [];
  const steps = [];
  const edit = (node, inputType, data) => node.dispatchEvent(new InputEvent('beforeinput', { inputType, data, cancelable: true, bubbles: true }));
  const does = {
    set: (node, text, start, end) => {
      node.focus();
      node.select();
      edit(node, text ? 'insertText' : 'deleteContentBackward', text);
      node.setSelectionRange(start, end);
    },
    select: (node, start, end) => node.setSelectionRange(start, end),
    // As the browser itself does it.
    insert: (node, text) => document.execCommand('insertText', false, text),
    paste: (node, text) => edit(node, 'insertFromPaste', text),
    act: (node, inputType) => edit(node, inputType, null),
    tell: (node) => {
      const text = shown(node.id);
      const at = node.selectionStart;
      report.push(`${text.slice(0, at)}|${text.slice(at)}`);
    },
  };
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F9') return;
    event.preventDefault();
    const [what, id, ...values] = steps.shift() ?? [];
    if (what) does[what](document.getElementById(id), ...values);
  });
  const fill = (id) => edit(document.getElementById(id), 'insertText', '4242');
  window.typing = { steps, report, fill };
};

/** A row as keys to press, and as what is to be done at each F9 among them. */
const script = ({ kind, before, do: words }) => {
  const id = FIELDS[kind];
  const text = before.replace(/[[\]|]/g, '');
  const start = before.search(/[[|]/);
  const steps = [['set', id, text, start, before.includes(']') ? before.indexOf(']') - 1 : start]];
  let keys = F9;
  for (const word of words) {
    const [verb] = word.split(' ', 1);
    const rest = word.slice(verb.length + 1);
    if (KEYS[word]) keys += KEYS[word];
    else if (verb === 'type') keys += rest;
    else {
      keys += F9;
      steps.push(ACTS[word] ? ['act', id, ACTS[word]] : [verb, id, ...(verb === 'select' ? rest.split(' ').map(Number) : [rest])]);
    }
  }
  return { keys: keys + F9, steps: [...steps, ['tell', id]] };
};

/** What the rows come to, in as many calls as `size` asks for. */
const run = async (rows, size) => {
  const found = [];
  for (let at = 0; at < rows.length; at += size) {
    const scripts = rows.slice(at, at + size).map(script);
    await driver.executeScript('typing.steps.length = typing.report.length = 0; typing.steps.push(...arguments[0])', scripts.flatMap(({ steps }) => steps));
    const field = await driver.findElement(By.id(FIELDS[rows[at].kind]));
    await field.sendKeys(scripts.map(({ keys }) => keys).join(''));
    found.push(...(await driver.executeScript('return typing.report')));
  }
  return found;
};

/** What stands in the other fields: nothing is the next one to go to, and the number says how long a code is. */
const AROUND = { number: ['expiry', 'cvc', 'postalCode'], expiry: ['cvc', 'postalCode'], cvc3: ['number', 'postalCode'], cvc4: ['postalCode'], postal: [] };

for (const typing of ['sealed', 'native']) {
  for (const kind of Object.keys(FIELDS)) {
    const rows = table.filter((row) => row.kind === kind);
    test(`${rows.length} edits of ${kind}, ${typing}`, async () => {
      await bench.mounted({ options: { typing, postalCode: true } });
      const fresh = async () => {
        await bench.run(() => card.clear());
        await bench.frame();
        await driver.wait(() => driver.executeScript(`return (${seen})('${FIELDS[kind]}') === ''`));
        // Of the codes' lengths the number's brand decides.
        await driver.executeScript('arguments[0].forEach(typing.fill)', AROUND[kind]);
        await driver.findElement(By.id(FIELDS[kind])).click();
      };
      await bench.frame();
      await driver.executeScript(`(${listen})(${seen})`);
      await fresh();
      const undoes = ({ do: words }) => words.includes('Undo') || words.includes('Redo');
      const plain = rows.filter((row) => !undoes(row));
      const found = await run(plain, 40);
      // Before these there is nothing that could be undone.
      for (const row of rows.filter(undoes)) {
        await fresh();
        plain.push(row);
        found.push(...(await run([row], 1)));
      }
      assert.equal(found.length, rows.length);
      const line = ({ before, do: words }, after) => `${before}, ${words.join(', ')}: ${after}`;
      const differ = plain.filter((row, at) => row.after !== found[at]);
      assert.deepEqual(differ.map((row) => line(row, found[plain.indexOf(row)])), differ.map((row) => line(row, row.after)));
    });
  }
}
