// The page's own labels: a press on one goes to its field, and a part is called what the page calls it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROWSER, By, PATIENCE } from './harness.js';
import { bench, driver } from './set-up.js';

const ROOMS = { number: 'card', expiry: 'room-expiry', cvc: 'room-cvc' };

/** Goes into the frame that stands in a node. */
const into = async (id) => {
  await bench.page();
  await driver.switchTo().frame(await bench.run((id) => (window.root ?? document).querySelector(`#${id} iframe`), id));
};

/** What assistive technology is told of the field in the frame that stands in a node, and what is seen of our label. */
const told = async (id, field) => {
  await into(id);
  const input = await driver.findElement(By.id(field));
  // Chromium's driver finds no name in a frame of another process: tree.test.js asks the browser itself.
  const name = BROWSER === 'chromium' ? driver.executeScript('return arguments[0].ariaLabel || arguments[0].labels[0].textContent', input) : input.getAccessibleName();
  return [await name, await driver.findElement(By.css(`label[for=${field}]`)).isDisplayed()];
};
const becomes = async (id, field, wanted) => {
  let found;
  await driver.wait(async () => `${(found = await told(id, field))}` === `${wanted}`, PATIENCE).catch(() => assert.deepEqual(found, wanted));
};

/** Runs in the page: a label before the node that an element stands in. */
const label = (id, text) => {
  const root = window.root ?? document;
  const node = root.getElementById(id);
  const label = document.createElement('label');
  label.htmlFor = id;
  label.id = `label-${id}`;
  label.append(text);
  node.before(label);
};

/** Waits for the focus in a field. WebKit lets no page put it further than into a frame that nobody has typed in yet. */
const focused = (field) =>
  bench.until(
    (field, room, webkit) => card.state?.focused === field || (webkit && (window.root ?? document).activeElement === (window.root ?? document).querySelector(`#${room} iframe`)),
    `${field} has no focus`, field, ROOMS[field], BROWSER === 'webkit',
  );

const press = async (id) => {
  const node = await bench.run((id) => (window.root ?? document).getElementById(id), id);
  await node.click();
};

for (const place of ['the document', 'a shadow root']) {
  test(`in ${place} a label is pressed and the field has the focus; a part is called what it says, and shows no other`, async () => {
    await bench.open({ elements: 'number,expiry,cvc' });
    await bench.until(() => window.mounted === 'ready', 'the elements are not ready');
    if (place !== 'the document') {
      await bench.run((rooms) => {
        window.root = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
        for (const [name, id] of Object.entries(rooms)) {
          parts[name].unmount();
          root.append(document.getElementById(id));
        }
      }, ROOMS);
    } else await bench.run(() => Object.values(parts).forEach((part) => part.unmount()));
    await bench.run(label, 'card', ' Card no. ');
    await bench.run(async (rooms) => {
      for (const [name, id] of Object.entries(rooms)) await parts[name].mount((window.root ?? document).getElementById(id));
    }, ROOMS);
    await becomes('card', 'number', ['Card no.', false]);
    await becomes('room-cvc', 'cvc', ['Security code', true]);
    // As high as without a label of ours, and as it was given room for.
    const heights = await bench.run((...rooms) => rooms.map((id) => (window.root ?? document).querySelector(`#${id} iframe`).clientHeight), ...Object.values(ROOMS));
    assert.deepEqual([heights[1] - heights[0], heights[2] - heights[1]], [24, 0]);
    await press('label-card');
    await focused('number');

    // One that comes later, and one that changes, at the next update(); a press at once.
    await bench.run(label, 'room-cvc', 'Code');
    await press('label-room-cvc');
    await focused('cvc');
    await bench.run(() => parts.cvc.update({}));
    await becomes('room-cvc', 'cvc', ['Code', false]);
    await bench.run(() => {
      (window.root ?? document).getElementById('label-room-cvc').textContent = `${'x'.repeat(300)}<b>`;
      parts.cvc.update({});
    });
    await becomes('room-cvc', 'cvc', ['x'.repeat(200), false]);
    await bench.run(() => {
      (window.root ?? document).getElementById('label-room-cvc').remove();
      parts.cvc.update({});
    });
    await becomes('room-cvc', 'cvc', ['Security code', true]);
  });
}

test('a whole card keeps the labels of its fields; a press goes to the first that is not right, but not one of a link in it', async () => {
  await bench.mounted();
  await bench.run(label, 'card', 'Card');
  await bench.run(() => document.getElementById('label-card').append(Object.assign(document.createElement('button'), { id: 'help', textContent: '?' })));
  await bench.run(() => card.update({}));
  await bench.frame();
  await bench.type('number', '5555555555554444');
  await bench.until(() => card.state.focused === 'expiry', 'the focus did not move on');
  await bench.run(() => card.blur());
  await bench.until(() => !card.state.focused, 'there is still a focus');
  await press('help');
  assert.equal(await bench.run(() => document.activeElement.id), 'help');
  await press('label-card');
  await bench.until(() => card.state.focused === 'expiry', 'the date has no focus');
  assert.deepEqual(await told('card', 'number'), ['Card number', true]);
  // Once it is gone, so is what heard of the press.
  await bench.run(() => card.unmount());
  await press('label-card');
  assert.equal(await bench.run(() => document.querySelectorAll('iframe').length), 0);
});
