// The vault whose own form captures the card: whatever that form says or does not say, a call ends once.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { By, PATIENCE, sandbox, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const SUBMIT = { vault: 'vaultera', path: '/api/v1/capture_form', method: 'POST' };

beforeEach(() => bench.mounted({ vault: 'vaultera' }));

const sessions = async () => (await sandbox.requests()).filter(({ path }) => path === '/vaultera/api/v1/session_tokens').length;

test('a card that the form does not take is card_invalid, is marked there, and is paid once corrected, in the same session', async () => {
  await bench.card('vaultera', { number: '4242424242424241' });
  const { error } = await bench.tokenize();
  assert.equal(error.code, 'card_invalid');
  await bench.vaultPage();
  assert.equal(await driver.findElement(By.id('card_number_error')).getAttribute('textContent'), 'is invalid');
  const field = await driver.findElement(By.id('card_number'));
  await field.clear();
  await field.sendKeys('4242424242424242');
  const { ok, token } = await bench.tokenize();
  assert.equal(ok, true);
  assert.equal(token.last4, '4242');
  assert.equal(await sessions(), 1);
});

test('a submit that the vault refuses is page_refused, and the next attempt pays in a new session', async () => {
  await bench.card('vaultera');
  await sandbox.fault({ ...SUBMIT, times: 1, kind: 'status', status: 500, body: { error: { code: 'internal' } } });
  const { error } = await bench.tokenize();
  assert.equal(error.code, 'page_refused');
  await driver.wait(async () => (await sessions()) === 2, PATIENCE, 'no new session');
  // The old form is exchanged for an empty one.
  await driver.wait(async () => {
    await bench.vaultPage();
    return (await driver.findElement(By.id('card_number')).getAttribute('value')) === '';
  }, PATIENCE);
  await bench.card('vaultera');
  assert.equal((await bench.tokenize()).ok, true);
  assert.equal(await bench.run(() => results.length), 2);
});

test('a form that falls silent over a submit leaves the outcome unknown, and the next attempt pays', async () => {
  await bench.card('vaultera');
  await sandbox.fault({ ...SUBMIT, times: 1, kind: 'hang' });
  assert.equal((await bench.tokenize({ timeoutMs: 900 })).error.code, 'unknown_outcome');
  await driver.wait(async () => (await sessions()) === 2, PATIENCE, 'no new session');
  await driver.wait(async () => {
    await bench.vaultPage();
    return (await driver.findElement(By.id('card_number')).getAttribute('value')) === '';
  }, PATIENCE);
  await bench.card('vaultera');
  assert.equal((await bench.tokenize()).ok, true);
});

test('what the page and a sibling say in the name of the form is passed over', async () => {
  stage.pages['/sibling'] = '<!doctype html><script>addEventListener("message", ({ data }) => { parent.frames[0].postMessage(data, "*"); parent.postMessage("spoken", "*"); })</script>';
  await bench.run((url) => {
    window.spoken = 0;
    addEventListener('message', ({ data }) => (window.spoken += data === 'spoken'));
    return new Promise((resolve) => document.body.append(Object.assign(document.createElement('iframe'), { id: 'sibling', src: url, onload: () => resolve() })));
  }, `${STAGE_FRAME}/sibling`);
  await bench.card('vaultera');
  await sandbox.fault({ ...SUBMIT, kind: 'delay', ms: 600 });
  await bench.start();
  const forged = { card: { card_token: 'f'.repeat(32), card_number: '411111******1111', card_type: 'visa', expiration_month: '01', expiration_year: '2031' } };
  for (const message of [forged, { valid: false, errors: {} }, { error: { code: 'no' } }]) {
    await bench.run((said) => {
      document.querySelector('#card iframe').contentWindow.postMessage(said, '*');
      document.querySelector('#sibling').contentWindow.postMessage(said, '*');
    }, message);
  }
  await bench.until(() => window.spoken === 3, 'the sibling did not speak');
  const { ok, token } = await bench.settled();
  assert.equal(ok, true);
  assert.equal(token.last4, '4242');
  assert.notEqual(token.id, 'f'.repeat(32));
});
