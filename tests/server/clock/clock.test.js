// A sandbox whose clock was put forward: it cannot go back, so these tests have one of their own.
// DASHBOARD is the one that `cargo dev` serves, VAULTS its sandbox.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const { DASHBOARD, VAULTS } = process.env;
const SHOP = DASHBOARD.replace(/\d+$/, (port) => Number(port) - 3);
const JSON_TYPE = { 'content-type': 'application/json' };

test('breaks neither the keys of PayConex nor its grants', async () => {
  const token = /name="dashboard-token" content="([^"]+)"/.exec(await (await fetch(DASHBOARD)).text())[1];
  const advanced = await fetch(`${VAULTS}/_sandbox/clock`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ advanceMs: 3 * 3_600_000 }) });
  assert.equal(advanced.status, 200);
  const keys = await fetch(`${DASHBOARD}/api/payconex/keys`, { headers: { 'x-dashboard-token': token } });
  assert.equal(keys.status, 200, await keys.text());
  const grant = await fetch(`${SHOP}/checkout/grant`, { method: 'POST', headers: { ...JSON_TYPE, cookie: 'vault=payconex', origin: SHOP }, body: '{}' });
  assert.equal(grant.status, 200);
});
