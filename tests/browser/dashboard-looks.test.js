// What a person sees and reaches in the dashboard beside the life of a key: names, marks, long lists, the first field.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { payconexScopes } from '../../pkg/server/index.js';
import { BROWSER, browser, sandbox } from './harness.js';
import { Keeper } from './keeper.js';

const FORMS = [
  ['vaultera', 'Create API Key', 'Create an API Key', 'Description'],
  ['payconex', 'Create an API Key', 'Create an API Key', 'Label'],
  ['hellgate', 'Create API Key', 'Create API Key', 'Label'],
  ['hellgate', 'Create a Guardian API key', 'Create a Guardian API key', 'Lifetime'],
  ['corefy', 'Add API key', 'Add Test API key', 'Test'],
];

describe('the looks of the dashboard', { skip: BROWSER === 'webkit' && 'the dashboard is held to Chromium and Firefox' }, () => {
  let driver;
  let keeper;

  before(async () => {
    driver = await browser();
    keeper = new Keeper(driver);
  });
  after(() => driver?.quit());
  beforeEach(() => sandbox.clear());

  /** How far the middle of the cross is from the middle of the title's first line, in pixels. */
  const slant = () => keeper.run(() => {
    const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
    const range = document.createRange();
    range.selectNodeContents(dialog.querySelector('h2'));
    const [title] = range.getClientRects();
    const cross = dialog.querySelector('.close svg').getBoundingClientRect();
    return Math.abs(title.y + title.height / 2 - cross.y - cross.height / 2);
  });

  test('a form opens with its first field in hand, and its cross beside its title', async () => {
    for (const [page, open, title, label] of FORMS) {
      await keeper.open(page);
      await keeper.press(open);
      await keeper.dialog(title);
      const focused = await keeper.run(() => (document.activeElement.closest('label') ?? document.activeElement.labels?.[0])?.textContent ?? document.activeElement.textContent);
      assert.ok(focused.startsWith(label), `${page} opens at “${focused}”`);
      assert.ok((await slant()) < 1.5, `${page}: the cross is ${await slant()} px from the title`);
    }
    await keeper.open('vaultera');
    await keeper.press('Create API Key');
    await keeper.press('Create API Key');
    await keeper.dialog('API Key created');
    assert.ok((await slant()) < 1.5, 'the new key');
    await keeper.stored();
    await keeper.act('Key without a name', 'Revoke');
    await keeper.dialog('Revoke this API Key?');
    assert.ok((await slant()) < 1.5, 'the question');
  });

  test('PayConex: families have the names of the table, and a new key shows itself by HMAC', async () => {
    await keeper.open('payconex');
    await keeper.press('Create an API Key');
    await keeper.dialog('Create an API Key');
    const wanted = [...new Set(payconexScopes().map(({ category }) => category))];
    assert.deepEqual(await keeper.run(() => [...document.querySelectorAll('.family summary span:first-child')].map((one) => one.textContent)), wanted);
    assert.deepEqual(await keeper.run(() => ['HMAC', 'BASIC'].map((name) => document.querySelector(`input[value=${name}]`).checked)), [true, false]);
  });

  test('what a person wrote turns no word around it', async () => {
    const name = 'מפתח (1) ';
    await keeper.open('hellgate');
    await keeper.press('Create API Key');
    await keeper.dialog('Create API Key');
    await keeper.type('Label', name);
    await keeper.press('Create API Key');
    await keeper.dialog('API Key created');
    assert.equal(await keeper.run(() => document.querySelector('dialog .facts bdi').textContent), name.trim());
    await keeper.stored();
    assert.equal(await keeper.run((wanted) => [...document.querySelectorAll('[data-key] th strong')].find((one) => one.textContent === wanted).firstChild.localName, name.trim()), 'bdi');
    await keeper.act(name.trim(), 'Revoke');
    await keeper.dialog('Revoke this API Key?');
    assert.equal(await keeper.run(() => document.querySelector('dialog .subject bdi').textContent), name.trim());
  });

  test('the keys that the demo shop works with say so, and are ended on a stronger question alone', async () => {
    for (const [page, title, plain] of [['hellgate', 'Revoke this API Key?', 'Revoke API Key'], ['corefy', 'Revoke this Test API key?', 'Revoke Test key']]) {
      await keeper.open(page);
      const marked = await keeper.run(() => [...document.querySelectorAll('[data-key]')].filter((row) => /The demo shop works with it/.test(row.textContent)).map((row) => row.querySelector('code').textContent.slice(-4)));
      assert.deepEqual(marked, [(await sandbox.credentials())[page].apiKey.slice(-4)]);
      await driver.executeScript("[...document.querySelectorAll('[data-key]')].find((row) => row.querySelector('.own')).querySelector('[data-action=Revoke]').click()");
      await keeper.dialog(title);
      assert.match(await keeper.run(() => document.querySelector('dialog li').textContent), /^The demo shop works with this key, and stops working\.$/);
      await keeper.button(`${plain} all the same`);
      await keeper.press('Keep it');
      await keeper.closed();
    }
  });

  test('five hundred keys are found by what is typed', async () => {
    await keeper.open('vaultera');
    assert.equal(await keeper.run(() => document.querySelector('.filter').hidden), true);
    await driver.executeScript(`
      const real = fetch;
      const keys = Array.from({ length: 500 }, (_, at) => ({ id: 'k' + at, label: 'Till ' + at, masked: '...' + String(at).padStart(6, '0'), status: at % 2 ? 'active' : 'revoked', createdAt: '2026-01-01T00:00:00Z' }));
      window.fetch = (url, options) => (url.endsWith('/keys') && options.method === 'GET' ? Promise.resolve(Response.json({ keys })) : real(url, options));`);
    await keeper.press('Reload');
    await keeper.until(() => document.querySelectorAll('[data-key]').length === 500, 'the keys do not come');
    const shown = () => keeper.run(() => [...document.querySelectorAll('[data-key]')].filter((row) => row.checkVisibility()).length);
    const total = () => keeper.run(() => document.querySelector('.list .total').textContent);
    assert.deepEqual([await shown(), await total()], [500, '500 keys, 250 active']);
    const filter = await keeper.control('Filter');
    await filter.sendKeys('till 37 active');
    // Each odd number is active: five end with 37, and five begin with it.
    assert.deepEqual([await shown(), await total()], [10, '10 of 500 keys, 250 active']);
    assert.deepEqual(await keeper.axe(), []);
    await keeper.press('Reload');
    await keeper.settled();
    assert.equal(await shown(), 10, 'a filter outlives a reload');
    await filter.clear();
    await filter.sendKeys('nobody');
    assert.equal(await shown(), 0);
    assert.match(await keeper.run(() => document.querySelector('.list').innerText), /No key matches\./);
  });
});
