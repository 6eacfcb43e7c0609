// A payment by somebody who has a keyboard and nothing else: no pointer, no script that moves the focus.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devtools } from './devtools.js';
import { BROWSER, By, Key, PATIENCE, seen } from './harness.js';
import { bench, driver, shopper, stage } from './set-up.js';

const { TAB, ENTER, BACK_SPACE } = Key;
const BACK = Symbol('Shift and Tab');
const FIELDS = ['number', 'expiry', 'cvc'];

/** Where the focus is, as `[document, id]`: the driver stays in that document, as what is pressed next goes there. */
const where = async () => {
  await driver.switchTo().defaultContent();
  const page = await driver.executeScript('const at = document.activeElement; return { tag: at.tagName, id: at.id || at.value || at.tagName, room: at.parentElement?.id }');
  const frames = await driver.findElements(By.css('#card iframe, [id^=room-] iframe'));
  // WebKit's page does not say that its focus is in a frame: each is asked.
  if (page.tag !== 'IFRAME' && BROWSER !== 'webkit') return page.id;
  for (const frame of frames) {
    await driver.switchTo().frame(frame);
    const id = await driver.executeScript('return document.hasFocus() ? document.activeElement.id : ""');
    if (id && FIELDS.includes(id)) return id;
    await driver.switchTo().defaultContent();
  }
  return page.id;
};

const press = async (...keys) => {
  for (const key of keys) {
    const actions = driver.actions();
    if (key === BACK) actions.keyDown(Key.SHIFT).sendKeys(TAB).keyUp(Key.SHIFT);
    else actions.sendKeys(key);
    await actions.perform();
  }
  return where();
};

/** Waits until the focus is somewhere: it moves on by itself once a field is full. */
const comes = async (id) => {
  let at;
  await driver.wait(async () => (at = await where()) === id, PATIENCE).catch(() => assert.equal(at, id));
};

/** One press of Tab at a time until something has the focus, and where it was on the way. */
const until = async (id, key = TAB, most = 20) => {
  const stops = [];
  for (let at = await where(); at !== id; at = await press(key)) {
    stops.push(at);
    assert.ok(stops.length < most, `${id} is not reached: ${stops.join(' ')}`);
  }
  return stops;
};

/** Whether the field that has the focus has a ring around it, of at least two pixels and a colour that is seen. */
const ringed = async (id) => {
  const { style, width, colour } = await driver.executeScript((id) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.getElementById(id).closest('.box') ?? document.getElementById(id));
    return { style: outlineStyle, width: parseFloat(outlineWidth), colour: outlineColor };
  }, id);
  assert.ok(!['none', 'hidden'].includes(style) && (width >= 2 || style === 'auto') && !/, 0\)$|transparent/.test(colour), `${id}: ${style} ${width} ${colour}`);
};

const shown = (id) => driver.executeScript(`return (${seen})('${id}')`);

/** From a field on: a card is typed with a mistake in it, which is found and mended; ends in the security code. */
const card = async () => {
  await comes('number');
  await ringed('number');
  await press(...'4242424242424241');
  // It is not right, so the focus has stayed; what is wrong is said where it is.
  await comes('number');
  assert.equal(await press(TAB), 'expiry');
  await ringed('expiry');
  assert.equal(await press(BACK), 'number');
  assert.equal(await driver.findElement(By.id('number')).getAttribute('aria-invalid'), 'true');
  assert.notEqual(await driver.findElement(By.id('number-error')).getText(), '');
  // Right, and as long as such numbers are: it hands the focus on.
  await press(Key.END, BACK_SPACE, '2');
  await comes('expiry');
  assert.equal(await press(BACK), 'number');
  assert.equal(await driver.findElement(By.id('number')).getAttribute('aria-invalid'), null);
  assert.equal(await shown('number'), '4242 4242 4242 4242');
  assert.equal(await press(TAB), 'expiry');
  await press(...'1230');
  // A full field hands the focus on.
  await comes('cvc');
  await ringed('cvc');
  assert.equal(await press(BACK), 'expiry');
  assert.equal(await press(TAB), 'cvc');
  await press(...'123');
  assert.equal(await shown('cvc'), '123');
};

for (const ending of ['Enter in the last field', 'the button']) {
  const skip = BROWSER === 'webkit' && ending === 'the button' && "its driver's keys do not reach a button that Tab came to out of a frame";
  test(`in the shop, from the start of the page to the receipt, paid by ${ending}`, { skip }, async () => {
    await shopper.open('clover');
    // Nothing has the focus yet.
    const stops = await until('number');
    assert.ok(stops.length <= 9, `a group of choices is one stop: ${stops.join(' ')}`);
    await card();
    if (ending === 'the button') {
      assert.equal(await press(TAB), 'pay');
      assert.equal(await press(BACK), 'cvc');
      assert.equal(await press(TAB), 'pay');
      await ringed('pay');
    }
    // Without a look at where the focus is: the form goes with the payment.
    await driver.actions().sendKeys(ENTER).perform();
    await driver.switchTo().defaultContent();
    assert.equal((await shopper.paid()).card, 'visa •••• 4242');
    // And the focus is on the receipt, not lost with the form.
    assert.equal(await driver.executeScript('return document.activeElement.id'), 'paid');
  });
}

test('with three fields in three frames', { skip: BROWSER === 'webkit' && 'its driver leaves frames out when it presses Tab, of three plain inputs too' }, async () => {
  await bench.open({ elements: FIELDS.join() });
  await bench.until(() => window.mounted === 'ready', 'the elements are not ready');
  await bench.run(() => {
    document.body.append(Object.assign(document.createElement('button'), { id: 'pay', textContent: 'Pay', onclick: () => pay() }));
  });
  assert.deepEqual((await until('number')).length, 1);
  await card();
  assert.equal(await press(TAB), 'pay');
  assert.equal(await press(BACK), 'cvc');
  assert.equal(await press(TAB), 'pay');
  bench.paidFor = 1;
  await press(ENTER);
  const result = await bench.settled();
  assert.equal(result.ok, true, JSON.stringify(result));
});

for (const elements of [['card'], FIELDS]) {
  const skip = BROWSER === 'webkit' && elements.length > 1 && 'its driver leaves frames out when it presses Tab';
  test(`a Tab that comes right after a whole number has been done: ${elements}`, { skip }, async () => {
    await bench.open({ elements: elements.join() });
    await bench.until(() => window.mounted === 'ready', 'the elements are not ready');
    await until('number');
    // As a person does. A faster one's Tab may still be the number's own, which leads there too.
    await driver.actions().sendKeys('4242424242424242').pause(100).sendKeys(TAB).perform();
    assert.equal(await where(), 'expiry');
    // Once, and in the other direction not at all.
    assert.equal(await press(TAB), 'cvc');
    assert.equal(await press(BACK), 'expiry');
    assert.equal(await press(BACK), 'number');
    // Its driver presses keys in the frame that it is in, wherever the focus has gone.
    if (BROWSER === 'firefox' && elements.length > 1) return;
    await driver.actions().sendKeys(Key.END, BACK_SPACE, '2').pause(100).keyDown(Key.SHIFT).sendKeys(TAB).keyUp(Key.SHIFT).perform();
    assert.equal(await where(), 'number');
  });
}

test('in forced colours each field that has the focus has a ring', { skip: BROWSER !== 'chromium' && 'its driver cannot force colours' }, async () => {
  await bench.mounted();
  const { send, close } = await devtools();
  await send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
  for (const id of FIELDS) {
    await until(id);
    assert.equal(await driver.executeScript("return matchMedia('(forced-colors: active)').matches"), true);
    await ringed(id);
  }
  close();
});

test('the control: without its ring a field is found out', async () => {
  await bench.mounted();
  stage.reset();
  await until('number');
  await driver.executeScript("document.adoptedStyleSheets = [Object.assign(new CSSStyleSheet())]; document.adoptedStyleSheets[0].insertRule('.box { outline: none !important }')");
  await assert.rejects(ringed('number'));
});
