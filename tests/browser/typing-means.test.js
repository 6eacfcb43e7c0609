// What comes into a field by other means than one key after the other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devtools } from './devtools.js';
import { BROWSER, By, Key, PATIENCE, seen, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const { ARROW_LEFT: LEFT, ARROW_RIGHT: RIGHT, BACK_SPACE, CONTROL, DELETE, END, HOME, SHIFT, TAB } = Key;

const mounted = async (options = {}) => {
  await bench.mounted({ options: { name: true, ...options } });
  await bench.frame();
  // WebKit's driver gives no frame the focus by itself.
  await driver.findElement(By.id('number')).click();
};

const shown = (id) => driver.executeScript(`return (${seen})('${id}')`);
const held = (id) => driver.findElement(By.id(id)).then((field) => field.getAttribute('value'));
const focused = () => driver.executeScript('return document.activeElement.id');
const at = (id) =>
  driver.executeScript(
    `const text = (${seen})('${id}'), { selectionStart } = document.getElementById('${id}');
    return text.slice(0, selectionStart) + '|' + text.slice(selectionStart);`,
  );
/** Presses keys in a field, with the caret where it was. */
const press = async (id, ...keys) => {
  const field = await driver.findElement(By.id(id));
  await driver.executeScript('if (document.activeElement !== arguments[0]) arguments[0].focus()', field);
  await field.sendKeys(keys.join(''));
};
/** A modifier that is pressed again is let go, in every driver. */
const chord = (modifier, key) => modifier + key + modifier;
/** Fills what comes behind the number, so that nothing is the next field to go to. */
const others = async () => {
  await bench.type('expiry', '12');
  await bench.type('cvc', '1');
  await bench.type('name', 'A');
};

for (const typing of ['sealed', 'native']) {
  test(`five hundred keys in a row come to what a model of digits and a caret says, ${typing}`, async () => {
    await mounted({ typing });
    await others();
    // Of these digits, each fourth has a gap behind it whatever the brand, and only the first says how many there may be.
    let random = 20261;
    const next = (below) => (random = (random * 48271) % 2147483647) % below;
    const model = { digits: '', caret: 0 };
    const write = () => model.digits.replace(/^(\d{4})(?=\d)|(?<=^\d{4})(\d{4})(?=\d)|(?<=^\d{8})(\d{4})(?=\d)/g, '$& ');
    const before = () => write().slice(0, model.caret).replaceAll(' ', '').length;
    const after = (count, behind) => {
      const longest = /^2/.test(model.digits) ? 16 : 19;
      model.digits = model.digits.slice(0, longest);
      const text = write();
      let place = 0;
      for (let left = Math.min(count, model.digits.length); left > 0; place += 1) left -= text[place] === ' ' ? 0 : 1;
      model.caret = behind && place > 0 && text[place] === ' ' ? place + 1 : place;
    };
    const cut = (from, to) => (model.digits = model.digits.slice(0, from) + model.digits.slice(to));
    const keys = [
      ...['4', '2', '4', '2'].map((digit) => [digit, () => {
        const count = before();
        model.digits = model.digits.slice(0, count) + digit + model.digits.slice(count);
        after(count + 1, true);
      }]),
      [BACK_SPACE, () => {
        const count = before();
        const isGap = write()[model.caret - 1] === ' ';
        const behind = write()[model.caret - 2] === ' ';
        cut(Math.max(count - 1, 0), count);
        after(Math.max(count - 1, 0), behind && !isGap);
      }],
      [DELETE, () => {
        const count = before();
        const behind = write()[model.caret - 1] === ' ';
        cut(count, count + 1);
        after(count, behind);
      }],
      [LEFT, () => (model.caret = Math.max(model.caret - 1, 0))],
      [RIGHT, () => (model.caret = Math.min(model.caret + 1, write().length))],
      [HOME, () => (model.caret = 0)],
      [END, () => (model.caret = write().length)],
    ];
    await driver.findElement(By.id('number')).click();
    for (let part = 0; part < 10; part += 1) {
      const pressed = [];
      for (let key = 0; key < 50; key += 1) {
        // More digits than anything else, or there would never be many.
        const [press, does] = keys[next(3) ? next(4) : next(keys.length)];
        pressed.push(press);
        does();
      }
      await press('number', pressed.join(''));
      assert.equal(await at('number'), `${write().slice(0, model.caret)}|${write().slice(model.caret)}`, `after part ${part}`);
    }
  });

  test(`what is copied elsewhere is pasted, with whatever stands around a number, ${typing}`, async () => {
    await mounted({ typing });
    for (const [text, id, result] of [
      ['Card: 4242-4242-4242-4242, 12/30', 'number', '4242 4242 4242 4242|'],
      ['5555555555554444', 'number', '5555 5555 5555 4444|'],
      ['exp 12/2030', 'expiry', '12 / 30|'],
      ['CVV 123', 'cvc', '123|'],
    ]) {
      await press('name', chord(CONTROL, 'a'), text, chord(CONTROL, 'a'), chord(CONTROL, 'c'));
      await press(id, chord(CONTROL, 'v'));
      assert.equal(await at(id), result);
    }
  });

  test(`what is dropped comes in where it is dropped, ${typing}`, async () => {
    await mounted({ typing });
    await press('number', '42');
    // No driver drags a text in each engine: this is the event of one that was dropped.
    await driver.executeScript((webkit) => {
      const node = document.getElementById('number');
      node.setSelectionRange(1, 1);
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('text/plain', '11 22');
      // There no script can make one that carries more than a text.
      const carried = webkit ? { data: '11 22' } : { dataTransfer };
      node.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertFromDrop', ...carried, cancelable: true, bubbles: true }));
    }, BROWSER === 'webkit');
    assert.equal(await at('number'), '4112 2|2');
  });

  test(`a password manager may fill all fields and say so once, in whichever order, focused or not, ${typing}`, async () => {
    await mounted({ typing, postalCode: true });
    const card = { number: '4242424242424242', expiry: '12/2030', cvc: '123', name: 'Zoë', postalCode: 'se1 2ln' };
    const drawn = async () => Promise.all(Object.keys(card).map(shown));
    const filled = ['4242 4242 4242 4242', '12 / 30', '123', 'Zoë', 'SE1 2LN'];
    const fill = (values, says) => {
      for (const [id, text] of Object.entries(values)) document.getElementById(id).value = text;
      for (const [id, type] of says) document.getElementById(id).dispatchEvent(new Event(type, { bubbles: true }));
    };
    const ids = Object.keys(card);
    for (const says of [ids.map((id) => [id, 'input']), ids.toReversed().map((id) => [id, 'input']), [['cvc', 'input']], [['number', 'change']]]) {
      await bench.run(() => window.card.clear());
      await bench.frame();
      await driver.wait(async () => (await shown('number')) === '', PATIENCE);
      const was = await focused();
      await driver.executeScript(fill, card, says);
      assert.deepEqual(await drawn(), filled, String(says));
      assert.equal(await focused(), was, 'the focus went elsewhere');
    }
  });
}

test('the browser fills in a card that it has kept, and the focus stays', { skip: BROWSER !== 'chromium' && 'only the protocol of Chromium can do it' }, async () => {
  const card = { number: '4242424242424242', name: 'Zoe', expiryMonth: '12', expiryYear: '2030', cvc: '123' };
  for (const typing of ['sealed', 'native']) {
    await mounted({ typing });
    const inner = await devtools();
    const outer = await devtools('page');
    await inner.send('DOM.enable');
    const { root } = await inner.send('DOM.getDocument');
    const { nodeId } = await inner.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#number' });
    const { node } = await inner.send('DOM.describeNode', { nodeId });
    const { frameTree } = await inner.send('Page.getFrameTree');
    await outer.send('Autofill.enable');
    await outer.send('Autofill.trigger', { frameId: frameTree.frame.id, fieldId: node.backendNodeId, card });
    await driver.wait(async () => (await held('name')) !== '', PATIENCE, 'nothing was filled in');
    assert.deepEqual([await shown('number'), await shown('expiry'), await shown('cvc'), await shown('name')], ['4242 4242 4242 4242', '12 / 30', '123', 'Zoe']);
    assert.equal(await held('number'), typing === 'sealed' ? '•••• •••• •••• ••••' : '4242 4242 4242 4242');
    assert.equal(await focused(), 'number');
    inner.close();
    outer.close();
  }
});

test('a text that is dragged from elsewhere is dropped where the pointer is', { skip: BROWSER !== 'chromium' && 'only the protocol of Chromium can do it' }, async () => {
  await mounted();
  await press('number', '42424242');
  const { send, close } = await devtools();
  const [x, y] = await driver.executeScript(() => {
    const { left, top, height } = document.getElementById('number-ink').children[2].getBoundingClientRect();
    return [left, top + height / 2];
  });
  const data = { items: [{ mimeType: 'text/plain', data: '99' }], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await send('Input.dispatchDragEvent', { type, x, y, data });
  await driver.wait(async () => (await shown('number')) !== '4242 4242', PATIENCE, 'nothing was dropped');
  assert.equal(await at('number'), '4299 |4242 42');
  close();
});

test('what is cut or copied from a sealed field is stand-ins', async () => {
  await mounted();
  await press('number', '4242424242', chord(CONTROL, 'a'), chord(CONTROL, 'c'));
  await press('name', chord(CONTROL, 'v'));
  assert.equal(await held('name'), '•••• •••• ••');
  await press('number', chord(CONTROL, 'a'), chord(CONTROL, 'x'));
  assert.equal(await at('number'), '|');
  await press('name', chord(CONTROL, 'a'), chord(CONTROL, 'v'));
  assert.equal(await held('name'), '•••• •••• ••');
  await press('number', '42', chord(CONTROL, 'v'));
  assert.equal(await at('number'), '42|');
});

test('what is typed before the Wasm has come is kept, and so is what is typed while it comes', async () => {
  stage.hold(/\.wasm$/);
  await bench.open({ frame: STAGE_FRAME });
  await driver.wait(() => bench.frame().then(() => true, () => false), PATIENCE);
  await bench.type('number', '42424242');
  await bench.type('expiry', '123');
  await press('number', LEFT, LEFT);
  stage.release();
  await press('number', '1', '1', '1');
  await driver.wait(async () => (await driver.findElements(By.css('html[data-state=ready]'))).length > 0, PATIENCE);
  assert.equal((await shown('number')).replaceAll(' ', ''), '42424211142');
  assert.equal(await shown('expiry'), '12 / 3');
  assert.match(await held('number'), /^[• ]+$/);
  await press('number', '5');
  assert.match((await at('number')).replaceAll(' ', ''), /^424242111(5\|42|425\|)$/);
});

test('stand-ins that a browser restores stand for nothing', async () => {
  stage.frameScript = "addEventListener('DOMContentLoaded', () => { document.getElementById('number').value = '•••• ••••'; document.getElementById('cvc').value = '•••'; });";
  await bench.mounted({ frame: STAGE_FRAME });
  await bench.frame();
  assert.deepEqual([await held('number'), await held('cvc')], ['', '']);
});

test('a page that is loaded anew, or that one comes back to, has an empty form', async () => {
  await mounted();
  await press('number', '4242');
  await bench.page();
  await driver.navigate().refresh();
  await bench.until(() => window.mounted === 'ready');
  await bench.frame();
  assert.deepEqual([await held('number'), await shown('number')], ['', '']);
  await bench.type('number', '4242');
  await bench.page();
  await driver.get(`${STAGE_FRAME}/bench.js`);
  await driver.navigate().back();
  await bench.until(() => window.mounted === 'ready');
  await bench.frame();
  assert.deepEqual([await held('number'), await shown('number')], ['', '']);
});

test('the next empty field takes the focus once a field is full and valid, typed at its end, and at no other time', async () => {
  await mounted({ name: false });
  const AMEX = '378282246310005';
  await press('number', AMEX.slice(0, -1));
  assert.equal(await focused(), 'number');
  await press('number', AMEX.slice(-1));
  assert.equal(await focused(), 'expiry');
  // Back, and it stays there.
  await press('expiry', chord(SHIFT, TAB));
  assert.equal(await focused(), 'number');
  // Full once more, in the middle of it.
  await press('number', END, LEFT, LEFT, LEFT, BACK_SPACE, '0');
  assert.deepEqual([await focused(), await shown('number')], ['number', '3782 822463 10005']);
  await press('number', END, BACK_SPACE);
  assert.equal(await focused(), 'number');
  await press('number', '5');
  assert.equal(await focused(), 'expiry');
  await press('expiry', '1299');
  assert.equal(await focused(), 'expiry', 'not a date of a card');
  await press('expiry', BACK_SPACE, BACK_SPACE, '30');
  assert.equal(await focused(), 'cvc');
  await press('cvc', '1234');
  assert.equal(await focused(), 'cvc', 'there is none behind it');
  await press('cvc', chord(SHIFT, TAB));
  await press('expiry', chord(SHIFT, TAB));
  // None is empty any more.
  await press('number', END, BACK_SPACE, '5');
  assert.equal(await focused(), 'number');
});

test('the fields ask for the keyboard that fits them, in a size at which no phone zooms', async () => {
  await mounted({ postalCode: true });
  const found = await driver.executeScript(() =>
    [...document.querySelectorAll('input')].map((node) => [node.id, node.inputMode, node.enterKeyHint, parseFloat(getComputedStyle(node).fontSize) >= 16]),
  );
  assert.deepEqual(found, [
    ['number', 'numeric', 'next', true],
    ['expiry', 'numeric', 'next', true],
    ['cvc', 'numeric', 'next', true],
    ['name', '', 'next', true],
    ['postalCode', '', 'done', true],
  ]);
});

test('an input method may work on digits, and commit them or not, amid what is there', { skip: BROWSER !== 'chromium' && 'only the protocol of Chromium can do it' }, async () => {
  for (const typing of ['sealed', 'native']) {
    await mounted({ typing });
    await press('number', '42424');
    const { send, close } = await devtools();
    const composes = (text, replaced = {}) => send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length, ...replaced });
    const commits = (text) => send('Input.insertText', { text });
    await composes('1');
    await composes('12');
    // Nothing of ours is in its way, and the shopper sees what it is at.
    assert.match(await held('number'), typing === 'sealed' ? /^•{4} •12$/ : /^4242 412$/);
    const inked = () => driver.executeScript("return getComputedStyle(document.getElementById('number-ink')).visibility");
    assert.equal(await inked(), 'hidden');
    await commits('12');
    assert.equal(await inked(), 'visible');
    assert.equal(await at('number'), '4242 412|');
    await composes('77');
    await composes('');
    assert.equal(await at('number'), '4242 412|');
    await driver.executeScript("document.getElementById('number').setSelectionRange(2, 2)");
    await composes('５');
    await commits('５');
    assert.equal(await at('number'), '425|4 2412');
    // As keyboards of phones do it: the word before the caret is replaced, and what comes cannot be prevented.
    await composes('9', { replacementStart: 0, replacementEnd: 3 });
    await commits('99');
    assert.equal(await at('number'), '99|42 412');
    // Spoken words, with the number among them.
    await commits('my number is 5555 5555 5555 4444 thank you');
    assert.equal(await shown('number'), '5555 5555 5555 4444');
    close();
  }
});
