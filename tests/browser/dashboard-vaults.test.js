// The life of a key in the dashboard, for Vaultera with its session tokens, Hellgate with Guardian, and Clover.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { BROWSER, browser, By, PATIENCE, sandbox, until } from './harness.js';
import { Keeper, vaultSays } from './keeper.js';

describe("three vaults' keys in the dashboard", { skip: BROWSER === 'webkit' && 'the dashboard is held to Chromium and Firefox' }, () => {
  let driver;
  let keeper;

  before(async () => {
    driver = await browser();
    keeper = new Keeper(driver);
  });
  after(async () => {
    await sandbox.set('hellgate/account', { model: 'primary_merchant' });
    await sandbox.set('clover/key', { active: true }, 'POST');
    await driver?.quit();
  });
  beforeEach(() => sandbox.clear());

  test('Vaultera: a key is made, listed masked, and revoked for good', async () => {
    await keeper.open('vaultera');
    await keeper.press('Create API Key');
    await keeper.dialog('Create an API Key');
    await keeper.type('Description', 'Checkout server');
    await keeper.press('Create API Key');
    await keeper.dialog('API Key created');
    const key = await keeper.secret();
    await keeper.stored();
    assert.equal(await vaultSays.vaultera(key), 200);
    const row = await keeper.row('Checkout server');
    assert.match(row['API key'], new RegExp(`\\.\\.\\.${key.slice(-6)}`));
    assert.ok(!row['API key'].includes(key));

    await keeper.act('Checkout server', 'Revoke');
    await keeper.dialog('Revoke this API Key?');
    assert.match(await keeper.run(() => document.querySelector('dialog').textContent), /Checkout server.*final/);
    assert.equal(await keeper.run(() => document.activeElement.textContent), 'Keep it');
    await keeper.press('Revoke API Key');
    await keeper.closed();
    const after = await keeper.row('Checkout server');
    assert.match(after.Status, /Revoked/);
    assert.match(after.Revoked, /just now/);
    assert.equal(await vaultSays.vaultera(key), 401);
    assert.equal(await keeper.run(() => document.activeElement.tagName), 'H2', 'the focus is near where the button was');
  });

  test('Vaultera: a session token opens its page once, and what the form stores is shown with the next', async () => {
    await keeper.open('vaultera');
    const state = () => keeper.run(() => document.querySelector('.state strong').textContent);
    const inFrame = async (work) => {
      await driver.wait(until.ableToSwitchToFrame(By.css('.preview iframe')), PATIENCE);
      try {
        return await work();
      } finally {
        await driver.switchTo().defaultContent();
      }
    };
    await keeper.press('Get a session token');
    await keeper.until(() => document.querySelector('.state'), 'no token is shown');
    assert.equal(await state(), 'Ready');
    await keeper.press('Open it');
    assert.equal(await state(), 'Opened');
    await inFrame(async () => {
      for (const [id, text] of [['card_number', '4242424242424242'], ['expiration_date', '1234'], ['service_code', '123']]) {
        await (await driver.wait(until.elementLocated(By.id(id)), PATIENCE)).sendKeys(text);
      }
    });
    await keeper.press('validate');
    await keeper.until(() => /valid/.test(document.querySelector('.heard').textContent), 'the form says nothing');
    await keeper.press('submit');
    await keeper.until(() => document.querySelector('.state').dataset.state === 'used', 'the token is not used');
    await keeper.press('Open it again');
    const refused = await inFrame(async () => (await driver.wait(until.elementLocated(By.css('h1')), PATIENCE)).getText());
    assert.equal(refused, 'This page is not available');

    await keeper.check('input[value=show_card]');
    assert.match(await (await keeper.control('Card token')).getAttribute('value'), /^\w{16,}$/);
    await keeper.press('Get a session token');
    await keeper.press('Open it');
    const shown = await inFrame(async () => (await driver.wait(until.elementLocated(By.css('dl')), PATIENCE)).getText());
    assert.match(shown, /4242/);
    assert.doesNotMatch(shown, /Security code/);
    await keeper.check('input[value=show_service_code]');
    await keeper.press('Get a session token');
    await keeper.press('Open it');
    const code = await inFrame(async () => (await driver.wait(until.elementLocated(By.css('dl')), PATIENCE)).getText());
    assert.match(code, /Security code/);
  });

  test('Hellgate: scoped keys need an ecosystem, and reach what the page lists', async () => {
    await keeper.open('hellgate');
    const reached = () => keeper.run(() => [...document.querySelectorAll('.plain-table tbody tr')].filter((row) => row.querySelector('.yes')).map((row) => row.querySelector('code').textContent));
    assert.deepEqual(await reached(), []);
    await keeper.press('Create API Key');
    await keeper.dialog('Create API Key');
    assert.equal(await (await keeper.control('Scoped API key')).isEnabled(), false);
    await keeper.press('Cancel');
    await keeper.closed();

    await keeper.check('input[value=managed_ecosystem]');
    await keeper.until(() => document.querySelectorAll('.reach.yes').length === 2, 'the endpoints do not follow the model');
    assert.deepEqual(await reached(), ['POST /payment-data/{id}/forward', 'POST /forward']);
    await keeper.check('input[value=ecosystem]');
    await keeper.until(() => document.querySelectorAll('.reach.yes').length === 5, 'the endpoints do not follow the model');

    await keeper.press('Create API Key');
    await keeper.dialog('Create API Key');
    await keeper.press('Create API Key');
    assert.match(await keeper.run(() => document.querySelector('dialog .field-error').textContent), /label/);
    await keeper.type('Label', 'Partner');
    await (await keeper.control('Scoped API key')).click();
    await keeper.type('Merchants', 'merchant-one');
    await keeper.press('Create API Key');
    await keeper.dialog('API Key created');
    const key = await keeper.secret();
    await keeper.stored();
    assert.match((await keeper.row('Partner')).Access, /^Scopedmerchant-one/);
    assert.equal(await vaultSays.hellgate(key), 200);
    await keeper.act('Partner', 'Revoke');
    await keeper.press('Revoke API Key');
    await keeper.closed();
    assert.match((await keeper.row('Partner')).Status, /Revoked/);
    assert.equal(await vaultSays.hellgate(key), 401);
  });

  test("Guardian: a key's scopes are changed, and it is deleted", async () => {
    await keeper.open('hellgate');
    await keeper.press('Create a Guardian API key');
    await keeper.dialog('Create a Guardian API key');
    await keeper.check('input[value="admin:api-keys:read"]');
    await keeper.check('input[value="pci:tokens:read"]');
    await keeper.press('Create API key');
    await keeper.dialog('Guardian API key created');
    const key = await keeper.secret();
    await keeper.stored();
    assert.equal(await vaultSays.guardian(key), 200);
    const name = await keeper.run(() => [...document.querySelectorAll('[data-key] strong')].find((one) => one.textContent.startsWith('Guardian key')).textContent);
    assert.match((await keeper.row(name)).Expires, /in (29|30) days/);
    await keeper.act(name, 'Edit');
    await keeper.dialog(`Edit ${name}`);
    await keeper.check('input[value="admin:api-keys:read"]');
    await keeper.press('Save changes');
    await keeper.closed();
    assert.equal((await keeper.row(name)).Scopes, 'pci:tokens:read');
    assert.equal(await vaultSays.guardian(key), 403);
    await keeper.act(name, 'Delete');
    await keeper.press('Delete API key');
    await keeper.closed();
    assert.equal(await keeper.row(name), null);
    assert.equal(await vaultSays.guardian(key), 401);
  });

  test('Clover: the public key may be copied, and is shown as disabled when Clover has disabled it', async () => {
    const { publicKey } = (await sandbox.credentials()).clover;
    await keeper.open('clover');
    assert.equal(await keeper.run(() => document.querySelector('.key .secret').textContent), publicKey);
    assert.match(await keeper.run(() => document.querySelector('.key').textContent), /Active.*Public/);
    await keeper.press('Copy');
    await keeper.until(() => /Copied/.test(document.querySelector('.copy').textContent), 'nothing says that it was copied');
    assert.equal(await vaultSays.clover(publicKey), 200);

    await keeper.press('Disable it, as Clover would');
    await keeper.dialog('Disable the key, as Clover would?');
    await keeper.press('Disable it');
    await keeper.closed();
    await keeper.until(() => document.querySelector('.status.disabled'), 'the key does not look disabled');
    assert.match(await keeper.run(() => document.querySelector('main').textContent), /Only Clover can activate it again/);
    assert.equal(await vaultSays.clover(publicKey), 401);
    await keeper.press('Activate it again');
    await keeper.press('Activate it');
    await keeper.closed();
    await keeper.until(() => document.querySelector('.status.active'), 'the key does not look active');
  });
});
