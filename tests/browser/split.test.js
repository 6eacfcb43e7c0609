// Elements that share one form, each in a frame of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { By, Key, PATIENCE, sandbox, seen } from './harness.js';
import { bench, driver } from './set-up.js';

const ALL = ['number', 'expiry', 'cvc'];

/** Goes into the frame of a part. */
const into = async (name) => {
  await bench.page();
  const rooms = await driver.executeScript("return Object.keys(parts)");
  const room = rooms[0] === name ? 'card' : `room-${name}`;
  await driver.switchTo().frame(await driver.findElement(By.css(`#${room} iframe`)));
};

const mounted = async (elements = ALL, more = {}) => {
  await bench.open({ elements: elements.join(), ...more });
  await bench.until(() => window.mounted, 'the elements are not mounted');
  assert.equal(await driver.executeScript('return window.mounted'), 'ready');
};

const type = async (name, text) => {
  await into(name);
  const field = await driver.findElement(By.id(name));
  await field.click();
  await field.sendKeys(text);
};

const shown = async (name) => {
  await into(name);
  return driver.executeScript(seen, name);
};

const card = async () => {
  await type('number', '4242424242424242');
  await type('expiry', '1230');
  await type('cvc', '123');
};

for (const vault of ['clover', 'hellgate', 'corefy']) {
  test(`three fields in three frames are one card: ${vault}`, async () => {
    await mounted(ALL, { vault });
    await card();
    assert.equal(await shown('number'), '4242 4242 4242 4242');
    assert.equal(await shown('cvc'), '123');
    await bench.until(() => parts.cvc.state?.complete, 'the form is not complete');
    const result = await bench.tokenize();
    assert.equal(result.ok, true, JSON.stringify(result));
    assert.equal(result.token.last4 ?? '4242', '4242');
    // Nothing of it stays.
    for (const name of ALL) assert.equal(await shown(name), '');
  });
}

test('any of them can be asked, hears what happens to the form, and to itself alone of focus', async () => {
  await mounted();
  await bench.run(() => {
    window.heard = [];
    for (const [part, element] of Object.entries(parts)) {
      for (const name of ['change', 'focus', 'submit', 'escape', 'brandschange']) element.on(name, () => heard.push(`${part} ${name}`));
    }
  });
  await type('number', '42');
  await bench.until(() => heard.includes('cvc brandschange') && heard.includes('expiry change'), 'the others heard nothing');
  await type('cvc', `1${Key.ENTER}${Key.ESCAPE}`);
  await bench.until(() => heard.includes('cvc submit') && heard.includes('cvc escape'), 'no submit');
  const heard = await driver.executeScript('return heard');
  assert.ok(heard.includes('number focus') && heard.includes('cvc focus'));
  assert.ok(!heard.includes('expiry focus'));
});

test('what is wrong is shown where it is wrong', async () => {
  await mounted();
  await type('number', '4242424242424242');
  await bench.page();
  await bench.run(() => parts.expiry.tokenize().then((result) => (window.result = result)));
  const { error } = await bench.until(() => window.result, 'no result');
  assert.deepEqual(error.fields, { expiry: 'expiry_required', cvc: 'cvc_required' });
  const wrong = async (name) => {
    await into(name);
    return (await driver.findElement(By.id(`${name}-error`)).getText()) !== '';
  };
  assert.deepEqual([await wrong('number'), await wrong('expiry'), await wrong('cvc')], [false, true, true]);
});

test('the focus moves on from frame to frame as fields are filled', async () => {
  await mounted();
  // Of a brand whose numbers have no more digits than these.
  await type('number', '5555555555554444');
  await bench.until(() => parts.number.state?.focused === 'expiry', 'the focus did not move on');
  await into('expiry');
  assert.equal(await driver.executeScript('return document.activeElement.id'), 'expiry');
});

test('what is filled into one frame reaches the others', async () => {
  await mounted();
  await into('number');
  await driver.executeScript(() => {
    for (const [id, text] of [['number', '4242424242424242'], ['expiry', '12/2030'], ['cvc', '123']]) {
      const field = document.getElementById(id);
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  assert.equal(await shown('number'), '4242 4242 4242 4242');
  assert.equal(await shown('expiry'), '12 / 30');
  assert.equal(await shown('cvc'), '123');
  await into('number');
  assert.equal(await driver.executeScript("return document.getElementById('cvc').value + document.getElementById('expiry').value"), '');
  assert.equal((await bench.tokenize()).ok, true);
});

test('what is typed before the form is there is kept', async () => {
  await bench.open({ elements: ALL.join() });
  await into('number').catch(() => {});
  await bench.until(() => document.querySelector('#card iframe'), 'no frame');
  await into('number');
  await driver.wait(() => driver.findElements(By.id('number')).then((found) => found.length > 0), PATIENCE);
  await bench.type('number', '4242424242424242');
  await bench.until(() => window.mounted, 'the elements are not mounted');
  assert.equal(await shown('number'), '4242 4242 4242 4242');
});

test('a frame holds one field that can be reached, and the page one more that nobody sees', async () => {
  await mounted([...ALL, 'name', 'postalCode']);
  for (const name of [...ALL, 'name', 'postalCode']) {
    await into(name);
    const reached = await driver.executeScript(() => [...document.querySelectorAll('input')].filter((input) => input.tabIndex >= 0).map(({ id }) => id));
    assert.deepEqual(reached, [name]);
  }
  await bench.page();
  const visible = await driver.executeScript("return [...document.querySelectorAll('iframe')].map((iframe) => iframe.checkVisibility())");
  assert.deepEqual(visible.sort(), [false, true, true, true, true, true]);
});

test('two forms of one page are two cards', async () => {
  await mounted();
  await bench.run(() => {
    const { frame } = Object.fromEntries(new URLSearchParams(location.search));
    return import('/tokenframe/index.js').then(({ createTokenframe }) => {
      window.second = createTokenframe({ frame, vault: 'clover', grant: '/grant/clover' });
      window.other = second.create('number');
      const room = document.createElement('div');
      room.id = 'room-other';
      document.body.append(room);
      return other.mount(room);
    });
  });
  await type('number', '4242');
  await bench.page();
  await driver.switchTo().frame(await driver.findElement(By.css('#room-other iframe')));
  assert.equal(await driver.executeScript(seen, 'number'), '');
  await bench.page();
  assert.equal(await driver.executeScript('return other.state.fields.number.empty'), true);
});

test('a part that is taken away takes its text along, and the others keep theirs', async () => {
  await mounted();
  await card();
  await bench.run(() => parts.number.unmount());
  await bench.until(() => parts.cvc.state?.fields.number.empty, 'the number is still there');
  assert.equal(await shown('cvc'), '123');
  await bench.run(() => parts.number.mount('#card'));
  await bench.until(() => parts.number.ready.then(() => true), 'not mounted again');
  assert.equal(await shown('number'), '');
});

test('what was typed is there again after a remount, for as long as the shop asked, and no longer', async () => {
  for (const [keepMs, kept] of [[60000, '4242 4242 4242 4242'], [1, '']]) {
    await mounted(['card'], { options: { keepMs, name: true } });
    await into('card');
    for (const [id, text] of [['number', '4242424242424242'], ['expiry', '1230'], ['cvc', '123'], ['name', 'Åsa Öberg']]) {
      const field = await driver.findElement(By.id(id));
      await field.click();
      await field.sendKeys(text);
    }
    await bench.run(() => card.unmount());
    if (!kept) await bench.until(() => !document.querySelector('iframe'), 'the frame that keeps is still there');
    await bench.run(() => card.mount('#card'));
    await bench.until(() => card.ready.then(() => true), 'not mounted again');
    await into('card');
    assert.equal(await driver.executeScript(seen, 'number'), kept);
    assert.equal(await driver.executeScript(seen, 'name'), kept && 'Åsa Öberg');
    if (kept) assert.equal((await bench.tokenize()).ok, true);
  }
});

test('parts of one kind are refused twice, and of no kind once', async () => {
  await mounted();
  for (const [name, code] of [['number', 'element_duplicate'], ['pin', 'element_unknown']]) {
    const thrown = await bench.run((type) => {
      try {
        return tf.create(type) && 'nothing';
      } catch (error) {
        return error.code;
      }
    }, name);
    assert.equal(thrown, code);
  }
});

test('in a shadow root, of a part as of all', async () => {
  await bench.open({ elements: 'card' });
  await bench.until(() => window.mounted, 'not mounted');
  const error = await bench.run(() => {
    card.destroy();
    const host = document.body.appendChild(document.createElement('div'));
    const root = host.attachShadow({ mode: 'open' });
    window.shadowed = ['number', 'expiry', 'cvc'].map((name) => {
      const room = root.appendChild(document.createElement('div'));
      const part = tf.create(name);
      return [part, part.mount(room)];
    });
    return Promise.all(shadowed.map(([, ready]) => ready)).then(() => null, ({ code }) => code);
  });
  assert.equal(error, null);
  await sandbox.clear();
});
