// The room that a form takes: before it is there, and in whatever width.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { By, Key, PATIENCE, seen, SHOP, STAGE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

afterEach(() => stage.reset());

// A page that knows what stood beneath the form in every moment. Its own type is not the browser's.
const PAGE = `<!doctype html><html lang="en"><head><title>Room</title><style>html{font:10px/1.5 serif}body{margin:0}#card{margin:20px}</style></head>
<body><div id="card"></div><p id="below">Below</p><script type="module">
import { createTokenframe } from '/tokenframe/index.js';
globalThis.tops = new Set();
globalThis.shifts = [];
globalThis.since = Infinity;
if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) new PerformanceObserver((list) => shifts.push(...list.getEntries().filter(({ startTime }) => startTime > since).map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
const below = document.querySelector('#below');
const note = () => tops.add(below.getBoundingClientRect().top);
globalThis.show = ({ width, scheme, later, vault = 'clover', type = 'card', ...options }) => {
  document.documentElement.style.colorScheme = scheme ?? 'light';
  const node = document.querySelector('#card');
  node.style.width = width + 'px';
  globalThis.element?.destroy();
  node.replaceChildren();
  const tf = createTokenframe({ frame: '${STAGE_FRAME}/', grant: () => globalThis.granted ?? fetch('/grant/' + vault, { method: 'POST' }).then((response) => response.json()), vault: later ? undefined : vault });
  globalThis.element = options.reveal ? tf.reveal('card', {}) : tf.create(type, options);
  globalThis.state = 'loading';
  element.mount('#card').then(() => (state = 'ready'), (error) => (state = error.code));
  tops.clear();
  note();
  // What mount() itself does to a page that is shown already is the page's matter.
  since = Infinity;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    since = performance.now();
    shifts.length = 0;
  }));
};
globalThis.drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))));
const watch = () => { if (globalThis.element) note(); requestAnimationFrame(watch); };
watch();
new ResizeObserver(() => globalThis.element && note()).observe(document.body);
globalThis.loaded = true;
</script></body></html>`;

const open = async () => {
  stage.pages['/room'] = PAGE;
  await driver.get(`${STAGE}/room`);
  await bench.until(() => globalThis.loaded, 'the page does not load');
};

/** Waits until the form is ready, and what it said since has come. */
const settled = async (what) => {
  await bench.until(() => state === 'ready', what);
  await bench.frame();
  await driver.executeScript('return new Promise((resolve) => setTimeout(resolve))');
  await bench.run(() => drawn());
};

const look = { variables: { size: '1.125rem', height: '3.5rem', gap: '2rem', font: 'serif' } };
const FORMS = {
  card: {},
  'card with name and postal code': { name: true, postalCode: 'optional' },
  'card whose postal code is left to the vault': { postalCode: 'auto' },
  cvc: { type: 'cvc', vault: 'hellgate' },
  'card in the dark': { scheme: 'dark' },
  'card in a look of its own': { appearance: look },
  'card in pixels': { appearance: { variables: { size: '20px', height: '61px' } }, name: true },
  'card in the dark, in a look of its own': { appearance: { ...look, theme: 'dark' }, scheme: 'dark', name: 'optional' },
  'card whose vault the grant names': { later: true },
  'card whose vault the grant names, with a postal code left to it': { later: true, vault: 'hellgate', postalCode: 'auto' },
  'a number alone': { type: 'number' },
  'a name alone, in a look of its own, whose vault the grant names': { type: 'name', later: true, appearance: look },
  'a gift card': { type: 'giftCard' },
  'a gift card with an access code alone': { type: 'giftCard', securityCode: false, accessCode: true },
  'a bank account': { type: 'bankAccount', agreement: { id: '1' } },
  'a bank account whose holder is known in part': { type: 'bankAccount', agreement: { id: '1' }, email: 'ines@example.com', billing: { line1: '8 Quay Street', postalCode: '94107' } },
  'page of a vault': { vault: 'vaultera' },
  'component of a vault': { vault: 'payconex' },
};

const WIDTHS = [200, 320, 640];

for (const [at, [name, form]] of Object.entries(FORMS).entries()) {
  // Each form is laid out at one width at least, and at all of them where there is time for it.
  const widths = process.env.LONG ? WIDTHS : [WIDTHS[at % WIDTHS.length]];
  test(`${name}: nothing beneath moves from mount() on, at ${widths.join(', ')} pixels`, async () => {
    await open();
    for (const width of widths) {
      // The document is held back, then what is in charge of it: each stands long enough to be seen.
      for (const file of [/^\/\w+\/$/, /\.js$/, /\.wasm$/]) {
        stage.hold(file);
        await bench.run((asked) => show(asked), { ...form, width });
        await bench.run(() => drawn());
        stage.release();
        await settled(`the form is not ready at ${width}`);
        const [tops, shifts, height] = await bench.run(() => [[...tops], shifts, document.querySelector('iframe').offsetHeight]);
        assert.equal(tops.length, 1, `${width}, ${file}: ${tops}`);
        assert.deepEqual(shifts, []);
        assert.ok(height > 90, String(height));
      }
    }
  });
}

test('the control: a form that grows moves what is beneath, and the page sees it', async () => {
  await open();
  await bench.run(() => show({ width: 320 }));
  await bench.until(() => state === 'ready', 'the form is not ready');
  await bench.run(() => element.update({ name: true }));
  await bench.until(() => tops.size > 1, 'nothing was seen');
  if (await bench.run(() => PerformanceObserver.supportedEntryTypes.includes('layout-shift'))) await bench.until(() => shifts.length > 0, 'the browser saw nothing');
});

test('an update before the frame is there changes the room at once, and no look is seen that is not the last', async () => {
  await open();
  stage.hold(/^\/\w+\/$/);
  await bench.run((given) => {
    show({ width: 320 });
    element.update({ name: true, appearance: given });
    tops.clear();
  }, look);
  const first = await bench.run(() => document.querySelector('iframe').offsetHeight);
  stage.release();
  await settled('the form is not ready');
  assert.equal((await bench.run(() => [...tops])).length, 1);
  assert.equal(await bench.run(() => document.querySelector('iframe').offsetHeight), first);
});

test('a form that is not told its vault adds nothing to the history, and leaves no room when there is no grant', async () => {
  await open();
  const before = await bench.run(() => history.length);
  await bench.run(() => show({ width: 320, later: true }));
  await bench.until(() => state === 'ready', 'the form is not ready');
  assert.equal(await bench.run(() => history.length), before);
  await bench.run(() => {
    window.granted = Promise.resolve(null);
    show({ width: 320, later: true });
  });
  assert.ok((await bench.run(() => document.querySelector('#card').offsetHeight)) >= 0);
  await bench.until(() => state === 'grant_unavailable', 'the form came all the same');
  assert.equal(await bench.run(() => document.querySelector('#card').offsetHeight), 0);
  // Who hears of it can mount it again at once.
  await bench.run(() => {
    show({ width: 320, later: true });
    element.on('loaderror', () => {
      window.granted = undefined;
      element.mount('#card').then(() => (window.again = true));
    });
  });
  await bench.until(() => window.again, 'the form did not come again');
  assert.ok((await bench.run(() => document.querySelector('#card').offsetHeight)) > 90);
});

/** The colour of a point of the window: PNG, 8 bits, not interlaced, as drivers take them. */
const pixel = async (x, y) => {
  const png = Buffer.from(await driver.takeScreenshot(), 'base64');
  const [width, depth, kind] = [png.readUInt32BE(16), png[24], png[25]];
  assert.deepEqual([depth, [2, 6].includes(kind)], [8, true]);
  const chunks = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') chunks.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const bytes = inflateSync(Buffer.concat(chunks));
  const size = kind === 6 ? 4 : 3;
  const line = width * size;
  let above = Buffer.alloc(line);
  for (let row = 0; row <= y; row += 1) {
    const filter = bytes[row * (line + 1)];
    const now = Buffer.from(bytes.subarray(row * (line + 1) + 1, (row + 1) * (line + 1)));
    for (let at = 0; at < line; at += 1) {
      const [a, b, c] = [at < size ? 0 : now[at - size], above[at], at < size ? 0 : above[at - size]];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      now[at] += [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c][filter];
    }
    above = now;
  }
  return [...above.subarray(x * size, x * size + 3)];
};

test('no white box stands on a dark page, in no moment', async () => {
  for (const file of [/^\/\w+\/$/, /\.css$/, /\.js$/, /\.wasm$/, /nothing/]) {
    await open();
    await bench.run(() => (document.body.style.background = 'rgb(20, 30, 60)'));
    stage.hold(file);
    await bench.run(() => show({ width: 320, scheme: 'dark' }));
    if (String(file) === '/nothing/') await bench.until(() => state === 'ready', 'the form is not ready');
    else await bench.run(() => new Promise((resolve) => setTimeout(resolve, 0)));
    // Between the first field and the second row, where nothing of ours is painted.
    const place = await bench.run(() => {
      const { left, top } = document.querySelector('iframe').getBoundingClientRect();
      return [Math.round((left + 160) * devicePixelRatio), Math.round((top + 84) * devicePixelRatio)];
    });
    assert.deepEqual(await pixel(...place), [20, 30, 60], String(file));
    stage.release();
  }
});

test('at 320 and at 160 CSS pixels nothing is cut off, laid over another, or scrolled sideways', async () => {
  await open();
  for (const [width, appearance] of [[320, {}], [160, {}], [320, { variables: { size: '32px' } }], [320, look]]) {
    await bench.run((asked) => show(asked), { width, name: true, postalCode: true, appearance });
    await bench.until(() => state === 'ready', 'the form is not ready');
    await bench.run(() => void element.tokenize());
    await bench.frame();
    await driver.wait(async () => (await driver.findElements(By.css('[aria-invalid=true]'))).length === 5, PATIENCE);
    const { wide, tall, boxes, inner } = await driver.executeScript(() => {
      const shown = [...document.querySelectorAll('label, .box, .error')].filter((node) => node.checkVisibility());
      return {
        inner: innerWidth,
        wide: document.documentElement.scrollWidth,
        tall: document.body.offsetHeight,
        boxes: shown.map((node) => [node.className || node.localName, ...['left', 'top', 'right', 'bottom'].map((side) => node.getBoundingClientRect()[side])]),
      };
    });
    assert.equal(wide, inner);
    assert.equal(boxes.length, 15);
    for (const [name, left, top, right, bottom] of boxes) {
      assert.ok(left >= 0 && right <= inner + 0.5 && bottom <= tall + 0.5 && right - left > 40 && bottom - top >= 16, `${name} at ${width}: ${[left, top, right, bottom]}`);
      const over = boxes.filter(([other, l, t, r, b]) => [other, l, t].join() !== [name, left, top].join() && l < right - 0.5 && left < r - 0.5 && t < bottom - 0.5 && top < b - 0.5);
      // A long text beneath the date may reach below the code, which says nothing then.
      assert.ok(over.every(([other]) => other === 'error' && name === 'error'), `${name} at ${width} lies over ${over}`);
    }
    await bench.until((height) => document.querySelector('iframe').offsetHeight >= height, 'the frame does not grow', tall);
  }
});

test('a number that is longer than its field scrolls in it, and is typed, deleted and typed again', async () => {
  await open();
  await bench.run(() => show({ width: 150 }));
  await settled('the form is not ready');
  await bench.frame();
  const number = await driver.findElement(By.id('number'));
  await number.click();
  await number.sendKeys('6200000000000005');
  // One frame is drawn, so that whatever hears of scrolling has heard.
  const drawn = () => driver.executeScript('return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  await drawn();
  assert.ok(await driver.executeScript("const input = document.getElementById('number'); return input.scrollWidth > input.clientWidth && input.scrollLeft > 0"));
  await number.sendKeys(Key.BACK_SPACE, Key.BACK_SPACE, '00');
  assert.equal(await driver.executeScript(seen, 'number'), '6200 0000 0000 0000');
});

// The paths of the demo's shop, each with the element that stands there.
const DEMO = ['/clover', '/vaultera', '/payconex', '/hellgate', '/corefy', '/clover/gift-card', '/clover/bank-account'];

test('the shop of the demo does not shift while its form loads, at any vault, with any element, in any look', async (context) => {
  await driver.get(`${SHOP}/clover`);
  if (!(await driver.executeScript("return PerformanceObserver.supportedEntryTypes.includes('layout-shift')"))) return context.skip('this browser does not measure it');
  for (const [path, look] of [...DEMO.map((path) => [path, 'plain']), ['/clover', 'soft'], ['/clover', 'night'], ['/vaultera', 'night'], ['/clover/bank-account', 'night']]) {
    await driver.executeScript('document.cookie = `look=${arguments[0]}; path=/; samesite=strict`', look);
    await driver.get(SHOP + path);
    await ready();
    const shifts = await driver.executeAsyncScript((done) => {
      const seen = [];
      const told = ({ value, startTime, sources }) => [value, startTime, ...sources.map(({ node, previousRect: { x, y, width, height }, currentRect }) => `${node?.outerHTML?.slice(0, 80)}: ${[x, y, width, height]} is now at ${currentRect.x},${currentRect.y}`)];
      new PerformanceObserver((list) => seen.push(...list.getEntries().map(told))).observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => done(seen)));
    });
    assert.deepEqual(shifts, [], `${path}, ${look}`);
    assert.equal(await driver.executeScript('return document.documentElement.dataset.look'), look);
  }
});

/** The demo's form is there, whatever it is: its frame has said its title and how high it is. */
const ready = () =>
  driver.wait(() => driver.executeScript("return document.querySelector('#card iframe')?.style.background.startsWith('none')"), PATIENCE, 'the form of the demo does not come');

test('before its script runs, the place of the demo’s form has the height that the form takes', async () => {
  for (const width of [360, 1280]) {
    await driver.manage().window().setRect({ width, height: 900 });
    for (const [path, look] of [...DEMO.map((path) => [path, 'plain']), ['/clover', 'soft'], ['/clover', 'night'], ['/clover/bank-account', 'night']]) {
      await driver.get(SHOP + path);
      await driver.executeScript('document.cookie = `look=${arguments[0]}; path=/; samesite=strict`', look);
      await driver.get(SHOP + path);
      await ready();
      const [full, empty] = await driver.executeScript(() => {
        const card = document.querySelector('#card');
        const full = card.offsetHeight;
        card.replaceChildren();
        return [full, card.offsetHeight];
      });
      assert.equal(empty, full, `${path}, ${look}, ${width}`);
    }
  }
});

test('the documented heights are those of the elements', async () => {
  const rows = readFileSync(new URL('../../www/docs/appearance.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\|.*\| \d+ \| \d+ \| \d* ?\|$/.test(line))
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
  assert.equal(rows.length, 9);
  const KINDS = {
    '`card`': [{}],
    '`card` with `name`': [{ name: true }],
    '`card` with `name` and `postalCode`': [{ name: true, postalCode: true }],
    '`number` `expiry` `cvc` `name` `postalCode`': ['number', 'expiry', 'cvc', 'name', 'postalCode'].map((type) => ({ type })),
    '`giftCard`': [{ type: 'giftCard' }],
    '`bankAccount`': [{ type: 'bankAccount', agreement: { id: '1' } }],
    '`card` of Vaultera': [{ vault: 'vaultera' }],
    '`card` of PayConex': [{ vault: 'payconex' }],
    'a stored card or its code, revealed': [{ reveal: true }],
  };
  stage.pages['/room'] = PAGE.replace('font:10px/1.5 serif', 'font:16px/1.5 serif');
  await driver.get(`${STAGE}/room`);
  await bench.until(() => globalThis.loaded, 'the page does not load');
  for (const [name, wide, narrow, beneath] of rows) {
    const widths = beneath ? [[Number(beneath), wide], [beneath - 1, narrow]] : [[500, wide], [200, narrow]];
    for (const form of KINDS[name]) {
      for (const [width, height] of widths) {
        await bench.run((asked) => show(asked), { ...form, width });
        await settled(`${name} is not ready at ${width}`);
        assert.equal(await bench.run(() => document.querySelector('iframe').offsetHeight), Number(height), `${name} at ${width}`);
        assert.equal(await bench.run(() => tops.size), 1, `${name} at ${width} took another room first`);
      }
    }
  }
});
