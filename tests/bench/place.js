// Where a part measures: the addresses of `cargo dev`, the bench's own pages beside it, and a browser.

import { browserOf, FRAME, PATIENCE, SHOP, STAGE, STAGE_FRAME } from '../browser/harness.js';
import { Site } from './serve.js';

/** Many forms on a slow machine take longer than a person would wait. */
const SCRIPT_MS = 20 * PATIENCE;

/** A grant of the demo's server. */
export const grant = async (vault) => {
  const headers = { 'content-type': 'application/json', cookie: `vault=${vault}` };
  const answer = await fetch(`${SHOP}/checkout/grant`, { method: 'POST', headers, body: '{"scope":"card"}' });
  if (!answer.ok) throw new Error(`the shop gave no grant: ${answer.status}`);
  return answer.json();
};

/** Opens a browser, and a page with this script; `more` is what only Chromium is told. */
export const open = async (engine, { script, more = [] }) => {
  const site = await Site.open({ shop: STAGE, forms: STAGE_FRAME, frame: FRAME });
  site.script = script;
  const driver = await browserOf(engine, ...more);
  await driver.manage().setTimeouts({ script: SCRIPT_MS, pageLoad: SCRIPT_MS });
  const close = async () => {
    await driver.quit();
    await site.close();
  };
  return { driver, close, page: site.page, forms: `${STAGE_FRAME}/` };
};
