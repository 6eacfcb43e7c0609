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

/** Gives the element a function that judges cards: what it is asked is in `asked`, and `answer` says what it says. */
const judged = (answer, name = 'card') =>
  bench.run((text, element) => {
    globalThis.asked = [];
    const work = new Function('bin', text);
    const bin = ({ bin: first, ...more }) => {
      asked.push([first, ...Object.keys(more)].join());
      return work(first);
    };
    (globalThis.parts[element] ?? card).update({ bin });
  }, answer, name);

const asked = () => bench.run(() => asked);
const state = () => bench.run(() => card.state);
const accepted = (is) => bench.until((wanted) => card.state?.fields.number.code === (wanted ? null : 'brand_not_accepted'), `the number is not ${is ? 'accepted' : 'refused'}`, is);

describe('the first digits of the number', () => {
  test('are told as often as they change, six or eight of them', async () => {
    await bench.mounted();
    await judged('return {}');
    const told = [];
    // Six, eight; then another card, of fifteen digits; and nothing of less than six.
    for (const [typed, ...bins] of [['42424'], ['2', '424242'], ['42', '42424242'], ['42424242']]) {
      await bench.frame();
      await bench.type('number', typed);
      told.push(...bins);
      await bench.until((count) => asked.length === count, `${typed}: ${await asked()}`, told.length);
    }
    await retype(NUMBERS['american-express']);
    told.push('378282');
    await bench.until((count) => asked.length === count, 'the other card is not told', told.length);
    assert.deepEqual(await asked(), told);
  });

  test('are told by a number in a frame of its own', async () => {
    await bench.open({ elements: 'number,expiry,cvc' });
    await bench.until(() => window.mounted === 'ready', 'the parts are not ready');
    await judged('return { accepted: false, message: "Not here" }', 'number');
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    await accepted(false);
    assert.equal(await bench.fieldError('number'), 'Not here');
    assert.equal((await asked()).at(-1), '42424242');
  });

  test('are told no more once nobody asks', async () => {
    await bench.mounted();
    await judged('return { accepted: false }');
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    await accepted(false);
    await bench.run(() => card.update({ bin: undefined }));
    await accepted(true);
    const before = await asked();
    await retype(NUMBERS.mastercard);
    await bench.until(() => card.state.brand === 'mastercard', 'the number is not there');
    assert.deepEqual(await asked(), before);
  });
});

describe("the shop's verdict", () => {
  test('refuses a card, in our words or its own', async () => {
    await bench.mounted();
    await judged("return { accepted: false, ...(bin[0] === '5' && { message: `No <b>prepaid</b> ${'x'.repeat(300)}` }) }");
    await bench.retype();
    await accepted(false);
    assert.equal(await bench.fieldError('number'), 'This card brand is not accepted here');
    assert.equal((await state()).complete, false);
    const result = await bench.tokenize();
    assert.deepEqual([result.error.kind, result.error.code, result.error.fields], ['validation', 'card_invalid', { number: 'brand_not_accepted' }]);
    await bench.retype({ number: NUMBERS.mastercard });
    await accepted(false);
    const text = await bench.fieldError('number');
    assert.equal(text, `No <b>prepaid</b> ${'x'.repeat(300)}`.slice(0, 200));
    await bench.run(() => card.update({ bin: () => ({ accepted: true, message: 'Never shown' }) }));
    await bench.retype();
    await bench.until(() => card.state.complete, 'the card is not taken');
    assert.equal(await bench.fieldError('number'), '');
    assert.equal((await bench.tokenize()).ok, true);
  });

  test('that comes too late is of another card', async () => {
    await bench.mounted();
    await judged("return bin[0] === '4' ? new Promise((resolve) => (globalThis.late ??= []).push(resolve)) : {}");
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    await bench.until(() => globalThis.late?.length === 2, 'nobody asked');
    await retype(NUMBERS.mastercard);
    await bench.until(() => card.state.brand === 'mastercard' && asked.length === 4, 'the other card is not there');
    await bench.run(() => {
      for (const resolve of late) resolve({ accepted: false });
    });
    // Whatever the port brings next comes behind it.
    await bench.frame();
    await bench.type('expiry', '1230');
    await bench.until(() => card.state.fields.expiry.valid, 'the date is not there');
    assert.equal((await state()).fields.number.code, null);
  });

  for (const [what, answer] of [['throws', 'throw new Error("mine")'], ['rejects', 'return Promise.reject(new Error("mine"))'], ['says nothing', ''], ['says what is no verdict', 'return "no"'], ['cannot be written down', 'return { accepted: false, at: 1n }']]) {
    test(`a function that ${what} refuses no card`, async () => {
      await bench.mounted();
      await judged(answer);
      await bench.retype();
      await bench.until(() => card.state.complete && asked.length > 0, 'the card is not taken');
      assert.equal((await bench.tokenize()).ok, true);
    });
  }

  test('a function that never answers holds a call up for a while and no longer', async () => {
    await bench.mounted();
    await judged('return new Promise(() => {})');
    await bench.retype();
    await bench.until(() => card.state.complete && asked.length === 2, 'the card is not taken');
    assert.equal((await bench.tokenize()).ok, true);
  });

  test('that is on its way is waited for by a call', async () => {
    await bench.mounted();
    await judged('return new Promise((resolve) => (globalThis.release = resolve))');
    await bench.retype();
    await bench.until(() => card.state.complete && globalThis.release, 'nobody asked');
    await bench.start();
    await bench.run(() => release({ accepted: false }));
    assert.deepEqual((await bench.settled()).error.fields, { number: 'brand_not_accepted' });
  });
});
