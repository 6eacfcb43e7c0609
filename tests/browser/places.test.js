// Where a shop may put a form: a shadow root, a dialog, and what is not shown yet.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROWSER, By, Key, PATIENCE, seen } from './harness.js';
import { bench, driver } from './set-up.js';

const CARD = { number: '4242424242424242', expiry: '1230', cvc: '123' };

const shown = async () => {
  await bench.frame();
  return [await driver.executeScript(seen, 'number'), await driver.executeScript(seen, 'expiry'), await driver.executeScript(seen, 'cvc')];
};
const TYPED = ['4242 4242 4242 4242', '12 / 30', '123'];

const type = async () => {
  for (const [id, text] of Object.entries(CARD)) await bench.type(id, text);
};

test('in a shadow root, open or closed, a card is typed and paid', async () => {
  for (const mode of ['open', 'closed']) {
    await bench.mounted();
    const frame = await bench.run(async (mode) => {
      card.unmount();
      const root = document.body.appendChild(document.createElement('div')).attachShadow({ mode });
      const room = root.appendChild(document.createElement('div'));
      await card.mount(room);
      return room.firstElementChild;
    }, mode);
    await driver.switchTo().frame(frame);
    await type();
    assert.equal((await bench.tokenize()).ok, true);
  }
});

/** A page with the form in a dialog, between two buttons, and more behind it. */
const dialog = () => {
  const find = (id) => document.getElementById(id);
  const box = document.createElement('dialog');
  box.id = 'dialog';
  for (const [id, parent] of [['opener', document.body], ['first', box], ['card', box], ['last', box], ['behind', document.body]]) {
    const node = id === 'card' ? find('card') : Object.assign(document.createElement('button'), { id, textContent: id });
    parent.append(node);
  }
  document.body.insertBefore(box, find('behind'));
  find('opener').onclick = () => box.showModal();
  card.unmount();
  card.mount('#card');
  // As README has it.
  card.on('escape', () => box.close());
};

/** Where the focus is: in our frame, or in the page. WebKit's page does not say that it is in a frame. */
const focused = async () => {
  await bench.page();
  const [tag, id] = await driver.executeScript('return [document.activeElement.tagName, document.activeElement.id || "page"]');
  if (tag !== 'IFRAME' && BROWSER !== 'webkit') return id;
  await bench.frame();
  const inside = await driver.executeScript('return document.hasFocus() && document.activeElement.id');
  return (tag === 'IFRAME' || inside) ? inside || (await driver.executeScript('return document.activeElement.id')) : id;
};
const press = (...keys) => driver.actions().sendKeys(...keys).perform();

test('in a modal dialog the focus goes round within it, Escape is told and closes it, and what was typed is there again', async () => {
  await bench.mounted();
  await bench.run(dialog);
  await bench.page();
  await driver.findElement(By.id('opener')).click();
  await bench.until(() => card.ready.then(() => true), 'not ready in the dialog');
  await bench.frame();
  await type();
  await driver.wait(async () => (await focused()) === 'cvc', PATIENCE, 'no focus in the code');
  // On to the last button, and never to what lies behind.
  const stops = [];
  for (let at = 'cvc'; stops.length < 6; stops.push(at)) {
    await press(Key.TAB);
    // A frame in a process of its own has the focus a moment later.
    const before = at;
    await driver.wait(async () => (at = await focused()) !== before, PATIENCE, `the focus stays in ${before}`);
  }
  assert.equal(stops[0], 'last');
  // WebKit leaves the first button out on the way round, and some have the browser's own controls between.
  assert.ok(!stops.includes('behind') && !stops.includes('opener'), stops.join());
  assert.ok(stops.includes('number') && stops.includes('expiry'), stops.join());
  // Escape in a field.
  await bench.page();
  await bench.run(() => card.focus('expiry'));
  await driver.wait(async () => (await focused()) === 'expiry', PATIENCE, 'no focus in the form');
  await press(Key.ESCAPE);
  await bench.until(() => !document.getElementById('dialog').open, 'the dialog is open after Escape in a field');
  assert.equal(await bench.run(() => events.filter(({ name }) => name === 'escape').length), 1);
  await driver.wait(async () => (await focused()) === 'opener', PATIENCE, 'the focus did not go back');
  await bench.page();
  // Opened once more, it holds what it held, and Escape at the dialog's own button is the browser's matter.
  await driver.findElement(By.id('opener')).click();
  assert.deepEqual(await shown(), TYPED);
  await bench.page();
  await bench.run(() => document.getElementById('first').focus());
  // WebKit's driver closes no dialog by this key.
  if (BROWSER === 'webkit') await bench.run(() => document.getElementById('dialog').close());
  else await press(Key.ESCAPE);
  await bench.until(() => !document.getElementById('dialog').open, 'the dialog is open');
  assert.equal(await bench.run(() => events.filter(({ name }) => name === 'escape').length), 1);
  await driver.findElement(By.id('opener')).click();
  assert.equal((await bench.tokenize()).ok, true);
});

/** What hides a node, and shows it: each in the page, of the node that the form stands in. */
const HIDDEN = {
  'display: none': [(node) => (node.style.display = 'none'), (node) => (node.style.display = '')],
  hidden: [(node) => (node.hidden = true), (node) => (node.hidden = false)],
  'visibility: hidden': [(node) => (node.style.visibility = 'hidden'), (node) => (node.style.visibility = '')],
  'a closed <details>': [(node) => (node.closest('details').open = false), (node) => (node.closest('details').open = true)],
};

for (const [how, [hide, show]] of Object.entries(HIDDEN)) {
  test(`hidden by ${how} and shown again, it has its height and what was typed`, async () => {
    await bench.mounted({ options: { name: true } });
    await bench.run(() => {
      card.unmount();
      const details = document.createElement('details');
      details.open = true;
      details.append(document.getElementById('card'));
      document.body.prepend(details);
      return card.mount('#card');
    });
    await bench.frame();
    await type();
    await bench.type('name', 'Ada Obi');
    const height = () => bench.run(() => document.querySelector('#card iframe').getBoundingClientRect().height);
    const before = await height();
    const body = () => driver.executeScript('return Math.ceil(document.body.getBoundingClientRect().height)');
    await bench.frame();
    assert.equal(before, await body());
    await driver.executeScript('return 0');
    await bench.page();
    for (const work of [hide, show, hide, show]) {
      await driver.executeScript(`(${work})(document.getElementById('card'))`);
      await driver.executeAsyncScript('requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))');
    }
    await bench.until((than) => document.querySelector('#card iframe').getBoundingClientRect().height === than, 'it has another height', before);
    assert.deepEqual(await shown(), TYPED);
    assert.equal(await body(), before);
    assert.equal((await bench.tokenize()).ok, true);
  });

  test(`mounted where ${how} hides it, it has its height once it is shown, and is paid`, async () => {
    await bench.mounted({ options: { name: true } });
    const before = await bench.run(() => document.querySelector('#card iframe').getBoundingClientRect().height);
    await bench.run(() => {
      card.unmount();
      const details = document.createElement('details');
      details.open = true;
      details.append(document.getElementById('card'));
      document.body.prepend(details);
    });
    await driver.executeScript(`(${hide})(document.getElementById('card'))`);
    await bench.run(() => card.mount('#card'));
    await driver.executeScript(`(${show})(document.getElementById('card'))`);
    await bench.until((than) => document.querySelector('#card iframe').getBoundingClientRect().height === than, 'it has another height', before);
    await bench.frame();
    await type();
    await bench.type('name', 'Ada Obi');
    assert.equal((await bench.tokenize()).ok, true);
  });
}
