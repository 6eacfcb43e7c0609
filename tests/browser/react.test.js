// The components in React's strict mode, which runs every effect twice, in three engines.

import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { By, FRAME, PATIENCE, sandbox, STAGE } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const TOKEN = /^clv_/;
const package_ = fileURLToPath(new URL('../../pkg/', import.meta.url));

// `globalThis.set` changes what is shown: `{ card: props or null, parts, frame, … }`.
const APP = `
  import { createElement as h, StrictMode, useState } from 'react';
  import { flushSync } from 'react-dom';
  import { createRoot } from 'react-dom/client';
  import { CardCvcElement, CardElement, CardExpiryElement, CardNumberElement, TokenframeProvider, useTokenframe } from 'tokenframe/react';
  globalThis.log = [];
  const heard = (name) => (detail) => log.push({ name, detail });
  const Pay = () => {
    const { tokenize, state, ready, pending, error } = useTokenframe();
    const pay = async () => log.push({ name: 'paid', detail: await tokenize().catch(({ code }) => ({ threw: code })) });
    return h('button', { id: 'pay', onClick: pay, 'data-ready': ready, 'data-complete': Boolean(state?.complete), 'data-pending': pending, 'data-error': error?.code }, 'Pay');
  };
  const App = () => {
    const [shown, set] = useState({ card: {}, frame: '${FRAME}/', vault: 'clover' });
    globalThis.set = (more) => flushSync(() => set((before) => ({ ...before, ...more })));
    const { card, parts, frame, vault, locale } = shown;
    // A new function and a new object each time, as people write them.
    return h(TokenframeProvider, { frame, vault, locale, grant: async () => (await fetch('/grant/' + vault, { method: 'POST' })).json(), appearance: { theme: 'light' } },
      card && h(CardElement, { id: 'card', ...card, onReady: heard('ready'), onChange: heard('change'), onLoadError: heard('loaderror'), ref: (value) => (globalThis.cardRef = value) }),
      parts && [h(CardNumberElement, { key: 1, id: 'number' }), h(CardExpiryElement, { key: 2, id: 'expiry' }), h(CardCvcElement, { key: 3, id: 'cvc' })],
      h(Pay));
  };
  const root = createRoot(document.getElementById('root'));
  globalThis.end = () => root.unmount();
  root.render(h(StrictMode, null, h(App)));
`;

let script;
before(async () => {
  const alias = { 'tokenframe/react': `${package_}react/index.js` };
  const { outputFiles } = await build({
    stdin: { contents: APP, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true, format: 'esm', write: false, alias, nodePaths: [fileURLToPath(new URL('../node_modules', import.meta.url))],
    // The build for development has what this is about.
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  script = outputFiles[0].text;
});
beforeEach(async () => {
  stage.reset();
  stage.scripts['/react.js'] = script;
  stage.pages['/react'] = '<!doctype html><html lang="en"><head><title>React</title></head><body><div id="root"></div><script type="module" src="/react.js"></script></body></html>';
  await driver.get(`${STAGE}/react`);
  await bench.until(() => globalThis.set && document.getElementById('pay'), 'the page did not run');
});

const set = (more) => bench.run((more) => globalThis.set(more), more);
const ready = () => bench.until(() => document.getElementById('pay').dataset.ready === 'true', 'it is not ready');
const frames = () => bench.run(() => [...document.querySelectorAll('#root iframe')].length);
const into = async (id) => {
  await ready();
  await bench.page();
  await driver.switchTo().frame(await driver.findElement(By.css(`#${id} iframe`)));
};
const typeCard = async (rooms = {}) => {
  for (const [field, text] of [['number', '4242424242424242'], ['expiry', '1230'], ['cvc', '123']]) {
    await into(rooms[field] ?? 'card');
    await bench.type(field, text);
  }
  await bench.until(() => document.getElementById('pay').dataset.complete === 'true', 'the hook does not know of it');
};
const paid = async (count = 1) => {
  await bench.page();
  await driver.findElement(By.id('pay')).click();
  const found = await bench.until((count) => log.filter(({ name }) => name === 'paid').length >= count && log.filter(({ name }) => name === 'paid'), 'nothing came of it', count);
  return found[count - 1].detail;
};
const named = (name) => bench.run((name) => log.filter((entry) => entry.name === name).map(({ detail }) => detail), name);

test('effects that run twice give one frame, and one token', async () => {
  await typeCard();
  assert.equal(await frames(), 1);
  const result = await paid();
  assert.match(result.token.id, TOKEN);
  assert.deepEqual(await named('loaderror'), []);
  assert.equal((await named('ready')).length, 1);
  assert.equal((await sandbox.requests()).filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST').length, 1);
});

test('another render with the same changes nothing; with other options it updates, and keeps what was typed', async () => {
  await typeCard();
  await bench.run(() => (document.querySelector('#card iframe').mark = true));
  for (let index = 0; index < 3; index += 1) await set({ card: { className: `c${index}`, brands: ['visa', 'mastercard'] } });
  assert.equal(await bench.run(() => [document.getElementById('card').className, document.querySelector('#card iframe').mark].join()), 'c2,true');
  await set({ card: { brands: ['mastercard'] } });
  await bench.until(() => document.getElementById('pay').dataset.complete === 'false', 'the brand is still taken');
  await set({ card: {} });
  await bench.until(() => document.getElementById('pay').dataset.complete === 'true', 'the brand is still refused');
  await set({ locale: 'de' });
  await into('card');
  await driver.wait(async () => (await driver.executeScript("return document.querySelector('label[for=number]').textContent")) === 'Kartennummer', PATIENCE, 'it does not speak German');
  assert.match((await paid()).token.id, TOKEN);
});

test('taken away while it loads, back again, and for good', async () => {
  await set({ card: null });
  await set({ card: {} });
  await set({ card: null });
  assert.equal(await frames(), 0);
  assert.deepEqual(await paid(), { threw: 'not_mounted' });
  await set({ card: {} });
  await typeCard();
  assert.equal(await frames(), 1);
  await bench.page();
  assert.equal(await bench.run(() => cardRef.state.complete), true);
  await bench.run(() => globalThis.end());
  assert.equal(await bench.run(() => document.querySelectorAll('iframe').length), 0);
  assert.deepEqual(await named('loaderror'), []);
});

test('what was typed is there when it comes back, where it is to be kept', async () => {
  await set({ card: { keepMs: 60000 } });
  await set({ card: null });
  await set({ card: { keepMs: 60000 } });
  await typeCard();
  await set({ card: null });
  assert.equal(await frames(), 0);
  await set({ card: { keepMs: 60000 } });
  await bench.until(() => document.getElementById('pay').dataset.complete === 'true', 'it is gone');
  assert.match((await paid()).token.id, TOKEN);
});

test('parts are one card, whichever components show them; another frame is another form', async () => {
  await set({ card: null, parts: true });
  await typeCard({ number: 'number', expiry: 'expiry', cvc: 'cvc' });
  assert.match((await paid()).token.id, TOKEN);
  await set({ card: {}, parts: false, vault: 'hellgate' });
  await into('card');
  await bench.page();
  assert.equal(await bench.run(() => document.querySelector('#card iframe').src.includes('/hellgate/')), true);
});
