// Whatever a shop may ask of a form may be changed while it is there, and what was typed stays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { By, Key, PATIENCE, seen } from './harness.js';
import { bench, driver } from './set-up.js';

const PARTS = ['number', 'expiry', 'cvc', 'name', 'postalCode'];
const NUMBER = '4242424242424242';

for (const elements of [['card'], PARTS]) {
  const whole = elements.length === 1;

  /** Goes into the frame that has a field. */
  const into = async (field) => {
    await bench.page();
    const room = whole || field === 'number' ? 'card' : `room-${field}`;
    await driver.switchTo().frame(await driver.findElement(By.css(`#${room} iframe`)));
  };
  const type = async (field, text) => {
    await into(field);
    await bench.type(field, text);
  };
  /** Waits until a function of the frame of a field gives what is wanted. */
  const becomes = async (field, work, wanted) => {
    await into(field);
    let found;
    await driver
      .wait(async () => (found = await driver.executeScript(`return (${work})(...arguments)`, field)) === wanted, PATIENCE)
      .catch(() => assert.equal(found, wanted));
  };
  /** Updates an element: the card, or the part that has the field. */
  const update = (field, options) => bench.run((name, given) => parts[name].update(given), whole ? 'card' : field, options);
  /** The same, of an option that is given back: the driver hands on nothing that is undefined. */
  const giveBack = (field, option) => bench.run((name, option) => parts[name].update({ [option]: undefined }), whole ? 'card' : field, option);
  const shown = async (field) => {
    await into(field);
    return driver.executeScript(seen, field);
  };
  const said = (id) => document.getElementById(`${id}-error`).textContent;
  // Of the code, what its brand calls it stands behind.
  const label = (id) => document.querySelector(`label[for=${id}]`).textContent.replace(/\(\w+\)$/, '').trim();
  const style = (property) => `() => getComputedStyle(document.documentElement).getPropertyValue('${property}')`;

  test(`update() of every option, with a card typed: ${whole ? 'a card' : 'its parts'}`, async () => {
    await bench.open({ elements: elements.join(), own: whole ? {} : { name: { name: 'optional' }, postalCode: { postalCode: 'optional' } } });
    await bench.until(() => window.mounted === 'ready', 'the elements are not ready');
    await type('number', NUMBER);
    await type('expiry', '1230');
    await type('cvc', '123');
    const stands = async () => assert.deepEqual([await shown('number'), await shown('expiry'), await shown('cvc')], ['4242 4242 4242 4242', '12 / 30', '123']);
    const complete = (wanted) => bench.until((is) => card.state.complete === is, `complete is not ${wanted}`, wanted);
    await complete(true);

    // name, postalCode: a field more, that must be filled; the frame takes its room.
    for (const [field, text] of [['name', 'Ada Obi'], ['postalCode', '94107']]) {
      const before = whole && (await bench.run(() => document.querySelector('#card iframe').clientHeight));
      await update(field, { [field]: true });
      await complete(false);
      await becomes(field, (id) => document.getElementById(id).ariaRequired, 'true');
      if (whole) await bench.until((than) => document.querySelector('#card iframe').clientHeight > than, 'the frame has not grown', before);
      await type(field, text);
      await complete(true);
      await update(field, { [field]: 'optional' });
      await becomes(field, (id) => document.getElementById(id).ariaRequired, 'false');
      assert.equal(await shown(field), text);
    }
    await stands();

    // brands
    await update('number', { brands: ['mastercard'] });
    await complete(false);
    await becomes('number', said, 'This type of card is not accepted here');
    await giveBack('number', 'brands');
    await complete(true);
    await becomes('number', said, '');

    // locale, title
    const title = (field) => bench.run((room) => document.querySelector(`${room} iframe`).title, whole || field === 'number' ? '#card' : `#room-${field}`);
    await update('cvc', { locale: 'de' });
    await becomes('cvc', label, 'Sicherheitscode');
    await bench.until((room) => document.querySelector(`${room} iframe`).title === 'Kartendaten', 'the title is not German', whole ? '#card' : '#room-cvc');
    await update('cvc', { title: 'Pay here' });
    await bench.until((room) => document.querySelector(`${room} iframe`).title === 'Pay here', 'the title is not ours', whole ? '#card' : '#room-cvc');
    await giveBack('cvc', 'title');
    await bench.until((room) => document.querySelector(`${room} iframe`).title === 'Kartendaten', 'the title is not given back', whole ? '#card' : '#room-cvc');
    assert.equal(await title('cvc'), 'Kartendaten');

    // messages
    await update('cvc', { messages: { label_cvc: 'Three digits' } });
    await becomes('cvc', label, 'Three digits');
    await update('cvc', { messages: {}, locale: 'en' });
    await becomes('cvc', label, 'Security code');

    // appearance
    await update('number', { appearance: { theme: 'dark', variables: { accent: 'rgb(1, 2, 3)' } } });
    await becomes('number', style('--tf-accent'), 'rgb(1, 2, 3)');
    await becomes('number', '() => document.documentElement.style.colorScheme', 'dark');
    await update('number', { appearance: { theme: 'light', variables: {} } });
    await becomes('number', '() => document.documentElement.style.colorScheme', 'light');
    await becomes('number', "() => String(getComputedStyle(document.documentElement).getPropertyValue('--tf-accent') === 'rgb(1, 2, 3)')", 'false');

    // typing, to and fro
    const held = (id) => document.getElementById(id).value;
    for (const field of ['number', 'cvc']) await update(field, { typing: 'native' });
    await becomes('number', held, '4242 4242 4242 4242');
    await becomes('cvc', held, '123');
    // Nothing of what was drawn is left beside it.
    const drawn = (id) => document.getElementById(`${id}-ink`).textContent;
    for (const field of ['number', 'cvc']) await becomes(field, drawn, '');
    for (const field of ['number', 'cvc']) await update(field, { typing: 'sealed' });
    await becomes('number', held, '•••• •••• •••• ••••');
    await becomes('cvc', held, '•••');
    await stands();

    const result = await bench.tokenize();
    assert.equal(result.ok, true, JSON.stringify(result));
  });

  test(`update() of keepMs: ${whole ? 'a card' : 'its parts'}`, async () => {
    await bench.open({ elements: elements.join(), options: { keepMs: whole ? 1 : 0 } });
    await bench.until(() => window.mounted === 'ready', 'the elements are not ready');
    for (const [keepMs, wanted] of [[600000, '4242 4242 4242 4242'], [0, '']]) {
      await type('number', NUMBER);
      await bench.run((ms) => Object.values(parts).forEach((part) => part.update({ keepMs: ms })), keepMs);
      // Behind the update on the port of each frame.
      await bench.run(() => card.focus('number'));
      await bench.until(() => card.state.focused === 'number', 'no focus');
      await bench.run(() => {
        const rooms = Object.values(parts).map((part, at) => (at ? `#room-${Object.keys(parts)[at]}` : '#card'));
        Object.values(parts).forEach((part) => part.unmount());
        window.mountedAgain = false;
        window.again = () => Promise.all(Object.values(parts).map((part, at) => part.mount(rooms[at]))).then(() => (window.mountedAgain = true));
      });
      if (!keepMs) await bench.until(() => !document.querySelector('iframe'), 'the frame that keeps is still there');
      await bench.run(() => void again());
      await bench.until(() => mountedAgain, 'not mounted again');
      assert.equal(await shown('number'), wanted);
      await bench.run(() => card.clear());
      await becomes('number', seen, '');
    }
  });
}

test('update(), and a page that goes dark, leave the caret where the shopper has put it', async () => {
  await bench.mounted();
  await bench.frame();
  await bench.type('number', '424242424');
  await driver.findElement(By.id('number')).sendKeys(Key.ARROW_LEFT, Key.ARROW_LEFT, Key.ARROW_LEFT);
  const carets = () => driver.executeScript("const { selectionStart, selectionEnd } = document.getElementById('number'); return [selectionStart, selectionEnd]");
  assert.deepEqual(await carets(), [8, 8]);
  const scheme = "return document.documentElement.style.colorScheme === 'dark'";
  await bench.run(() => {
    card.update({ name: true });
    document.documentElement.style.colorScheme = 'dark';
  });
  await bench.until(() => card.state.fields.name, 'the name is not there');
  await bench.frame();
  await driver.wait(() => driver.executeScript(scheme), PATIENCE, 'the form is not dark');
  assert.deepEqual(await carets(), [8, 8]);
  await driver.findElement(By.id('number')).sendKeys('7');
  assert.equal(await driver.executeScript(seen, 'number'), '4242 4247 24');
});
