// The main job: a card that is typed in the shop becomes a vault's token, and the order is paid.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sandbox, VAULTS } from './harness.js';
import { driver, shopper } from './set-up.js';

test('a card typed for Clover becomes a clv_ token and a paid order', async () => {
  await shopper.open('clover');
  await shopper.card('clover');
  await shopper.pay();
  const paid = await shopper.paid();
  assert.match(paid.token, /^clv_[A-Za-z0-9]+$/);
  assert.match(paid.order, /^T-/);
  assert.equal(paid.card, 'visa •••• 4242');

  const requests = (await sandbox.requests()).filter(({ vault }) => vault === 'clover');
  const tokens = requests.filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST');
  assert.equal(tokens.length, 1);
  assert.ok(tokens[0].headers.includes('apikey'));
  assert.ok(!tokens[0].headers.includes('authorization'));
  assert.ok(requests.filter(({ path }) => path === '/clover/pakms/apikey').length <= 1);
  assert.equal(requests.filter(({ path }) => path === '/clover/v1/charges').length, 1);
});

test('a card typed in the form of Vaultera becomes a card_token and a paid order', async () => {
  await shopper.open('vaultera');
  await shopper.card('vaultera');
  await shopper.pay();
  const paid = await shopper.paid();
  assert.match(paid.token, /^[0-9a-f]{32}$/);
  assert.equal(paid.card, 'visa •••• 4242');
  assert.equal(paid.vault, 'vaultera');

  const requests = (await sandbox.requests()).filter(({ vault }) => vault === 'vaultera');
  const sessions = requests.filter(({ path }) => path === '/vaultera/api/v1/session_tokens');
  const opened = requests.filter(({ path, method }) => path === '/vaultera/api/v1/capture_form' && method === 'GET');
  assert.equal(sessions.length, opened.length);
  assert.deepEqual(opened.map(({ status }) => status), [200]);
});

test('the form of Vaultera cannot be opened with the same session again', async () => {
  await shopper.open('vaultera');
  await shopper.frame();
  const url = await driver.executeScript("return document.querySelector('iframe.page').src");
  assert.ok(url.startsWith(`${VAULTS}/vaultera/api/v1/capture_form?session_token=`));
  assert.equal((await fetch(url)).status, 401);
});

test('a second press of Pay while the card is on its way changes nothing', async () => {
  await shopper.open('clover');
  await shopper.card('clover');
  await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'delay', ms: 400, times: 1 });
  await shopper.pay();
  // As Enter does, which a disabled button does not stop.
  const said = await driver.executeScript("document.querySelector('#checkout').requestSubmit(); return document.querySelector('#problem').textContent");
  assert.equal(said, '');
  await shopper.paid();
  assert.equal(await driver.executeScript("return document.querySelector('#problem').textContent"), '');
  const posted = (await sandbox.requests()).filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST');
  assert.equal(posted.length, 1);
});

for (const vault of ['clover', 'vaultera', 'payconex', 'hellgate']) {
  test(`a charge that is declined leaves a form that can be used again, with ${vault}`, async () => {
    await shopper.open(vault);
    await shopper.card(vault, { number: '4005571702222222' });
    await shopper.pay(vault);
    assert.match(await shopper.problem(), /declined/);
    await shopper.fresh(vault);
    await shopper.card(vault);
    await shopper.pay(vault);
    assert.match((await shopper.paid()).vault, new RegExp(vault));
  });
}
