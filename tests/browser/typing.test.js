// Typing as a person does, key by key, in our own fields.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { By, Key, seen } from './harness.js';
import { bench, driver } from './set-up.js';

beforeEach(async () => {
  await bench.mounted();
  await bench.frame();
});

const { ARROW_LEFT: LEFT, BACK_SPACE: BACK, DELETE, HOME, TAB, ENTER, ESCAPE } = Key;

/** The text of a field, with the caret as `|`. */
const at = (id) =>
  driver.executeScript(
    `const [name] = arguments, text = (${seen})(name), { selectionStart } = document.getElementById(name);
    return text.slice(0, selectionStart) + '|' + text.slice(selectionStart);`,
    id,
  );

const press = async (id, ...keys) => {
  const field = await driver.findElement(By.id(id));
  await field.sendKeys(...keys);
};

const cases = [
  ['number', ['42424242'], '4242 4242|'],
  ['number', ['42424242', LEFT, LEFT, '9'], '4242 429|4 2'],
  ['number', ['42424242', HOME, DELETE], '|2424 242'],
  ['number', ['42424242', HOME, '5'], '5|424 2424 2'],
  ['number', ['4242-4242-4242-4242'], '4242 4242 4242 4242|'],
  ['number', ['3782822463'], '3782 822463|'],
  ['expiry', ['1230'], '12 / 30|'],
  ['cvc', ['12a3'], '123|'],
];

for (const [id, keys, expected] of cases) {
  test(`${id}: ${keys.map((key) => ({ [LEFT]: '←', [BACK]: '⌫', [DELETE]: '⌦', [HOME]: '⇱' })[key] ?? key).join(' ')} gives ${expected}`, async () => {
    await (await driver.findElement(By.id(id))).click();
    await press(id, ...keys);
    assert.equal(await at(id), expected);
  });
}

test('a digit can be deleted from the end to the start, over each gap, with one key each', async () => {
  for (const [id, text, count] of [['number', '4242424242424242', 16], ['expiry', '1230', 4]]) {
    await (await driver.findElement(By.id(id))).click();
    await press(id, text);
    for (let left = count - 1; left >= 0; left -= 1) {
      await press(id, BACK);
      const now = await at(id);
      assert.equal(now.replace(/\D/g, ''), text.slice(0, left));
      assert.ok(now.endsWith('|'), now);
    }
  }
});

test('a digit deleted in the middle leaves the caret where it was', async () => {
  await (await driver.findElement(By.id('number'))).click();
  // Not a number that checks, or it would hand the focus on.
  await press('number', '4242424242424243', ...Array(6).fill(LEFT), BACK);
  const now = await at('number');
  const [left, right] = now.split('|').map((part) => part.replace(/ /g, ''));
  // Six steps from the end, of which one is over a gap or none is.
  assert.equal((left + right).length, 15);
  assert.ok(right.length === 5 || right.length === 6, now);
  assert.equal(left, '4242424242424242'.slice(0, left.length));
});

test('Enter asks the shop to submit, Escape tells it so, and neither changes a field', async () => {
  await (await driver.findElement(By.id('number'))).click();
  await press('number', '4242', ENTER, ESCAPE);
  assert.equal((await at('number')).replace(/\D/g, ''), '4242');
  await bench.until(() => ['submit', 'escape'].every((name) => events.some((event) => event.name === name)), 'the shop heard nothing');
});

test('the mark of the brand follows the number', async () => {
  const brand = () => driver.executeScript("return document.querySelector('.box>.brand').dataset.brand ?? ''");
  assert.equal(await brand(), '');
  await (await driver.findElement(By.id('number'))).click();
  for (const [text, name] of [['424242', 'visa'], ['555555', 'mastercard'], ['378282', 'american-express'], ['601111', 'discover'], ['353011', 'jcb']]) {
    await press('number', text);
    assert.equal(await brand(), name);
    await press('number', ...Array(text.length).fill(BACK));
    assert.equal(await brand(), '');
  }
});

test('Tab goes through the fields one by one, and back', async () => {
  const active = () => driver.executeScript('return document.activeElement.id');
  await (await driver.findElement(By.id('number'))).click();
  for (const [keys, id] of [[[TAB], 'expiry'], [[TAB], 'cvc'], [[Key.SHIFT, TAB, Key.NULL], 'expiry'], [[Key.SHIFT, TAB, Key.NULL], 'number']]) {
    await press(await active(), Key.chord(...keys.filter((key) => key !== Key.NULL)));
    assert.equal(await active(), id);
  }
});

test('what a password manager fills in at once is formatted and can be paid', async () => {
  await driver.executeScript(() => {
    for (const [id, text] of [['number', '4242424242424242'], ['expiry', '12/2030'], ['cvc', '123']]) {
      const field = document.getElementById(id);
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  assert.equal((await at('number')).replace('|', ''), '4242 4242 4242 4242');
  assert.equal((await at('expiry')).replace('|', ''), '12 / 30');
  assert.equal((await bench.tokenize()).ok, true);
});
