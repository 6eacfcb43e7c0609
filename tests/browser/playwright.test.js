// The helpers of tokenframe/testing, as a shop's own Playwright tests use them.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { cardField, fillCard } from '../../pkg/testing/index.js';
import { BROWSER, FRAME, SHOP, STAGE } from './harness.js';
import { Stage } from './stage.js';

const CARD = { number: '4242 4242 4242 4242', expiry: '12/30', cvc: '123' };

// Its own builds of the other two are not Debian's.
describe('Playwright', { skip: BROWSER !== 'chromium' && 'Playwright drives its own builds of other engines' }, () => {
  let playwright;
  let page;
  let stage;
  before(async () => {
    stage = await Stage.open();
    playwright = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost'] });
    page = await (await playwright.newContext({ locale: 'en-US' })).newPage();
  });
  after(async () => {
    await playwright?.close();
    await stage?.close();
  });

  for (const vault of ['clover', 'hellgate', 'vaultera']) {
    test(`a card is paid with in one line (${vault})`, async () => {
      await page.goto(`${SHOP}/${vault}`);
      await fillCard(page, CARD);
      await page.click('#pay');
      await page.locator('#paid').waitFor();
      assert.match(await page.locator('#card-used').innerText(), /4242/);
    });
  }

  test('parts in frames of their own are found by the name of their field; one that is not there is said to be missing', async () => {
    await page.goto(`${STAGE}/bench?${new URLSearchParams({ frame: `${FRAME}/`, vault: 'clover', elements: 'number,expiry,cvc' })}`);
    await page.waitForFunction(() => window.mounted === 'ready');
    await fillCard(page, CARD);
    await page.waitForFunction(() => card.state.complete);
    assert.equal(await (await cardField(page, 'expiry')).inputValue(), '12 / 30');
    await assert.rejects(fillCard(page, { name: 'Ada Example' }, { timeout: 300 }), /No field 'name'/);
  });
});
