// The demo's back office, as a person uses it: a password, a code that works once, a card in the frame, and a line in
// the log for it. And what reaches the page of all that.

import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { By, PATIENCE, SHOP, STAGE, until } from './harness.js';
import { RevealBench } from './reveal-bench.js';
import { record, search } from './search.js';
import { driver, stage } from './set-up.js';

const bench = new RevealBench(driver, stage);

const find = (id) => driver.findElement(By.id(id));
const visible = (id) => driver.wait(until.elementIsVisible(find(id)), PATIENCE, `${id} is not there`);
const press = (form) => driver.findElement(By.css(`#${form} button[type=submit]`)).click();
const problem = async () => (await visible('problem')).getText();
const type = async (id, text) => {
  const field = await visible(id);
  await field.click();
  await field.clear();
  await field.sendKeys(text);
};

const password = async (text = 'low-water-9') => {
  await type('name', 'noor');
  await type('password', text);
  await press('sign-in');
};

let used;
/** A code that was not used: after two of them, that is one of the next half minute. */
const phone = async () => {
  const output = await visible('phone');
  const isNew = async () => {
    const text = await output.getText();
    return /^\d{3} \d{3}$/.test(text) && text !== used && (used = text);
  };
  return driver.wait(isNew, PATIENCE + 30000, 'the telephone shows no code');
};

const code = async (text) => {
  await type('code', text);
  await press('second');
};

const lines = () => driver.executeScript(() => [...document.querySelectorAll('#log tr')].map((row) => [...row.cells].map((cell) => cell.textContent)));

const ask = (path, body) => driver.executeAsyncScript(
  (where, what, done) => fetch(where, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) }).then(async (answer) => done([answer.status, await answer.json()]), (error) => done(String(error))),
  path, body,
);

const isIn = () => driver.wait(until.elementLocated(By.css('#orders button')), PATIENCE, 'no orders');

const GRANT = ['/staff/reveal-grant?order=S-1042', { scope: 'show_card', vault: 'vaultera' }];
const isOut = async () => {
  assert.deepEqual(await ask('/staff/desk', {}), [200, { step: 'password' }]);
  assert.deepEqual(await ask(...GRANT), [403, { error: { code: 'not_authorized' } }]);
};

beforeEach(() => stage.reset());

// Each goes on where the one before ended: a code is good once, and there are two in a minute.
describe('the back office', () => {
  before(() => driver.get(`${SHOP}/staff`));

  test('lets nobody in with a wrong password, a wrong code, or a code that was used', async () => {
    await password('high-water-9');
    assert.match(await problem(), /not right/);
    await password();
    const good = await phone();
    await code(good === '000 000' ? '000 001' : '000 000');
    assert.match(await problem(), /not right, or was used/);
    await code(good);
    await isIn();
    await find('leave').click();
    await password();
    await visible('code');
    await code(good);
    assert.match(await problem(), /not right, or was used/);
  });

  test('tells no order and gives no grant before the second factor', async () => {
    await isOut();
    await code(await phone());
    await isIn();
    assert.equal((await ask(...GRANT))[0], 200, 'who is in gets one');
  });

  test('has endpoints that give the scopes that they were made for', async () => {
    const refused = [400, { error: { code: 'scope_mismatch' } }];
    for (const scope of ['show_card', 'show_service_code']) assert.deepEqual(await ask('/checkout/grant', { scope }), refused);
    for (const scope of ['card', 'all']) assert.deepEqual(await ask('/staff/reveal-grant?order=S-1042', { scope, vault: 'vaultera' }), refused);
  });

  test('shows a card in the frame, and writes down who saw which, when and from where', async () => {
    await driver.navigate().refresh();
    await isIn();
    const before = (await lines()).length;
    await driver.findElement(By.id('S-1063')).click();
    await bench.press();
    await bench.page();
    await driver.wait(async () => (await lines()).length === before + 1, PATIENCE, 'no line');
    const [[when, who, whose, what, from]] = await lines();
    assert.match(when, /\d:\d\d/);
    assert.deepEqual([who, whose, what], ['noor', 'Hôtel de la Digue', 'Card, code on request']);
    assert.match(from, /127\.0\.0\.1$|^::1$/);
    assert.match(await bench.said(), /3782 822463 10005/);
    await bench.page();
    assert.match(await find('state').getText(), /cannot read it/);
    await bench.frame();
    await find('hide').click();
    await bench.page();
    await driver.wait(async () => (await find('state').getText()) === '', PATIENCE, 'it is not hidden');
  });

  test('tells and gives nothing after signing out', async () => {
    await bench.page();
    await find('leave').click();
    await visible('name');
    await isOut();
    assert.doesNotMatch(await driver.executeScript('return document.body.textContent'), /Digue|127\.0\.0\.1/);
  });
});

describe('of a card that is shown', () => {
  const NUMBER = '378282246310005';

  before(() => driver.manage().setTimeouts({ script: 60000 }));

  const searched = async (known) => {
    await bench.page();
    const result = await driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1]; (${search})(...arguments).then(done, (error) => done({ failed: String(error) }))`,
      NUMBER, '7193', known,
    );
    assert.equal(result.failed, undefined);
    assert.equal(result.full, false);
    return result;
  };

  test('nothing that the page can reach holds more of the number than its last four, while it is shown and after', async () => {
    await bench.open({ head: `(${record})()`, options: { hideAfterMs: 300000 } });
    await bench.reveal();
    assert.match(await bench.said(), /3782 822463 10005/);
    // Random texts, in which digits may stand by chance.
    const nonce = await bench.run(() => document.querySelector('#stored-card iframe').src.split('#')[1].split('.')[0]);
    const [grant] = bench.grants;
    const known = [nonce, grant.cardToken, grant.sessionToken];
    const shown = await searched(known);
    assert.deepEqual(shown.found, []);
    assert.ok(shown.looked > 3000 && shown.inRecord > 5, JSON.stringify(shown));
    await bench.run(() => globalThis.shown.hide());
    await bench.event('hidden');
    assert.deepEqual((await searched(known)).found, []);
    const told = await bench.run(() => recorded.filter(({ where }) => where === 'port, received').map(({ what }) => JSON.parse(what[0])));
    assert.deepEqual([...new Set(told.map(({ t }) => t))].sort(), ['dressed', 'grant', 'height', 'hidden', 'ready', 'shown', 'title']);
    assert.ok(told.filter(({ t }) => t === 'title').every(({ title }) => title === 'Stored card'));
    for (const message of told.filter(({ t }) => !['height', 'title'].includes(t))) assert.deepEqual(Object.keys(message), ['t'], 'a word, and nothing with it');
    // The search finds what is there.
    await bench.run((text) => (window.leak = { text }), NUMBER);
    assert.ok((await searched(known)).found.some((path) => path.endsWith('leak › text')));
  });

  test("the page cannot reach into the frame's document, nor into the vault's page in it", async () => {
    await bench.open();
    await bench.reveal();
    const refused = await bench.run(() => {
      const frame = document.querySelector('#stored-card iframe').contentWindow;
      return [frame, frame[0]].flatMap((inside) => ['document', 'localStorage', 'name', 'history', 'reveal', 'card_number'].map((name) => {
        try {
          return `${name}: ${inside[name]}`;
        } catch (error) {
          return error.name;
        }
      }));
    });
    assert.deepEqual([...new Set(refused)], ['SecurityError']);
  });

  test('a page cannot lead the vault’s page elsewhere', async () => {
    await bench.open();
    await bench.reveal();
    await bench.inside(() => {
      window.violated = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.violated.push(effectiveDirective));
    });
    await bench.run((url) => (document.querySelector('#stored-card iframe').contentWindow[0].location = url), `${STAGE}/bench`);
    await bench.frame();
    await driver.wait(() => driver.executeScript('return window.violated.includes("frame-src")'), PATIENCE, 'it was led elsewhere');
  });
});
