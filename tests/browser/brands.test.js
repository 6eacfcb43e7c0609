// What the form makes of the card's brand: what its security code is called, whether the shop takes the card, and
// which of two networks the shopper wants.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { BROWSER, By, Key, PATIENCE } from './harness.js';
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

/** Waits until it is so: what the page asked for is done a moment later. */
const codeIs = async (wanted, what) => {
  let now;
  await driver.wait(async () => isDeepStrictEqual((now = await code()), wanted), PATIENCE).catch(() => assert.deepEqual(now, wanted, what));
};

describe('the security code', () => {
  test('is called what the brand calls it, with as many digits, where it stands on the card', async () => {
    await open();
    const unknown = { label: 'Security code', placeholder: '123', front: false, back: true };
    await codeIs(unknown);
    for (const [brand, name] of [['visa', 'CVV'], ['mastercard', 'CVC'], ['unionpay', 'CVN'], ['american-express', 'CID']]) {
      await retype(NUMBERS[brand]);
      const own = brand === 'american-express';
      await codeIs({ label: `Security code\u00a0(${name})`, placeholder: own ? '1234' : '123', front: own, back: !own }, brand);
      const state = await bench.run(() => card.state);
      assert.deepEqual([state.brand, state.code], [brand, { name, length: own ? 4 : 3 }]);
      await bench.frame();
    }
    // The label is what a screen reader says of the field; not every driver tells, in a frame of another origin.
    const heard = BROWSER === 'firefox' && (await driver.findElement(By.id('cvc')).getAccessibleName());
    if (heard) assert.equal(heard.replaceAll(/\s+/g, ' '), 'Security code (CID)');
    await bench.run(() => card.clear());
    await bench.frame();
    await codeIs(unknown);
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

/** Runs a text in the page itself, and not in what Firefox's driver puts around it. */
const inPage = (text) => bench.run((source) => void window.eval(source), text);

/** Gives the element a function that judges cards: what it is asked is in `asked`, and `answer` says what it says. */
const judged = (answer, name = 'card') =>
  inPage(`
    window.asked = [];
    (parts.${name} ?? card).update({ bin: (given) => {
      asked.push(Object.values(given).join());
      const { bin } = given;
      ${answer}
    } });
  `);

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
    assert.equal(await bench.fieldError('number'), 'This type of card is not accepted here');
    assert.equal((await state()).complete, false);
    const result = await bench.tokenize();
    assert.deepEqual([result.error.kind, result.error.code, result.error.fields], ['validation', 'card_invalid', { number: 'brand_not_accepted' }]);
    await bench.retype({ number: NUMBERS.mastercard });
    await accepted(false);
    const text = await bench.fieldError('number');
    assert.equal(text, `No <b>prepaid</b> ${'x'.repeat(300)}`.slice(0, 200));
    await judged("return { accepted: true, message: 'Never shown' }");
    await bench.retype();
    await bench.until(() => card.state.complete, 'the card is not taken');
    assert.equal(await bench.fieldError('number'), '');
    assert.equal((await bench.tokenize()).ok, true);
  });

  for (const [what, more] of [['has more to say than a frame reads', "message: 'x'.repeat(20000)"], ['names more than there are', "brands: Array(5000).fill('visa')"], ['says what is no text', 'message: { toString() { throw 1 } }'], ['says what JSON cannot write', 'message: 1n']]) {
    test(`refuses a card also where it ${what}`, async () => {
      await bench.mounted();
      await judged(`return { accepted: false, ${more} }`);
      await bench.retype();
      await accepted(false);
      assert.equal((await bench.tokenize()).error.fields.number, 'brand_not_accepted');
    });
  }

  test('that comes too late is of another card', async () => {
    await bench.mounted();
    await judged("return bin[0] === '4' ? new Promise((resolve) => (window.late ??= []).push(resolve)) : {}");
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    await bench.until(() => window.late?.length === 2, 'nobody asked');
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

  for (const [what, answer] of [['throws', 'throw new Error("mine")'], ['rejects', 'return Promise.reject(new Error("mine"))'], ['says nothing', ''], ['says what is no verdict', 'return "no"']]) {
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
    await judged('return new Promise((resolve) => (window.release = resolve))');
    await bench.retype();
    await bench.until(() => card.state.complete && window.release, 'nobody asked');
    await bench.start();
    await bench.run(() => release({ accepted: false }));
    assert.deepEqual((await bench.settled()).error.fields, { number: 'brand_not_accepted' });
  });
});

/** What the shopper can choose from in our frame, each as the driver's element; and what is seen of it. */
const radios = () => driver.findElements(By.css('.choice input'));
const seen = () =>
  driver.executeScript(() => [...document.querySelectorAll('.choice input')].map((radio) => {
    const { width, height } = radio.getBoundingClientRect();
    const mark = radio.nextElementSibling;
    const shapes = [...mark.querySelectorAll('g')].filter((group) => getComputedStyle(group).display !== 'none');
    return { name: radio.value, chosen: radio.checked, big: width >= 24 && height >= 24, drawn: shapes.length > 0, text: mark.localName === 'b' ? mark.textContent : '' };
  }));
const offered = async (count) => {
  await bench.frame();
  await driver.wait(async () => (await radios()).length === count, PATIENCE, `no choice of ${count}`);
  return seen();
};
const BOTH = 'return { brands: ["cartes-bancaires", "visa"] }';

describe('a co-badged card', () => {
  test('is charged by the network that the shopper chooses, and by the first that the shop named before', async () => {
    await bench.mounted();
    await judged(BOTH);
    await bench.retype();
    assert.deepEqual(await offered(2), [
      { name: 'visa', chosen: false, big: true, drawn: true, text: '' },
      { name: 'cartes-bancaires', chosen: true, big: true, drawn: true, text: '' },
    ]);
    assert.equal(await driver.executeScript("return getComputedStyle(document.querySelector('[data-field=number] .box>.brand')).display"), 'none');
    let { brand, brands, complete, code: { name } } = await state();
    assert.deepEqual([brand, brands, complete, name], ['cartes-bancaires', ['visa', 'cartes-bancaires'], true, 'CVV']);
    let result = await bench.tokenize();
    assert.deepEqual([result.token.brand, result.token.preferredBrand], ['visa', 'cartes-bancaires']);

    await bench.retype();
    await offered(2);
    await (await radios())[0].click();
    await bench.until(() => card.state.brand === 'visa', 'the choice is not taken');
    ({ brand, brands } = await state());
    assert.deepEqual([brand, brands], ['visa', ['visa', 'cartes-bancaires']]);
    assert.equal(await bench.run(() => events.filter(({ name }) => name === 'brandschange').at(-1).detail.brand), 'visa');
    result = await bench.tokenize();
    assert.deepEqual([result.token.brand, result.token.preferredBrand], ['visa', 'visa']);
    // With the token the card is gone, and the choice with it.
    assert.deepEqual(await offered(0), []);
    await bench.retype();
    assert.deepEqual((await offered(2)).map(({ chosen }) => chosen), [false, true]);
  });

  test('by its number alone, where that is enough', async () => {
    await bench.mounted();
    await bench.frame();
    await bench.type('number', '4571000000000001');
    assert.deepEqual((await offered(2)).map(({ name, chosen, drawn }) => [name, chosen, drawn]), [['visa', true, true], ['dankort', false, true]]);
    await bench.run(() => card.clear());
    assert.deepEqual(await offered(0), []);
    await bench.type('number', '6221260000000000');
    assert.deepEqual((await offered(2)).map(({ name, chosen }) => [name, chosen]), [['discover', false], ['unionpay', true]]);
    await retype(NUMBERS.visa);
    await bench.until(() => card.state.brand === 'visa' && card.state.fields.number.valid, 'the other card is not there');
    await bench.frame();
    assert.deepEqual(await seen(), []);
  });

  test('gives no choice where the shop takes one of its networks', async () => {
    await bench.mounted({ options: { brands: ['cartes-bancaires', 'mastercard'] } });
    await judged(BOTH);
    await bench.retype();
    await bench.until(() => card.state.complete, 'the card is not taken');
    const { brand, brands } = await state();
    assert.deepEqual([brand, brands], ['cartes-bancaires', ['cartes-bancaires']]);
    await bench.frame();
    assert.deepEqual(await seen(), []);
    assert.equal((await bench.tokenize()).token.preferredBrand, 'cartes-bancaires');
    await bench.run(() => card.update({ brands: ['jcb'] }));
    await bench.retype();
    await accepted(false);
  });

  test('writes a network that is not drawn', async () => {
    await bench.mounted();
    await judged('return { brands: ["elo", "visa"] }');
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    assert.deepEqual((await offered(2)).map(({ name, chosen, drawn, text }) => [name, chosen, drawn, text]), [['visa', false, true, ''], ['elo', true, false, 'elo']]);
  });

  test('is chosen with keys alone, and a screen reader hears of it', async () => {
    await bench.mounted({ options: { locale: 'en' } });
    await judged(BOTH);
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    await offered(2);
    await driver.wait(() => driver.executeScript("return document.getElementById('live').textContent === 'Choose a brand'"), PATIENCE, 'nothing was said');
    const group = await driver.executeScript(() => {
      const choice = document.querySelector('.choice');
      return { role: choice.role ?? choice.getAttribute('role'), title: document.getElementById(choice.getAttribute('aria-labelledby')).textContent, names: [...choice.querySelectorAll('input')].map(({ title }) => title) };
    });
    assert.deepEqual(group, { role: 'radiogroup', title: 'Choose a brand', names: ['Visa', 'Cartes Bancaires'] });
    // Tab leads from the number to the one that is chosen, and an arrow to the other.
    await driver.executeScript("document.getElementById('number').focus()");
    const focused = () => driver.executeScript('return document.activeElement.value');
    await driver.findElement(By.id('number')).sendKeys(Key.TAB);
    if (BROWSER !== 'webkit') assert.equal(await focused(), 'cartes-bancaires');
    const chosen = (await radios())[1];
    await chosen.sendKeys(Key.ARROW_LEFT);
    await bench.until(() => card.state.brand === 'visa', 'the key is not taken');
    await bench.frame();
    assert.equal(await focused(), 'visa');
    await (await radios())[0].sendKeys(Key.ESCAPE);
    await bench.until(() => events.some(({ name }) => name === 'escape'), 'the key is not told');
  });

  test('stands on the other side where it is written from right to left', async () => {
    await bench.mounted({ options: { locale: 'ar' } });
    await judged(BOTH);
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    await offered(2);
    await driver.wait(() => driver.executeScript("return document.getElementById('choose').textContent === 'اختر علامة البطاقة'"), PATIENCE);
    const [left, middle] = await driver.executeScript("const [a, b] = ['.choice', '[data-field=number] .box'].map((css) => document.querySelector(css).getBoundingClientRect()); return [a.right, b.left + b.width / 2]");
    assert.ok(left < middle, `${left} ${middle}`);
  });

  test('in a frame of its own gives its choice there and nowhere else', async () => {
    await bench.open({ elements: 'number,expiry,cvc' });
    await bench.until(() => window.mounted === 'ready', 'the parts are not ready');
    await judged(BOTH, 'number');
    await bench.frame();
    await bench.type('number', NUMBERS.visa);
    await offered(2);
    await (await radios())[0].click();
    await bench.until(() => card.state.brand === 'visa', 'the choice is not taken');
    await driver.switchTo().frame(await driver.findElement(By.css('#room-cvc iframe')));
    assert.deepEqual(await seen(), []);
  });
});

describe('no message of the frame holds a digit of the number', () => {
  /** Every message that the frame posts while a card is typed, co-badged and paid with. */
  const heard = async (bin) => {
    await bench.mounted();
    await inPage(`
      window.heard = [];
      const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
      Object.defineProperty(MessageEvent.prototype, 'data', {
        get() {
          const data = get.call(this);
          if (typeof data === 'string') heard.push(data);
          return data;
        },
      });
    `);
    if (bin) await judged(bin);
    await bench.retype({ number: '4242424242424242' });
    await bench.until(() => card.state.complete, 'the card is not there');
    assert.equal((await bench.tokenize()).ok, true);
    return bench.run(() => heard);
  };
  const runs = (messages) => messages.flatMap((text) => text.match(/\d{5,}/g) ?? []).filter((run) => '4242424242424242'.includes(run));

  test('where nobody asks for it', async () => {
    const messages = await heard();
    assert.ok(messages.length > 10, `${messages.length} messages`);
    assert.deepEqual(runs(messages), []);
    assert.ok(messages.some((text) => text.includes('"last4":"4242"')), 'the search looks at what is said');
  });

  test('but the first six and eight where the shop asks, in messages of their own', async () => {
    const messages = await heard(BOTH);
    assert.deepEqual([...new Set(runs(messages))].sort(), ['424242', '42424242']);
    assert.deepEqual([...new Set(messages.filter((text) => runs([text]).length))].sort(), ['{"t":"bin","bin":42424242}', '{"t":"bin","bin":424242}']);
  });
});
