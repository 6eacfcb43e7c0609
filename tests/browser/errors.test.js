// Whatever a vault, a network, a shop or a shopper does wrong: each call is settled once, by the documented code,
// and the next payment goes through with what stands in the form.

import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { BROWSER, By, seen, PATIENCE, sandbox, STAGE_FRAME, VAULTS } from './harness.js';
import { bench, driver, shopper, stage } from './set-up.js';
import { shopGrant } from './stage.js';

const LIST = ['number', 'expiry', 'cvc'];

beforeEach(() => stage.reset());

const tokenRequests = async () => (await sandbox.requests()).filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST');
const struck = () =>
  driver.wait(async () => (await (await fetch(`${VAULTS}/_sandbox/faults`)).json()).faults.some(({ hits }) => hits > 0), PATIENCE, 'the fault did not strike');

/** The call is settled once, and the next one succeeds, without a key pressed in between. */
const goesOn = async () => {
  await sandbox.clear();
  const again = await bench.tokenize();
  assert.equal(again.ok, true, JSON.stringify(again));
  assert.match(again.token.id, /^clv_/);
  assert.equal((await tokenRequests()).length, 1);
  assert.equal(await bench.run(() => results.length), bench.paidFor);
};

describe('what the shopper gets wrong', () => {
  before(() => bench.mounted());

  test('an empty form is card_invalid, names each field, says so beneath it, and sends nothing', async () => {
    const { ok, error } = await bench.tokenize();
    assert.equal(ok, false);
    assert.deepEqual(error, { kind: 'validation', code: 'card_invalid', retryable: false, fields: { number: 'number_required', expiry: 'expiry_required', cvc: 'cvc_required' } });
    for (const [id, text] of [['number', 'Enter the card number'], ['expiry', 'Enter the expiry date'], ['cvc', 'Enter the security code']]) {
      assert.equal(await bench.fieldError(id), text);
    }
    await bench.frame();
    for (const id of LIST) {
      const field = await driver.findElement(By.id(id));
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
      const described = (await field.getAttribute('aria-describedby')).split(' ');
      assert.ok(described.includes(`${id}-error`));
    }
    const live = await driver.findElement(By.id('live'));
    assert.equal(await live.getAttribute('aria-live'), 'polite');
    assert.equal(await live.getAttribute('textContent'), 'Check the card details');
    assert.deepEqual(await tokenRequests(), []);
  });

  test('a wrong check digit and a date that has passed are named, and mended', async () => {
    await bench.retype({ number: '4242424242424241', expiry: '0120' });
    const { error } = await bench.tokenize();
    assert.deepEqual(error.fields, { number: 'number_checksum', expiry: 'expiry_past' });
    assert.equal(await bench.fieldError('number'), 'Check the card number');
    assert.equal(await bench.fieldError('expiry'), 'This card has expired');
    assert.deepEqual(await tokenRequests(), []);
    await bench.retype();
    await goesOn();
  });
});

const refusal = (code) => ({ kind: 'status', status: 402, body: { message: '402 Payment Required', error: { code, message: 'no', type: 'card_error' } } });
const faults = [
  ['the vault refuses the number', refusal('invalid_number'), 'number_refused', 'number'],
  ['the vault refuses the security code', refusal('incorrect_cvc'), 'cvc_refused', 'cvc'],
  ['the vault says that the card has expired', refusal('expired_card'), 'expiry_refused', 'expiry'],
  ['the vault does not take the brand', refusal('invalid_card_type'), 'brand_refused', 'number'],
  ['the vault refuses the key', { kind: 'status', status: 401, body: { message: '401 Unauthorized' } }, 'key_rejected'],
  ['the vault asks to slow down', { kind: 'status', status: 429, body: {}, headers: { 'retry-after': '2' } }, 'rate_limited'],
  ['the vault fails', { kind: 'status', status: 500 }, 'vault_unavailable'],
  ['the vault is down', { kind: 'status', status: 503, body: '<h1>down</h1>' }, 'vault_unavailable'],
  ['the answer is nonsense', { kind: 'garbage' }, 'bad_response'],
  ['the answer is a page', { kind: 'body', text: '<html>', contentType: 'text/html' }, 'bad_response'],
  ['the answer is for another card', { kind: 'body', text: '{"id":"clv_1TSTa","card":{"last4":"1111"}}' }, 'bad_response'],
  ['the token is the card number', { kind: 'body', text: '{"id":"4242424242424242","card":{"last4":"4242"}}' }, 'bad_response'],
  ['the answer is cut off', { kind: 'truncate', bytes: 20 }, 'unknown_outcome'],
  ['the answer may not be read', { kind: 'noCors' }, 'network_failed'],
  ['the connection drops', { kind: 'drop' }, 'network_failed'],
  ['the vault sends on to another address', { kind: 'redirect', status: 307, location: '/clover/elsewhere' }, 'network_failed'],
  ['no answer comes', { kind: 'hang' }, 'unknown_outcome', null, { timeoutMs: 900 }],
];

describe('what the vault and the network get wrong', () => {
  before(async () => {
    await bench.mounted();
    await bench.card('clover');
  });

  for (const [name, fault, code, field, options] of faults) {
    test(`${name}: ${code}, once, and the next payment goes through`, async () => {
      await bench.retype();
      await sandbox.fault({ vault: 'clover', path: '/v1/tokens', method: 'POST', ...fault });
      const { ok, error } = await bench.tokenize(options);
      assert.equal(ok, false);
      assert.equal(error.code, code);
      // Chromium itself sends a request again whose kept-alive connection closes without a word. No script can stop it.
      const most = fault.kind === 'drop' ? 2 : 1;
      const { length } = await tokenRequests();
      assert.ok(length >= 1 && length <= most, `the card was sent ${length} times`);
      assert.equal((await sandbox.requests()).some(({ path }) => path.includes('elsewhere')), false);
      if (field) {
        assert.deepEqual(error.fields, { [field]: code });
        assert.match(await bench.fieldError(field), /not accepted/);
      }
      // The sandbox shows no header to a page of another origin, as a vault without CORS for it would not.
      assert.equal(error.retryAfterMs, undefined);
      await goesOn();
    });
  }
});

describe('what the shop does', () => {
  beforeEach(async () => {
    await bench.mounted();
    await bench.card('clover');
  });

  const hung = async () => {
    await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'hang' });
    await bench.start();
    await struck();
  };

  test('a call that is aborted before it begins sends nothing', async () => {
    await bench.run(() => card.tokenize({ signal: AbortSignal.abort() }).then((result) => results.push(result)));
    bench.paidFor += 1;
    assert.equal((await bench.settled()).error.code, 'aborted');
    assert.deepEqual(await tokenRequests(), []);
    await goesOn();
  });

  test('a call that is aborted on its way is settled at once, and the form is of use again', async () => {
    await hung();
    await bench.run(() => controller.abort());
    assert.equal((await bench.settled()).error.code, 'aborted');
    await goesOn();
  });

  test('a second call during the first is busy, and sends nothing', async () => {
    await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'delay', ms: 700 });
    await bench.run(() => {
      pay();
      pay();
      pay();
    });
    bench.paidFor += 3;
    await bench.settled();
    assert.deepEqual(await bench.run(() => results.map((result) => (result.ok ? 'paid' : result.error.code)).sort()), ['busy', 'busy', 'paid']);
    assert.equal((await tokenRequests()).length, 1);
  });

  for (const [name, act, code = /^frame_gone$/] of [
    ['takes the frame out of its page', () => document.querySelector('#card iframe').remove()],
    ['unmounts the element', () => card.unmount()],
    // Firefox stops a document's requests before it tells the document that it goes, so that either may come first.
    ['sends the frame elsewhere', () => (document.querySelector('#card iframe').src = 'about:blank'), BROWSER === 'firefox' ? /^(frame_gone|network_failed)$/ : undefined],
  ]) {
    test(`a call is settled as frame_gone when the shop ${name}, and the element can be mounted again`, async () => {
      await hung();
      await bench.run(act);
      assert.match((await bench.settled()).error.code, code);
      await bench.run(() => {
        card.unmount();
        card.mount('#card').then(() => (window.mounted = 'again'));
      });
      await bench.until(() => window.mounted === 'again', 'the element is not ready again');
      await sandbox.clear();
      await bench.card('clover');
      await goesOn();
    });
  }

  test('the form goes from light to dark with its page', async () => {
    const becomes = async (scheme) => {
      await bench.frame();
      await driver.wait(async () => (await driver.executeScript('return getComputedStyle(document.documentElement).colorScheme')) === scheme, PATIENCE, `the form is not ${scheme}`);
      await bench.page();
    };
    await becomes('light');
    await bench.run(() => {
      document.documentElement.style.colorScheme = 'dark';
      card.update({});
    });
    await becomes('dark');
    // As a page does that has a switch: nobody tells the form.
    await bench.run(() => (document.documentElement.style.colorScheme = 'light'));
    await becomes('light');
    await bench.run(() => {
      document.head.append(Object.assign(document.createElement('style'), { textContent: 'html { color-scheme: light } html:has(.night) { color-scheme: dark }' }));
      document.documentElement.style.colorScheme = '';
    });
    await bench.run(() => (document.body.className = 'night'));
    await becomes('dark');
    await bench.run(() => (document.documentElement.style.colorScheme = 'light dark'));
    // Only here can a test change what the person prefers.
    if (BROWSER !== 'chromium') return;
    for (const value of ['dark', 'light', 'dark']) {
      await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
      await becomes(value);
    }
    await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [] });
  });

  test('a double click on the button of the shop sends one request', async () => {
    await shopper.open('clover');
    await shopper.card('clover');
    await sandbox.clear();
    await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'delay', ms: 500 });
    const button = await driver.findElement(By.id('pay'));
    await driver.executeScript('arguments[0].scrollIntoView({ block: "center" })', button);
    await driver.actions().doubleClick(button).perform();
    await shopper.paid();
    assert.equal((await tokenRequests()).length, 1);
  });
});

describe('keys and grants', () => {
  const key = (active) =>
    fetch(`${VAULTS}/_sandbox/clover/key`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ active }) });

  test('a key that is switched off is key_disabled before a card is sent', async () => {
    const own = stage.grant;
    let active = false;
    stage.grant = async (vault) => ({ ...(await own(vault)), active });
    await bench.mounted();
    await bench.card('clover');
    const { error } = await bench.tokenize();
    assert.equal(error.code, 'key_disabled');
    assert.deepEqual(await tokenRequests(), []);
    active = true;
    await goesOn();
  });

  test('a key that is switched off after the grant is key_rejected, and works once it is on again', async () => {
    await bench.mounted();
    await bench.card('clover');
    try {
      await key(false);
      assert.equal((await bench.tokenize()).error.code, 'key_rejected');
    } finally {
      await key(true);
    }
    await goesOn();
  });

  test('without a grant a call is grant_unavailable, and a later one asks again', async () => {
    const own = stage.grant;
    stage.grant = async () => null;
    await bench.mounted();
    await bench.card('clover');
    assert.equal((await bench.tokenize()).error.code, 'grant_unavailable');
    stage.grant = own;
    await goesOn();
  });
});

describe('the start', () => {
  test('what is typed before the Wasm is there is kept, formatted and paid', async () => {
    stage.hold(/\.wasm$/);
    stage.grant = async (vault) => ({ ...(await shopGrant(vault)), baseUrl: `${STAGE_FRAME}/vaults/clover` });
    await bench.open({ frame: STAGE_FRAME });
    await bench.until(() => document.querySelector('#card iframe'), 'there is no frame');
    await bench.frame();
    await bench.type('number', '4242424242424242');
    assert.equal(await driver.findElement(By.id('number')).getAttribute('value'), '4242424242424242');
    stage.release();
    await bench.frame('clover');
    assert.equal(await driver.executeScript(seen, 'number'), '4242 4242 4242 4242');
    await bench.type('expiry', '1230');
    await bench.type('cvc', '123');
    await goesOn();
  });

  test('a policy without wasm-unsafe-eval is wasm_blocked', async () => {
    stage.framePolicy = (policy) => policy.replace(" 'wasm-unsafe-eval'", '');
    await bench.open({ frame: STAGE_FRAME });
    assert.equal(await bench.until(() => window.mounted, 'nothing is said'), 'wasm_blocked');
  });

  // Nothing is left of the first script that could say why: the host hears nothing.
  for (const [file, code, options] of [
    [/frame-\w+\.wasm$/, 'wasm_failed'],
    [/frame-\w+\.js$/, 'frame_timeout'],
    [/extra-\w+\.js$/, 'file_failed', { appearance: { variables: { radius: '0' } } }],
  ]) {
    test(`one byte changed in ${file.source} stops it: ${code}`, async () => {
      stage.damaged = file;
      await bench.open({ frame: STAGE_FRAME, options });
      assert.equal(await bench.until(() => window.mounted, 'nothing is said'), code);
    });
  }
});
