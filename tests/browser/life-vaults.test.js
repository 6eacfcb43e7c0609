// Each vault's form is taken away while the card is on its way: the call is settled once, and another form takes the
// card. And a browser that has lost its network.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CARD_AT } from './faults.js';
import { BROWSER, PATIENCE, sandbox, VAULTS } from './harness.js';
import { bench, driver, stage } from './set-up.js';

beforeEach(() => stage.reset());

/** What each vault's form has under way when a call of the shop's has begun. */
const UNDER_WAY = { ...CARD_AT, vaultera: { vault: 'vaultera', path: '/api/v1/capture_form', method: 'POST' }, payconex: { vault: 'payconex', path: '/checkout', method: 'GET' } };

const ACTS = {
  'by its shop': () => card.unmount(),
  'from the document': () => document.querySelector('#card iframe').remove(),
  'for good': () => card.destroy(),
  'to another place': () => (document.querySelector('#card iframe').src = 'about:blank'),
};

const struck = () =>
  driver.wait(async () => (await (await fetch(`${VAULTS}/_sandbox/faults`)).json()).faults.some(({ hits }) => hits > 0), PATIENCE, 'the fault did not strike');

for (const [at, vault] of Object.keys(UNDER_WAY).entries()) {
  for (const [order, [how, act]] of Object.entries(ACTS).entries()) {
    // Each vault and each way once, where there is little time.
    const skip = process.env.LONG || order === at % 4 ? false : 'this pair runs under `cargo verify --long`';
    test(`taken away ${how}: ${vault}`, { skip }, async () => {
      const inside = vault === 'payconex';
      if (inside) await sandbox.fault({ ...UNDER_WAY[vault], kind: 'hang' });
      if (inside) await bench.open({ vault });
      else await bench.mounted({ vault });
      if (!inside) {
        await bench.fresh(vault);
        await bench.card(vault);
        await sandbox.fault({ ...UNDER_WAY[vault], kind: 'hang' });
      }
      await bench.start();
      await struck();
      await bench.run(act);
      const { ok, error } = await bench.settled();
      assert.equal(ok, false);
      // Firefox stops a document's requests before it tells the document that it goes, so that either may come first.
      assert.ok(error.code === 'frame_gone' || (BROWSER === 'firefox' && ['network_failed', 'unknown_outcome', 'page_refused'].includes(error.code)), error.code);
      await sandbox.clear();
      await bench.run(() => {
        card.destroy();
        window.card = tf.create('card');
        window.mounted = '';
        window.events = [];
        card.mount('#card').then(() => (window.mounted = 'again'));
      });
      await bench.until(() => window.mounted === 'again', 'another form does not come');
      await bench.fresh(vault);
      await bench.card(vault);
      if (inside) {
        await bench.pay(vault);
        await bench.until(() => card.state?.complete, 'it is not complete');
      }
      await bench.run(() => void card.tokenize().then((result) => results.push(result)));
      bench.paidFor += 1;
      const again = await bench.settled();
      assert.equal(again.ok, true, JSON.stringify(again));
      assert.equal(await bench.run(() => results.length), 2);
    });
  }
}

const offline = BROWSER === 'webkit' ? 'no driver of this engine can take the network away: connections that drop stand for it' : false;

test('offline before a call and during it: network_failed or unknown_outcome, and once online the card is taken', { skip: offline }, async () => {
  const bidi = await driver.getBidi();
  const contexts = [await driver.getWindowHandle()];
  const network = async (off) => {
    const { error, message } = await bidi.send({ method: 'emulation.setNetworkConditions', params: { networkConditions: off ? { type: 'offline' } : null, contexts } });
    assert.equal(error, undefined, message);
  };
  await bench.mounted();
  await bench.retype();
  try {
    await network(true);
    assert.equal((await bench.tokenize()).error.code, 'network_failed');
    await network(false);
    await sandbox.fault({ vault: 'clover', path: '/v1/tokens', method: 'POST', kind: 'hang', times: 1 });
    await bench.start({ timeoutMs: 4000 });
    await struck();
    await network(true);
    assert.match((await bench.settled()).error.code, /^(network_failed|unknown_outcome)$/);
  } finally {
    await network(false);
  }
  await sandbox.clear();
  assert.equal((await bench.tokenize()).ok, true);
});
