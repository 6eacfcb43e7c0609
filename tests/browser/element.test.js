// The forms as elements of HTML: what a control of a form does, they do, in three engines.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { BROWSER, By, FRAME, Key, PATIENCE, sandbox, STAGE } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const SETTINGS = `{ frame: '${FRAME}/', grant: '/grant/clover', vault: 'clover' }`;
const TOKEN = /^clv_/;

/** Opens a page of ours; `log` in it has every event of our elements, and every form that was submitted. */
const open = async (body, script = `define(${SETTINGS})`, entry = 'index') => {
  stage.pages['/element'] = `<!doctype html><html lang="en"><head><title>Elements</title></head><body>${body}<script type="module">
    import { define } from '/pkg/element/${entry}.js';
    globalThis.define = () => define(${SETTINGS});
    globalThis.log = [];
    for (const name of ['ready', 'change', 'submit', 'token', 'error', 'loaderror']) {
      document.addEventListener('tokenframe-' + name, (event) => log.push({ name, on: event.target.id, detail: event.detail }));
    }
    document.addEventListener('submit', (event) => {
      event.preventDefault();
      log.push({ name: 'submitted', data: Object.fromEntries(new FormData(event.target)), by: event.submitter && event.submitter.id });
    });
    ${script};
    globalThis.opened = true;
  </script></body></html>`;
  await driver.get(`${STAGE}/element`);
  await bench.until(() => window.opened, 'the page did not run');
};
beforeEach(() => stage.reset());

const heard = (name, count = 1) => bench.until((name, count) => log.filter((entry) => entry.name === name).length >= count && log.filter((entry) => entry.name === name), `no ${name}`, name, count);
const heardNo = async (name) => assert.deepEqual(await bench.run((name) => log.filter((entry) => entry.name === name), name), []);

/** Goes into the frame of an element, once it is in charge. */
const into = async (id) => {
  const inside = async () => {
    await bench.page();
    const iframe = await bench.run((id) => {
      const node = document.getElementById(id) ?? document.querySelector('#host').shadowRoot.getElementById(id);
      return node.shadowRoot.querySelector('iframe');
    }, id);
    if (!iframe) return false;
    await driver.switchTo().frame(iframe);
    return (await driver.findElements(By.css('html[data-state=ready]'))).length > 0;
  };
  await driver.wait(() => inside().catch(() => false), PATIENCE, `the frame of ${id} is not ready`);
};
const typeIn = async (id, field, text) => {
  await into(id);
  await bench.type(field, text);
  await bench.page();
};
const typeCard = async (id) => {
  await typeIn(id, 'number', '4242424242424242');
  await typeIn(id, 'expiry', '1230');
  await typeIn(id, 'cvc', '123');
  await bench.until((id) => (document.getElementById(id) ?? document.querySelector('#host').shadowRoot.getElementById(id)).state.complete, 'the card is not complete', id);
};
const press = async (id) => {
  await bench.page();
  await driver.findElement(By.id(id)).click();
};
/** Whether a field has the focus. WebKit lets no page put it further than into a frame that nobody has typed in yet. */
const focused = (id, field) =>
  bench.until((id, field, webkit) => {
    const node = document.getElementById(id);
    return node.state?.focused === field || (webkit && node.shadowRoot.activeElement?.localName === 'iframe');
  }, `${field} of ${id} has no focus`, id, field, BROWSER === 'webkit');

const CHECKOUT = '<form id="form"><label for="card" id="label">Card</label><tokenframe-card id="card" name="card" required></tokenframe-card><button id="pay">Pay</button></form>';

test('a form with a card is submitted once it has its token, which stands in its data', async () => {
  await open(CHECKOUT);
  await typeCard('card');
  await press('pay');
  const [{ data, by }] = await heard('submitted');
  assert.match(data.card, TOKEN);
  assert.equal(by, 'pay');
  const [{ detail, on }] = await heard('token');
  assert.deepEqual([detail.id, detail.last4, on], [data.card, '4242', 'card']);
  assert.equal(await bench.run(() => document.getElementById('card').value), data.card);

  // What was typed is gone with it, and a token pays once: it does not go out a second time.
  await bench.until(() => card.state.empty, 'the card is still there');
  await press('pay');
  assert.equal((await heard('error'))[0].detail.code, 'card_invalid');
  assert.equal((await heard('submitted')).length, 1);
  await typeCard('card');
  await press('pay');
  const [, again] = await heard('submitted', 2);
  assert.match(again.data.card, TOKEN);
  assert.notEqual(again.data.card, data.card);
});

test('what is not complete is invalid, in the words of the page or of the browser; the form says what is missing, and has the focus', async () => {
  await open(CHECKOUT);
  await into('card');
  await bench.page();
  const asked = () => bench.run(() => {
    const { validity, validationMessage, willValidate } = card;
    return [card.matches(':invalid'), form.checkValidity(), validity.valueMissing, validity.badInput, validationMessage, willValidate];
  });
  const [invalid, whole, missing, , message] = await asked();
  assert.deepEqual([invalid, whole, missing], [true, false, true]);
  // As of an input of the browser's own.
  assert.equal(message, await bench.run(() => Object.assign(document.createElement('input'), { required: true }).validationMessage) || 'number_required');
  await press('pay');
  await focused('card', 'number');
  await into('card');
  await driver.wait(async () => (await driver.findElement(By.id('number-error')).getText()) !== '', PATIENCE, 'the form says nothing');
  await bench.page();
  await heardNo('submitted');

  await typeIn('card', 'number', '4242');
  await bench.run(() => (card.options = { messages: { number_incomplete: 'Have another look' } }));
  await bench.until(() => card.validity.badInput && card.validationMessage === 'Have another look', 'not the words of the page');
  await bench.run(() => card.setCustomValidity('Closed'));
  assert.equal(await bench.run(() => card.validationMessage), 'Closed');
  await bench.run(() => (card.setCustomValidity(''), card.clear()));
  await typeCard('card');
  await bench.until(() => card.matches(':valid') && form.checkValidity(), 'the whole card is not valid');
});

test('a press on its label puts the focus into the form; Enter in it submits, where the button is not disabled', async () => {
  await open(CHECKOUT);
  await into('card');
  await press('label');
  await focused('card', 'number');
  await typeCard('card');
  await bench.run(() => (document.getElementById('pay').disabled = true));
  await typeIn('card', 'cvc', Key.ENTER);
  await heard('submit');
  await heardNo('submitted');
  await bench.run(() => (document.getElementById('pay').disabled = false));
  await typeIn('card', 'cvc', Key.ENTER);
  assert.match((await heard('submitted'))[0].data.card, TOKEN);
});

test('a reset empties it and takes its token back; a disabled fieldset takes it out of the form', async () => {
  await open('<form id="form"><fieldset id="set"><tokenframe-card id="card" name="card" required></tokenframe-card></fieldset><button id="pay">Pay</button><button id="back" formnovalidate>Back</button></form>');
  await typeCard('card');
  await press('back');
  const [{ data }] = await heard('submitted');
  assert.deepEqual(data, {}, 'a button that does not care asks for no token');
  await press('pay');
  await heard('token');
  await bench.run(() => form.reset());
  await bench.until(() => card.value === '' && card.token === null && card.state.empty && card.matches(':invalid'), 'it was not reset');

  await bench.run(() => (document.getElementById('set').disabled = true));
  assert.deepEqual(await bench.run(() => [card.matches(':disabled'), card.willValidate, form.checkValidity(), card.shadowRoot.getElementById('frame').inert]), [true, false, true, true]);
  await sandbox.clear();
  await press('pay');
  assert.deepEqual((await heard('submitted', 3))[2].data, {});
  assert.deepEqual((await sandbox.requests()).filter(({ path }) => path === '/clover/v1/tokens'), []);
});

test('what the vault refuses is told, and nothing is submitted', async () => {
  await open(CHECKOUT);
  await typeCard('card');
  await sandbox.fault({ vault: 'clover', path: '/v1/tokens', times: 1, kind: 'status', status: 503 });
  await press('pay');
  assert.equal((await heard('error'))[0].detail.kind, 'vault');
  await heardNo('submitted');
  await press('pay');
  assert.match((await heard('submitted'))[0].data.card, TOKEN);
});

test('parts of one form are one card; each has its own label', async () => {
  const part = (name, more = '') => `<label for="${name}" id="label-${name}">The ${name}</label><tokenframe-${name} id="${name}" required ${more}></tokenframe-${name}>`;
  await open(`<form id="form">${part('number', 'name="card"')}${part('expiry')}${part('cvc')}<button id="pay">Pay</button></form>`);
  for (const [name, text] of [['number', '4242424242424242'], ['expiry', '1230'], ['cvc', '123']]) {
    assert.equal(await bench.run((id) => document.getElementById(id).matches(':invalid'), name), true);
    await typeIn(name, name, text);
    await bench.until((id) => document.getElementById(id).matches(':valid'), `${name} is not valid`, name);
  }
  await into('cvc');
  assert.equal(await driver.executeScript("const input = document.getElementById('cvc'); return input.ariaLabel || input.labels[0].textContent"), 'The cvc');
  await press('label-expiry');
  await focused('expiry', 'expiry');
  await press('pay');
  const [{ data }] = await heard('submitted');
  assert.match(data.card, TOKEN);
  assert.equal((await sandbox.requests()).filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST').length, 1);
});

test('in a shadow root, made late, moved about, and with what was set before its class was there', async () => {
  await open('<div id="host"></div><form id="form"></form><form id="other"></form>', `
    const root = host.attachShadow({ mode: 'open' });
    const early = document.createElement('tokenframe-card');
    early.id = 'early';
    early.options = { name: true };
    early.required = true;
    root.append(early);
    early.addEventListener('tokenframe-ready', (event) => log.push({ name: 'composed', on: event.target.id, bubbles: event.bubbles, composed: event.composed }));
    globalThis.early = early;
    globalThis.define();
    const late = document.createElement('tokenframe-card');
    Object.assign(late, { id: 'late', name: 'late', required: true });
    form.append(late);
    globalThis.late = late;
  `);
  await into('early');
  assert.equal(await driver.findElement(By.id('name')).isDisplayed(), true, 'its options were lost');
  await bench.page();
  assert.equal(await bench.run(() => early.matches(':invalid') && late.form === form), true);
  const [composed] = await heard('composed');
  assert.deepEqual(composed, { name: 'composed', on: 'early', bubbles: true, composed: true });

  await typeIn('late', 'number', '4242424242424242');
  await bench.run(() => other.append(late));
  await into('late');
  await bench.page();
  assert.equal(await bench.run(() => late.form === other && document.querySelectorAll('iframe').length === 0 && late.shadowRoot.querySelectorAll('iframe').length === 1), true);
  await typeCard('late');
  await bench.run(() => other.requestSubmit());
  assert.match((await heard('submitted'))[0].data.late, TOKEN);
  await heardNo('loaderror');

  await bench.run(() => late.remove());
  assert.equal(await bench.run(() => late.shadowRoot.querySelectorAll('iframe').length), 0);
  await bench.run(() => form.append(late));
  await into('late');
});

test('an attribute that changes changes the form; a setting, such as the vault, makes another', async () => {
  await open(CHECKOUT);
  await into('card');
  await bench.run(() => card.setAttribute('show-name', ''));
  await into('card');
  await driver.wait(async () => driver.findElement(By.id('name')).isDisplayed(), PATIENCE, 'no name is asked for');
  await bench.run(() => card.removeAttribute('show-name'));
  await into('card');
  await driver.wait(async () => !(await driver.findElement(By.id('name')).isDisplayed()), PATIENCE, 'a name is asked for');
  await bench.run(() => (card.setAttribute('vault', 'hellgate'), card.setAttribute('grant', '/grant/hellgate')));
  await bench.page();
  const other = () => bench.run(() => card.shadowRoot.querySelector('iframe')?.src.includes('/hellgate/'));
  await driver.wait(other, PATIENCE, 'it is still the first vault');
  await into('card');
});

test('settings that are missing or wrong are told, and mended later', async () => {
  await open('<tokenframe-card id="card"></tokenframe-card>', '(await import("/pkg/element/define.js"))');
  assert.deepEqual((await heard('loaderror'))[0].detail, { kind: 'config', code: 'frame_url_invalid', retryable: false });
  await bench.run(() => (card.options = { frame: location.origin, grant: '/grant/clover' }));
  assert.equal((await heard('loaderror', 2))[1].detail.code, 'frame_same_origin');
  await bench.run((frame) => (card.options = { frame, grant: '/grant/clover' }), `${FRAME}/`);
  await into('card');
});

test("README's form, as it stands there, is posted with its token", async () => {
  const [, form] = /```html\n(<form action="\/pay"[\s\S]*?<\/form>)\n<script type="module" src="\/tokenframe\/element\/define.js">/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'));
  await open(form.replace('https://card.example.com/1.0.0/', `${FRAME}/`).replace('/checkout/grant', '/grant/clover'), 'await import("/pkg/element/define.js")');
  await typeCard('card');
  await bench.run(() => document.querySelector('form button').click());
  assert.match((await heard('submitted'))[0].data.token, TOKEN);
});

test('the build for development says in words what is wrong, and has the same form', async () => {
  await open(
    '<form id="form"><tokenframe-card id="card" name="token" required></tokenframe-card><button id="pay">Pay</button></form><tokenframe-card id="wrong" brands="visa amex"></tokenframe-card>',
    `globalThis.told = []; console.error = (...values) => told.push(values.join(' ')); define(${SETTINGS})`,
    'development',
  );
  await bench.until(() => told.length, 'nothing is told');
  assert.match((await bench.run(() => told)).join('\n'), /option_invalid: brands must be a list of brands: .* with 'amex'/);
  for (const [field, text] of [['number', '4242424242424242'], ['expiry', '1230'], ['cvc', '123']]) await typeIn('card', field, text);
  await bench.run(() => document.getElementById('pay').click());
  const [{ data }] = await heard('submitted');
  assert.match(data.token, TOKEN);
});
