// What a token takes beside the request that it cannot do without: the same request, sent by a bare `fetch` from the
// very document that sends ours, and answered by the sandbox at once, or after as long as a vault takes.

import { bundled } from '../built.js';
import { By, FRAME, PATIENCE, sandbox, until } from '../../browser/harness.js';
import { interleaved, ratio, summary } from '../statistics.js';

const ROUNDS = { full: { rounds: 15, warmUp: 2 }, quick: { rounds: 2, warmUp: 1 } };
const VAULT_MS = 100;
const CARD = [['number', '4242424242424242'], ['expiry', '1237'], ['cvc', '123']];

// With the same regard for what others keep of it: so its browser, too, asks for leave each time.
const BARE = `const [baseUrl, apikey, done] = arguments;
const card = { number: '4242424242424242', exp_month: '12', exp_year: '2037', cvv: '123', brand: 'VISA' };
const begun = performance.now();
fetch(baseUrl + '/v1/tokens', { method: 'POST', headers: { apikey, 'content-type': 'application/json' }, cache: 'no-store', credentials: 'omit', body: JSON.stringify({ card }) })
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

/** The vault answers at once from now on, or after this. */
const slow = async (fault) => {
  await sandbox.clear();
  if (fault) await sandbox.fault(fault);
};

const tokenized = async (driver, given, fault) => {
  await driver.switchTo().defaultContent();
  await driver.executeScript('card.clear()');
  await typed(driver);
  await asked(driver, given, fault);
  await driver.switchTo().defaultContent();
  return milliseconds(await driver.executeAsyncScript('pay().then(arguments[0], (error) => arguments[0](String(error)))'));
};

const sent = async (driver, { baseUrl, apiKey }) => milliseconds(await driver.executeAsyncScript(BARE, baseUrl, apiKey));

/** A request before the one that is measured, so that either has a connection. */
const asked = async (driver, given, fault) => {
  await slow();
  await inFrame(driver);
  await sent(driver, given);
  await slow(fault);
};

const fetched = async (driver, given, fault) => {
  await asked(driver, given, fault);
  return sent(driver, given);
};

/** With a vault that has a key for the number, and with one that has none: the first gets a ciphertext. */
const GRANTS = { plain: ({ encryptionKey: _, ...grant }) => grant, encrypted: (grant) => grant };
const ANSWERS = { atOnce: null, after: { vault: 'clover', path: '/v1/tokens', kind: 'delay', ms: VAULT_MS } };
const KINDS = { ours: tokenized, bare: fetched };

const compared = async (driver, given, fault, rounds) => {
  let [requests, preflights] = [0, 0];
  const times = await interleaved(Object.keys(KINDS), rounds, async (kind) => {
    const took = await KINDS[kind](driver, given, fault);
    if (kind === 'bare') return took;
    const seen = (await sandbox.requests()).map(({ method }) => method);
    preflights = Math.max(preflights, seen.filter((method) => method === 'OPTIONS').length);
    requests = Math.max(requests, seen.length - preflights);
    return took;
  });
  const added = times.ours.map((took, round) => took - times.bare[round]);
  return { oursMs: summary(times.ours), bareMs: summary(times.bare), addedMs: summary(added), times: ratio(times.ours, times.bare), requests, preflights };
};

export const tokenize = async ({ quick, engines, open, grant }) => {
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const script = await bundled("import './pages/tokenize.js';", { format: 'iife' });
  const found = {};
  for (const engine of engines) {
    const { driver, close, page } = await open(engine, { script });
    try {
      found[engine] = {};
      for (const [name, kept] of Object.entries(GRANTS)) {
        const given = kept(await grant('clover'));
        await driver.get(page);
        const started = await driver.executeAsyncScript('start(arguments[0], arguments[1]).then(arguments[2], (error) => arguments[2](String(error)))', `${FRAME}/`, given);
        if (started !== true) throw new Error(started);
        found[engine][name] = {};
        for (const [when, fault] of Object.entries(ANSWERS)) found[engine][name][when] = await compared(driver, given, fault, rounds);
      }
    } finally {
      await sandbox.clear();
      await close();
    }
  }
  return { rounds, vaultMs: VAULT_MS, engines: found };
};
