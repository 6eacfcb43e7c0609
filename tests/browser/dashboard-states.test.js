// The dashboard for everybody: what axe-core finds on each page, dialog and state; the keyboard alone; what is said
// when a vault fails; and what a dashboard shows whose own key may do little.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BROWSER, browser, DASHBOARD, Key, sandbox, VAULTS } from './harness.js';
import { Keeper } from './keeper.js';

const PAGES = ['', 'clover', 'vaultera', 'payconex', 'hellgate', 'corefy'];

/** Presses keys, wherever the focus is. */
const keys = (driver, ...pressed) => driver.actions().sendKeys(...pressed).perform();

describe('the states of the dashboard', { skip: BROWSER === 'webkit' && 'the dashboard is held to Chromium and Firefox' }, () => {
  let driver;
  let keeper;

  before(async () => {
    driver = await browser();
    keeper = new Keeper(driver);
  });
  after(async () => {
    await sandbox.clear();
    await driver?.quit();
  });
  beforeEach(() => sandbox.clear());

  const clean = async (where) => assert.deepEqual(await keeper.axe(), [], where);

  test('no page keeps somebody out, at full width or on a phone', async () => {
    for (const page of PAGES) {
      await keeper.open(page);
      await clean(page);
      assert.match(await driver.getTitle(), / · Test$/);
    }
    const before = await driver.manage().window().getRect();
    await driver.manage().window().setRect({ width: 500, height: 900 });
    for (const page of ['payconex', 'corefy']) {
      await keeper.open(page);
      await clean(`${page}, narrow`);
      assert.ok(await keeper.run(() => document.documentElement.scrollWidth <= innerWidth), `${page} is wider than the window`);
      assert.equal(await keeper.run(() => getComputedStyle(document.querySelector('.list td')).display), 'grid');
    }
    await driver.manage().window().setRect(before);
    if (BROWSER !== 'chromium') return;
    const refused = (await driver.manage().logs().get('browser')).filter(({ message }) => /Content Security Policy|Trusted/i.test(message));
    assert.deepEqual(refused.map(({ message }) => message), []);
  });

  test('axe-core finds what is wrong', async () => {
    await keeper.open('clover');
    await driver.executeScript('document.querySelector("main").append(document.createElement("select"))');
    assert.equal((await keeper.axe()).length, 1);
  });

  test('no dialog keeps somebody out', async () => {
    await keeper.open('payconex');
    await keeper.press('Create an API Key');
    await keeper.dialog('Create an API Key');
    await keeper.press('Create API Key');
    await clean('the form, with an error');
    await keeper.type('Label', 'Looked at');
    await (await keeper.driver.findElement({ css: 'dialog [type=search]' })).sendKeys('refund');
    await keeper.check('input[value="pcx:payments:refund"]');
    await clean('the scope tree');
    await keeper.press('Create API Key');
    await keeper.dialog('API Key created');
    await clean('the new key');
    await keeper.stored();
    await keeper.act('Looked at', 'Delete');
    await keeper.dialog('Delete this API Key?');
    await clean('the question');
    await keeper.press('Delete API Key');
    await keeper.closed();

    await keeper.open('corefy');
    await keeper.press('Add API key');
    await keeper.dialog('Add Test API key');
    await keeper.check('input[value=Live]');
    await clean('the permissions');
    await keeper.open('hellgate');
    await keeper.press('Create a Guardian API key');
    await keeper.dialog('Create a Guardian API key');
    await clean("Guardian's scopes");
  });

  test('a key is made and revoked with the keyboard alone, and the focus goes back', async () => {
    await keeper.open('vaultera');
    await driver.executeScript('document.activeElement.blur()');
    await keys(driver, Key.TAB);
    assert.equal(await keeper.run(() => document.activeElement.textContent), 'Skip to the keys');
    await keys(driver, Key.ENTER);
    await keys(driver, Key.TAB, Key.ENTER);
    await keeper.dialog('Create an API Key');
    assert.equal(await keeper.run(() => document.activeElement.tagName), 'INPUT');
    await keys(driver, 'By keyboard', Key.ENTER);
    await keeper.dialog('API Key created');
    await keeper.until(() => document.querySelector('dialog .secret').textContent.length === 32, 'no key is shown');
    const onto = async (wanted) => {
      const there = (text) => {
        const at = document.activeElement;
        return at.textContent.trim() === text || at.closest('label')?.textContent.trim() === text;
      };
      for (let pressed = 0; pressed < 20; pressed += 1) {
        if (await keeper.run(there, wanted)) return;
        await keys(driver, Key.TAB);
      }
      assert.fail(`the focus does not come to “${wanted}”`);
    };
    await onto('I have stored this API key in a safe place');
    await keys(driver, ' ');
    await onto('Done');
    await keys(driver, Key.ENTER);
    await keeper.closed();
    assert.equal(await keeper.run(() => document.activeElement.textContent.trim()), 'Create API Key');

    await onto('Revoke By keyboard');
    await keys(driver, Key.ENTER);
    await keeper.dialog('Revoke this API Key?');
    await keys(driver, Key.ESCAPE);
    await keeper.closed();
    assert.equal(await keeper.run(() => document.activeElement.textContent.trim()), 'Revoke By keyboard');
    assert.match((await keeper.row('By keyboard')).Status, /Active/);
    await keys(driver, Key.ENTER);
    await keeper.dialog('Revoke this API Key?');
    await onto('Revoke API Key');
    await keys(driver, Key.ENTER);
    await keeper.closed();
    assert.match((await keeper.row('By keyboard')).Status, /Revoked/);
  });

  test('while a list is on its way a skeleton stands in for it', async () => {
    await sandbox.fault({ vault: 'vaultera', path: '/api/v1/api_keys', kind: 'hang', times: 1 });
    await driver.get(`${DASHBOARD}/vaultera`);
    await keeper.until(() => document.querySelector('[aria-busy=true] .skeleton'), 'nothing shows that the list is loading');
    await clean('loading');
    assert.equal(await keeper.run(() => document.querySelector('.skeleton .unseen').textContent), 'Loading Existing API Keys');
  });

  test('what a vault gets wrong is said with its code and what to do, and tried again', async () => {
    const shown = () => keeper.run(() => document.querySelector('.list .problem')?.textContent);
    for (const [fault, code, words] of [
      [{ kind: 'status', status: 401 }, 'key_rejected', /put another one/i],
      [{ kind: 'garbage' }, 'bad_response', /not in its documents/],
      [{ kind: 'status', status: 503 }, 'vault_unavailable', /wait a moment/i],
    ]) {
      await sandbox.fault({ vault: 'vaultera', path: '/api/v1/api_keys', method: 'GET', ...fault });
      await keeper.open('vaultera');
      assert.ok((await shown()).includes(code), `${code} in ${await shown()}`);
      assert.match(await shown(), words);
      if (code !== 'vault_unavailable') await sandbox.clear();
    }
    await clean('an error');
    await sandbox.clear();
    await keeper.press('Try again');
    await keeper.until(() => document.querySelector('.list table'), 'the list does not come');
    assert.equal(await shown(), null);
  });

  test('a form whose request fails keeps what was typed, and says what to do', async () => {
    await keeper.open('vaultera');
    await keeper.press('Create API Key');
    await keeper.dialog('Create an API Key');
    await keeper.type('Description', 'Kept');
    await sandbox.fault({ vault: 'vaultera', method: 'POST', kind: 'drop', after: true });
    await keeper.press('Create API Key');
    await keeper.until(() => /unknown_outcome/.test(document.querySelector('dialog .problem')?.textContent), 'the error is not shown');
    assert.match(await keeper.run(() => document.querySelector('dialog .problem').textContent), /Look at the list before you try again/);
    assert.equal(await (await keeper.control('Description')).getAttribute('value'), 'Kept');
    await clean('a form with an error');
  });

  test('what may have been done in spite of its error is in the list once the dialog closes', async () => {
    for (const [page, open, title, typed, go, row] of [
      ['vaultera', 'Create API Key', 'Create an API Key', 'Description', 'Create API Key', 'Perhaps made'],
      ['hellgate', 'Create API Key', 'Create API Key', 'Label', 'Create API Key', 'Perhaps made'],
      ['corefy', 'Add API key', 'Add Test API key', 'Name', 'Create Test API key', 'Perhaps made'],
    ]) {
      await sandbox.clear();
      await keeper.open(page);
      await keeper.press(open);
      await keeper.dialog(title);
      await keeper.type(typed, row);
      // The dashboard's own answer is lost: whether the vault made the key is for the list to say.
      await driver.executeScript('const real = fetch; window.fetch = async (url, options) => { const answer = await real(url, options); if (options.method === "GET") return answer; window.fetch = real; throw new TypeError("lost"); }');
      await keeper.press(go);
      await keeper.until(() => /dashboard_silent/.test(document.querySelector('dialog .problem')?.textContent), 'the error is not shown');
      await keeper.press('Close');
      await keeper.closed();
      await keeper.until((wanted) => [...document.querySelectorAll('[data-key] strong')].some((one) => one.textContent === wanted), `the list of ${page} is of before`, row);
    }
  });

  test('after an error that may hide a success nobody is told that the key is kept', async () => {
    await keeper.open('vaultera');
    await keeper.press('Create API Key');
    await keeper.press('Create API Key');
    await keeper.dialog('API Key created');
    await keeper.stored();
    await keeper.act('Key without a name', 'Revoke');
    await keeper.dialog('Revoke this API Key?');
    await keeper.button('Keep it');
    await sandbox.fault({ vault: 'vaultera', method: 'DELETE', kind: 'drop', after: true });
    await keeper.press('Revoke API Key');
    await keeper.until(() => /unknown_outcome/.test(document.querySelector('dialog .problem')?.textContent), 'the error is not shown');
    const id = await keeper.run(() => document.querySelectorAll('[data-key].active').length);
    assert.doesNotMatch(await keeper.run(() => document.querySelector('dialog').textContent), /Keep it/);
    await keeper.press('Close');
    await keeper.closed();
    await keeper.until((before) => document.querySelectorAll('[data-key].active').length === before - 1, 'the list shows the key as active', id);
    assert.ok(await keeper.run(() => document.activeElement !== document.body), 'the focus is lost');
  });

  test('a clear refusal changes no list and no button', async () => {
    await keeper.open('vaultera');
    await keeper.press('Create API Key');
    await keeper.dialog('Create an API Key');
    await sandbox.fault({ vault: 'vaultera', method: 'POST', kind: 'status', status: 401 });
    await keeper.press('Create API Key');
    await keeper.until(() => document.querySelector('dialog .problem'), 'the error is not shown');
    await sandbox.clear();
    await keeper.press('Cancel');
    await keeper.closed();
    assert.deepEqual((await sandbox.requests()).filter(({ method }) => method === 'GET'), []);
  });

  test('each list is loaded again by a button of its own, which keeps the focus', async () => {
    for (const page of ['clover', 'vaultera', 'payconex', 'hellgate', 'corefy']) {
      await keeper.open(page);
      const buttons = await driver.findElements({ css: '[data-action=reload]' });
      assert.equal(buttons.length, page === 'hellgate' ? 2 : 1, page);
      await driver.executeScript('performance.clearResourceTimings()');
      await buttons[0].click();
      await keeper.settled();
      await keeper.until(() => /loaded again/.test([...document.querySelectorAll('[data-says]')].map((one) => one.textContent).join()), 'nothing says that it was loaded');
      assert.equal(await keeper.run(() => document.activeElement.dataset.action), 'reload');
      assert.equal(await keeper.run(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/')).length), 1, `${page} was not asked`);
    }
  });

  test('whoever leaves while a key is on its way, or not yet stored, is asked', async () => {
    const asked = () => keeper.run(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
    await keeper.open('vaultera');
    assert.equal(await asked(), false);
    await keeper.press('Create API Key');
    await keeper.dialog('Create an API Key');
    assert.equal(await asked(), false, 'nothing is lost yet');
    await sandbox.fault({ vault: 'vaultera', method: 'POST', kind: 'delay', ms: 2000 });
    await keeper.press('Create API Key');
    await keeper.until(() => document.querySelector('dialog [aria-busy=true]'), 'nothing is on its way');
    assert.equal(await asked(), true, 'a key that is on its way');
    await keeper.dialog('API Key created');
    assert.equal(await asked(), true, 'a key that nobody has stored');
    await keeper.check('dialog .check input');
    assert.equal(await asked(), false, 'a key that was stored');
    await keeper.press('Done');
    await keeper.closed();
    assert.equal(await asked(), false);
  });

  test('a key that is on its way is not lost by Escape, and is shown', async () => {
    await keeper.open('vaultera');
    await keeper.press('Create API Key');
    await keeper.dialog('Create an API Key');
    await sandbox.fault({ vault: 'vaultera', method: 'POST', kind: 'delay', ms: 2000 });
    await keeper.press('Create API Key');
    await keeper.until(() => document.querySelector('dialog [aria-busy=true]'), 'nothing is on its way');
    for (let pressed = 0; pressed < 3; pressed += 1) await keys(driver, Key.ESCAPE);
    await keeper.press('Cancel');
    assert.match(await keeper.said(), /wait for the vault/);
    await keeper.dialog('API Key created');
    assert.match(await keeper.secret(), /^[0-9a-f]{32}$/);
    await keeper.stored();
  });

  test('the last key but the own one may go: an empty list says what to do', async () => {
    await sandbox.fault({ vault: 'vaultera', path: '/api/v1/api_keys', method: 'GET', kind: 'body', text: '{"data":[]}', times: 1 });
    await keeper.open('vaultera');
    assert.match(await keeper.run(() => document.querySelector('.empty').textContent), /No API Keys yet/);
    await clean('an empty list');
  });

  describe('of a server with a key that may do little, and of no other vault', () => {
    let server;
    let other;

    before(async () => {
      const account = (await sandbox.credentials()).payconex;
      const scopes = ['pcx:api_key:create', 'pcx:api_key:read', 'pcx:iframe:instance:*'];
      const response = await fetch(`${VAULTS}/payconex/api/v4/accounts/${account.accountId}/api-keys`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${account.keyId}:${account.secret}`).toString('base64')}` },
        body: JSON.stringify({ label: 'Does little', scopes }),
      });
      const { id, secret } = await response.json();
      const port = Number(new URL(DASHBOARD).port) + 4;
      server = spawn('node', [fileURLToPath(new URL('../../www/dashboard/server.js', import.meta.url))], {
        env: { PATH: process.env.PATH, PORT: String(port), PKG: fileURLToPath(new URL('../../pkg', import.meta.url)), PAYCONEX_URL: `${VAULTS}/payconex`, PAYCONEX_ACCOUNT: account.accountId, PAYCONEX_KEY: id, PAYCONEX_SECRET: secret, ENVIRONMENT: 'production' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await createInterface(server.stdout)[Symbol.asyncIterator]().next();
      other = new Keeper(driver, `http://localhost:${port}`);
    });
    after(() => server?.kill());

    test('scopes that it does not hold cannot be chosen, and it is said why', async () => {
      await other.open('payconex');
      await other.press('Create an API Key');
      await other.dialog('Create an API Key');
      await (await driver.findElement({ css: 'dialog [type=search]' })).sendKeys('iframe');
      const can = (scope) => other.run((wanted) => !document.querySelector(`input[value="${wanted}"]`).disabled, scope);
      assert.deepEqual([await can('pcx:iframe:*'), await can('pcx:iframe:create'), await can('pcx:iframe:instance:*'), await can('pcx:iframe:instance:read')], [false, false, true, true]);
      assert.match(await other.run(() => document.querySelector('input[value="pcx:iframe:create"]').closest('label').textContent), /does not hold it/);
      await clean('scopes that cannot be granted');
    });

    test('where keys are Live, each page says so, and a key is asked for twice', async () => {
      await other.open('payconex');
      assert.match(await driver.getTitle(), / · Live$/);
      assert.equal(await other.run(() => document.querySelector('.band').textContent), 'LiveThese keys move real money.');
      await other.press('Create an API Key');
      assert.equal(await other.run(() => document.querySelector('dialog > header .environment').textContent), 'Live');
      await other.type('Label', 'Asked twice');
      await (await driver.findElement({ css: 'dialog [type=search]' })).sendKeys('instance');
      await other.check('input[value="pcx:iframe:instance:read"]');
      await other.press('Create API Key');
      await other.dialog('Create a Live API key?');
      await clean('the question for a Live key');
      await other.press('Go back');
      await other.dialog('Create an API Key');
      await other.press('Cancel');
      await other.closed();
      assert.equal(await other.row('Asked twice'), null);
    });

    test('a vault that is not set up says what it needs', async () => {
      await other.open('corefy');
      assert.match(await other.run(() => document.querySelector('main').textContent), /not set up here.*COREFY_ACCOUNT, COREFY_API_KEY, COREFY_KEYS_URL/);
      await other.open('');
      assert.match(await other.run(() => document.querySelector('[data-vault=clover]').textContent), /Not set up here/);
    });
  });
});
