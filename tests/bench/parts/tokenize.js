// What a token takes beside the request that it cannot do without: the same request, sent by a bare `fetch` from the
// very document that sends ours, and answered by the sandbox at once, or after as long as a vault takes.

import { bundled } from '../built.js';
import { By, FRAME, PATIENCE, sandbox, until } from '../../browser/harness.js';
import { interleaved, ratio, summary } from '../statistics.js';

const ROUNDS = { full: { rounds: 15, warmUp: 2 }, quick: { rounds: 2, warmUp: 1 } };
const VAULT_MS = 100;
const CARD = [['number', '4242424242424242'], ['expiry', '1237'], ['cvc', '123']];
const PATH = '/clover/v1/tokens';

const BARE = `const [baseUrl, apikey, done] = arguments;
const card = { number: '4242424242424242', exp_month: '12', exp_year: '2037', cvv: '123', brand: 'VISA' };
const begun = performance.now();
fetch(baseUrl + '/v1/tokens', { method: 'POST', headers: { apikey, 'content-type': 'application/json' }, body: JSON.stringify({ card }) })
  .then((answer) => answer.json())
  .then(({ id }) => done(id ? performance.now() - begun : 'no token'), (error) => done(String(error)))`;

const milliseconds = (value) => {
  if (typeof value !== 'number') throw new Error(value);
  return value;
};

const inFrame = async (driver) => {
  await driver.switchTo().defaultContent();
  await driver.switchTo().frame(await driver.findElement(By.css('iframe')));
};

/** Types a card as a person does. */
const typed = async (driver) => {
  await inFrame(driver);
  for (const [id, text] of CARD) {
    const field = await driver.wait(until.elementLocated(By.id(id)), PATIENCE);
    await field.click();
    await field.sendKeys(text);
  }
  await driver.switchTo().defaultContent();
  await driver.wait(() => driver.executeScript('return card.state?.complete'), PATIENCE, 'the card is not complete');
};

const tokenized = async (driver) => {
  await driver.executeScript('card.clear()');
  await typed(driver);
  await sandbox.clear();
  if (tokenized.fault) await sandbox.fault(tokenized.fault);
  return milliseconds(await driver.executeAsyncScript('pay().then(arguments[0], (error) => arguments[0](String(error)))'));
};

const fetched = async (driver, { baseUrl, apiKey }) => {
  await inFrame(driver);
  return milliseconds(await driver.executeAsyncScript(BARE, baseUrl, apiKey));
};

export const tokenize = async ({ quick, engines, open, grant }) => {
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const script = await bundled("import './pages/tokenize.js';", { format: 'iife' });
  const found = {};
  for (const engine of engines) {
    const { driver, close, page } = await open(engine, { script });
    try {
      const given = await grant('clover');
      await driver.get(page);
      await driver.executeAsyncScript('start(arguments[0], arguments[1]).then(arguments[2], (error) => arguments[2](String(error)))', `${FRAME}/`, given);
      const kinds = { ours: () => tokenized(driver), bare: () => fetched(driver, given) };
      found[engine] = {};
      for (const [name, fault] of [['atOnce', null], ['after', { vault: 'clover', path: '/v1/tokens', kind: 'delay', ms: VAULT_MS }]]) {
        tokenized.fault = fault;
        await sandbox.clear();
        if (fault) await sandbox.fault(fault);
        let requests = 0;
        const times = await interleaved(Object.keys(kinds), rounds, async (kind) => {
          const took = await kinds[kind]();
          // A browser that asks for leave first does so for either, and keeps the answer.
          if (kind === 'ours') requests = Math.max(requests, (await sandbox.requests()).filter(({ method }) => method !== 'OPTIONS').length);
          return took;
        });
        const added = times.ours.map((took, round) => took - times.bare[round]);
        found[engine][name] = { oursMs: summary(times.ours), bareMs: summary(times.bare), addedMs: summary(added), times: ratio(times.ours, times.bare), requests };
      }
    } finally {
      await sandbox.clear();
      await close();
    }
  }
  return { rounds, vaultMs: VAULT_MS, path: PATH, engines: found };
};
