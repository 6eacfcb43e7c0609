// A form lives and ends: its grant runs out, it is taken away at any moment, and nothing is left behind.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { By, PATIENCE, sandbox, seen, STAGE_FRAME } from './harness.js';
import { shopGrant } from './stage.js';
import { bench, driver, stage } from './set-up.js';

afterEach(() => stage.reset());

const PARTS = ['number', 'expiry', 'cvc'];

/** What the inputs of the frame that is open now show. */
const shown = async (...ids) => Promise.all(ids.map((id) => driver.executeScript(seen, id)));

/** Grants whose first lasts so many seconds; when each was given, by the clock that the page has too. */
const shortly = (seconds) => {
  const given = [];
  stage.grant = async (vault) => {
    const grant = { ...(await shopGrant(vault)), expiresIn: given.length ? 3600 : seconds };
    given.push(Date.now());
    return grant;
  };
  return given;
};

/** Goes into the frame of an element of the bench. */
const into = async (elements, name) => {
  await bench.page();
  const room = elements[0] === name ? 'card' : `room-${name}`;
  await driver.switchTo().frame(await driver.findElement(By.css(`#${room} iframe`)));
};

for (const elements of [['card'], PARTS]) {
  test(`a grant's end is told before and when it comes, and what was typed is sent with a fresh one: ${elements}`, async () => {
    const given = shortly(2);
    await bench.open({ elements: elements.join() });
    await bench.until(() => window.mounted === 'ready', 'the element is not ready');
    for (const [id, text] of [['number', '4242424242424242'], ['expiry', '1230'], ['cvc', '123']]) {
      await into(elements, elements.length > 1 ? id : 'card');
      await bench.type(id, text);
    }
    const ends = () => bench.run(() => events.map((event, index) => ({ ...event, at: times[index] })).filter(({ name }) => name.startsWith('expir')));
    await bench.until(() => events.some(({ name }) => name === 'expired'), 'the end was not told');
    const told = await ends();
    assert.deepEqual(told.map(({ name, detail }) => [name, detail]), [['expiring', { expiresInMs: 1000 }], ['expired', null]]);
    // Never too early. A timer may round by a millisecond.
    assert.ok(told[0].at >= given[0] + 990 && told[1].at >= given[0] + 1990, JSON.stringify([given, told]));
    await into(elements, elements[0]);
    assert.deepEqual(await shown('number'), ['4242 4242 4242 4242']);
    assert.equal(given.length, 1);
    const result = await bench.tokenize();
    assert.equal(result.ok, true, JSON.stringify(result));
    assert.equal(given.length, 2);
    // The fresh one is not over.
    assert.equal((await ends()).length, 2);
  });
}

test('a grant that comes when the form is gone tells nothing', async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  let asked = 0;
  stage.grant = async (vault) => {
    asked += 1;
    if (asked === 1) await held;
    return { ...(await shopGrant(vault)), expiresIn: asked === 1 ? 0.01 : 0.02 };
  };
  await bench.mounted();
  assert.equal(asked, 1);
  await bench.run(() => card.unmount());
  release();
  // Of a second form, whose grant comes later, both ends are told.
  await bench.run(() => {
    window.before = events.length;
    window.again = tf.create('card');
    window.ends = 0;
    for (const name of ['expiring', 'expired']) again.on(name, () => (window.ends += 1));
    return again.mount('#card');
  });
  await bench.until(() => ends === 2, 'the second grant does not end');
  const names = await bench.run(() => events.slice(before).map(({ name }) => name));
  assert.deepEqual(names, []);
});

/** Runs a script of the page's own: in Firefox those of the driver have a world of their own. */
const script = (work) => bench.run((text) => document.head.append(Object.assign(document.createElement('script'), { textContent: `(${text})()` })), String(work));

/** Runs in the page: from now on counts what an element asks of the page and has not given back. */
const watch = () => {
  const left = (window.left = { listeners: new Set(), timers: new Set(), intervals: new Set(), nodes: 0 });
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const nodes = document.querySelectorAll('*').length;
  // The driver of WebKit has timers of its own in the page.
  const ours = () => new Error().stack.includes('/tokenframe/');
  const key = (target, type, work) => [target, type, work];
  const same = ([a, b, c], [d, e, f]) => (a === d || `${a}` === `${d}`) && b === e && c === f;
  EventTarget.prototype.addEventListener = function (type, work, ...more) {
    const one = key(this ?? window, type, work);
    if (ours()) {
      left.listeners.add(one);
      // One that ends with a signal is not taken away by name.
      if (more[0]?.signal) add.call(more[0].signal, 'abort', () => left.listeners.delete(one));
    }
    return add.call(this ?? window, type, work, ...more);
  };
  EventTarget.prototype.removeEventListener = function (type, work, ...more) {
    for (const one of left.listeners) if (same(one, key(this ?? window, type, work))) left.listeners.delete(one);
    return remove.call(this ?? window, type, work, ...more);
  };
  window.addEventListener = EventTarget.prototype.addEventListener;
  window.removeEventListener = EventTarget.prototype.removeEventListener;
  for (const [begin, end, of] of [['setTimeout', 'clearTimeout', left.timers], ['setInterval', 'clearInterval', left.intervals]]) {
    const [start, stop] = [window[begin].bind(window), window[end].bind(window)];
    window[begin] = (work, ...more) => {
      const id = start(
        (...values) => {
          if (begin === 'setTimeout') of.delete(id);
          work(...values);
        },
        ...more,
      );
      if (ours()) of.add(id);
      return id;
    };
    window[end] = (id) => {
      of.delete(id);
      stop(id);
    };
  }
  window.remains = () => ({ listeners: [...left.listeners].map(([, type]) => type), timers: left.timers.size, intervals: left.intervals.size, nodes: document.querySelectorAll('*').length - nodes });
};

const NOTHING = { listeners: [], timers: 0, intervals: 0, nodes: 0 };

/** Runs in the page: an element, or three that are one form, each call written down as often as it is settled. */
const begin = (kinds, call) => {
  window.settled = [];
  window.made = kinds.map((kind) => tf.create(kind));
  for (const [at, one] of made.entries()) {
    const room = (at && document.getElementById(`room-${kinds[at]}`)) || document.getElementById('card');
    one.mount(room).then(() => settled.push('ready'), ({ code }) => settled.push(code));
  }
  if (call) made[0].tokenize().then(({ error }) => settled.push(`call ${error?.code}`));
};

// The frame's files that are kept back, and so how far it has come when it is taken away.
const MOMENTS = {
  'at once': null,
  'before its document has come': /^\/clover\/$/,
  'before its script has come': /\.js$/,
  'before its Wasm has come': /\.wasm$/,
};

for (const [when, pattern] of Object.entries(MOMENTS)) {
  for (const kinds of [['card'], PARTS]) {
    test(`taken away ${when}, with a call on its way, everything is settled once and nothing is left: ${kinds}`, async () => {
      await bench.mounted({ frame: STAGE_FRAME });
      await bench.run(() => card.destroy());
      await script(watch);
      if (pattern) stage.hold(pattern);
      await driver.executeScript(`window.begin = ${begin}`);
      await bench.run(
        (kinds, waits) => {
          begin(kinds, true);
          if (!waits) for (const one of made) one.unmount();
        },
        kinds, Boolean(pattern),
      );
      if (pattern) {
        await stage.holding();
        await bench.run(() => made.forEach((one) => one.unmount()));
      }
      const settled = await bench.until((count) => settled.length >= count && settled, 'it is not settled', kinds.length + 1);
      assert.deepEqual([...settled].sort(), ['call frame_gone', ...kinds.map(() => 'frame_gone')]);
      stage.release();
      await bench.until((nothing) => JSON.stringify(remains()) === nothing, `something is left`, JSON.stringify(NOTHING)).catch(async () => {
        assert.deepEqual(await bench.run(() => remains()), NOTHING);
      });
      // It can be mounted again, and works.
      await bench.run(() => {
        settled.length = 0;
        for (const one of made) one.mount('#card').then(() => settled.push('ready'));
      });
      await bench.until((count) => settled.length === count, 'not mounted again', kinds.length);
    });
  }
}

test('taken away while a card is sent, the call is settled once, and nothing is left', async () => {
  await bench.mounted();
  await bench.run(() => card.destroy());
  await script(watch);
  await bench.run(begin, ['card']);
  await bench.until(() => settled.length === 1, 'not ready');
  await bench.card('clover');
  await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'hang', times: 1 });
  await bench.run(() => void made[0].tokenize().then(({ error }) => settled.push(`call ${error?.code}`)));
  await driver.wait(async () => (await sandbox.requests()).some(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST'), PATIENCE, 'nothing was sent');
  await bench.run(() => made[0].unmount());
  assert.deepEqual(await bench.until(() => settled.length === 2 && settled, 'the call is not settled'), ['ready', 'call frame_gone']);
  assert.deepEqual(await bench.run(() => remains()), NOTHING);
});

test('destroyed, a form forgets at once what it was to keep', async () => {
  await bench.mounted({ options: { keepMs: 600000 } });
  await bench.card('clover');
  assert.equal(await bench.run(() => document.querySelectorAll('iframe').length), 2);
  await bench.run(() => card.destroy());
  assert.equal(await bench.run(() => document.querySelectorAll('iframe').length), 0);
});

for (const elements of [['card'], PARTS]) {
  test(`a page that comes back with the browser's own button takes a card: ${elements}`, async () => {
    stage.pages['/elsewhere'] = '<!doctype html><html lang="en"><title>Elsewhere</title><p>Elsewhere</p></html>';
    await bench.open({ elements: elements.join() });
    await bench.until(() => window.mounted === 'ready', 'the element is not ready');
    const type = async () => {
      for (const [id, text] of [['number', '4242424242424242'], ['expiry', '1230'], ['cvc', '123']]) {
        await into(elements, elements.length > 1 ? id : 'card');
        await bench.type(id, text);
      }
    };
    await type();
    await bench.run(() => {
      // Kept with the page, where the browser keeps it.
      window.mounted = 'kept';
      location.href = '/elsewhere';
    });
    await driver.wait(async () => (await driver.getTitle()) === 'Elsewhere', PATIENCE);
    await driver.navigate().back();
    await bench.until((names) => window.mounted && Promise.all(names.map((name) => parts[name].ready)).then(() => true, () => false), 'the element is not ready again', elements);
    // What was typed is gone with the page.
    await into(elements, elements[0]);
    assert.deepEqual(await shown('number'), ['']);
    await type();
    bench.paidFor = await bench.run(() => results.length);
    const result = await bench.tokenize();
    assert.equal(result.ok, true, JSON.stringify(result));
    assert.deepEqual(await bench.run(() => events.filter(({ name }) => name === 'loaderror')), []);
  });
}

test('a form that is moved within its page loads anew, says so, and is not emptied by another mount', async () => {
  await bench.mounted();
  await bench.run(() => {
    const room = document.body.appendChild(document.createElement('section'));
    events.length = 0;
    room.append(document.getElementById('card'));
  });
  await bench.until(() => events.some(({ name }) => name === 'ready'), 'the form is not ready again');
  await bench.retype();
  const before = await bench.run(() => card.mount('#card').then(() => document.querySelectorAll('#card iframe').length));
  assert.equal(before, 1);
  await into(['card'], 'card');
  assert.deepEqual(await shown('number'), ['4242 4242 4242 4242']);
  assert.equal((await bench.tokenize()).ok, true);
});

for (const vault of ['vaultera', 'payconex']) {
  test(`fields by themselves are refused at once where the vault has its own form: ${vault}`, async () => {
    const begun = Date.now();
    await bench.open({ vault, elements: 'number,expiry' });
    await bench.until(() => window.mounted, 'nothing is said');
    assert.equal(await bench.run(() => window.mounted), 'element_mismatch');
    const { detail } = await bench.run(() => events.find(({ name }) => name === 'loaderror'));
    assert.deepEqual(detail, { kind: 'config', code: 'element_mismatch', retryable: false });
  });
}
