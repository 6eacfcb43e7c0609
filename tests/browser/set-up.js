// What each file of these tests runs in: a browser, the tests' own shop and frame, and whoever uses them.
// Awaited here and not in a hook, since Node 20 does not wait for one hook of a file before it runs the next.

import { after, beforeEach } from 'node:test';
import { Bench, browser, sandbox, Shopper } from './harness.js';
import { Stage } from './stage.js';

export const stage = await Stage.open();
export const driver = await browser();
export const bench = new Bench(driver);
export const shopper = new Shopper(driver);

after(async () => {
  await driver.quit();
  await stage.close();
});
beforeEach(() => sandbox.clear());
