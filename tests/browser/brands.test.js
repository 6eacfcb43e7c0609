// What the form makes of the card's brand: what its security code is called, whether the shop takes the card, and
// which of two networks the shopper wants.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BROWSER, By, PATIENCE } from './harness.js';
import { bench, driver } from './set-up.js';

const NUMBERS = { visa: '4242424242424242', mastercard: '5555555555554444', 'american-express': '378282246310005', unionpay: '6200000000000005' };

const open = async (options = {}) => {
  await bench.mounted(options);
  await bench.frame();
};

/** Types another number in place of the one that is there. */
const retype = async (number) => {
  await bench.run(() => card.clear());
  await bench.frame();
  await bench.type('number', number);
};

const code = () =>
  driver.executeScript(() => {
    const label = document.querySelector('[for=cvc]');
    const drawn = [...document.querySelectorAll('[data-field=cvc] svg :is(path, g)')];
    return { label: label.textContent, placeholder: document.getElementById('cvc').placeholder, front: drawn.some((part) => part.matches('g') && getComputedStyle(part).display !== 'none'), back: drawn.some((part) => part.matches('.back') && getComputedStyle(part).display !== 'none') };
  });

describe('the security code', () => {
  test('is called what the brand calls it, with as many digits, where it stands on the card', async () => {
    await open();
    const unknown = { label: 'Security code', placeholder: '123', front: false, back: true };
    assert.deepEqual(await code(), unknown);
    for (const [brand, name] of [['visa', 'CVV'], ['mastercard', 'CVC'], ['unionpay', 'CVN'], ['american-express', 'CID']]) {
      await retype(NUMBERS[brand]);
      const own = brand === 'american-express';
      assert.deepEqual(await code(), { label: `Security code\u00a0(${name})`, placeholder: own ? '1234' : '123', front: own, back: !own }, brand);
      const state = await bench.run(() => card.state);
      assert.deepEqual([state.brand, state.code], [brand, { name, length: own ? 4 : 3 }]);
      await bench.frame();
    }
    // The label is what a screen reader says of the field; not every driver tells, in a frame of another origin.
    const heard = BROWSER === 'firefox' && (await driver.findElement(By.id('cvc')).getAccessibleName());
    if (heard) assert.equal(heard.replaceAll(/\s+/g, ' '), 'Security code (CID)');
    await bench.run(() => card.clear());
    await bench.frame();
    assert.deepEqual(await code(), unknown);
  });

  test("keeps its name through a change of language, and never behind the shop's own words", async () => {
    await open();
    await bench.type('number', NUMBERS['american-express']);
    for (const [locale, label] of [['de', 'Sicherheitscode\u00a0(CID)'], ['ar', 'رمز الأمان\u00a0(CID)'], ['th', 'รหัสความปลอดภัย\u00a0(CID)']]) {
      await bench.run((to) => card.update({ locale: to }), locale);
      await bench.frame();
      await driver.wait(async () => (await code()).label === label, PATIENCE, `${locale}: ${(await code()).label}`);
    }
    await bench.run(() => card.update({ messages: { label_cvc: 'The code', placeholder_cvc: '•••' } }));
    await bench.frame();
    await driver.wait(async () => (await code()).label === 'The code', PATIENCE);
    assert.equal((await code()).placeholder, '•••');
  });

  test('in a frame of its own hears of the brand too', async () => {
    await bench.open({ elements: 'number,cvc' });
    await bench.until(() => window.mounted === 'ready', 'the parts are not ready');
    await bench.frame();
    await bench.type('number', NUMBERS['american-express']);
    await bench.page();
    await driver.switchTo().frame(await driver.findElement(By.css('#room-cvc iframe')));
    await driver.wait(async () => (await code()).label.endsWith('(CID)'), PATIENCE);
    assert.deepEqual(await code(), { label: 'Security code\u00a0(CID)', placeholder: '1234', front: true, back: false });
  });
});
