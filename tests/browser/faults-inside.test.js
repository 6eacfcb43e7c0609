// The two vaults that capture the card in a page of their own: whatever becomes of that page, of its script and of what
// it sends, the shop hears of it by its documented code, once, and the form can be used again.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { few } from './faults.js';
import { BROWSER, sandbox } from './harness.js';
import { bench, stage } from './set-up.js';

const LONG = Boolean(process.env.LONG);
const skip = LONG ? false : 'these rows run under `cargo verify --long`';

// A browser itself sends again what a connection that it kept open did not answer.
const ATTEMPTS = BROWSER === 'firefox' ? 10 : 2;

const status = (code) => [`${code}`, { kind: 'status', status: code, body: { error: { code: 'no' }, message: 'no' } }];
const page = (code) => [`${code}, a page`, { kind: 'status', status: code, body: '<h1>no</h1>', headers: { 'content-type': 'text/html' } }];
const STATUSES = [400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504].map(status);
const PAGES = [401, 404, 422, 502].map(page);
const NONSENSE = [
  ['garbage', { kind: 'garbage' }],
  ...['null', '7', '[]', '{}', '{"card":null}', '{}{}', ''].map((text) => [`200, ${text}`, { kind: 'body', text }]),
  ['a page', { kind: 'body', text: '<html>', contentType: 'text/html' }],
];
const DROPS = [
  ['the connection drops', { kind: 'drop' }],
  ['it drops when the work is done', { kind: 'drop', after: true }],
];
const CUTS = [0, 1, 9, 40].map((bytes) => [`it breaks off after ${bytes} bytes`, { kind: 'truncate', bytes }]);
const ELSEWHERE = [307, 301].map((status) => [`${status}`, { kind: 'redirect', status, location: '/vaultera/elsewhere' }]);
const TOKENS = [null, 7, true, [], {}, '', 'two words', '<b>', 'a\r\nx-evil: 1', '4242424242424242', 'a'.repeat(5000)];
const GIVEN = { card_number: '424242******4242', card_type: 'visa', expiration_month: '12', expiration_year: '2030' };

/** A fixed few of the rows, and the rest; what `waits` stands for another group where there is little time. */
const both = (name, rows, run, { waits } = {}) => {
  const first = few(rows, 2);
  const rest = rows.filter((row) => !first.includes(row));
  test(name, { skip: waits && skip }, () => run(first));
  if (rest.length) test(name.replace(/: (?=\w+$)/, ', the rest: '), { skip }, () => run(rest));
};

/** A form of this vault that was not used yet. */
const opened = async (vault) => {
  stage.reset();
  await bench.mounted({ vault });
  await bench.fresh(vault);
};

const once = async () => assert.equal(await bench.run(() => results.length), bench.paidFor, 'a call was settled more than once');
const pays = async (vault) => {
  await sandbox.clear();
  await bench.fresh(vault);
  await bench.card(vault);
  if (vault === 'payconex') {
    await bench.pay(vault);
    await bench.until(() => card.state.complete, 'it is not complete');
  }
  const result = await bench.tokenize();
  assert.equal(result.ok, true, JSON.stringify(result));
  await once();
};

describe('Vaultera', () => {
  const SUBMIT = { vault: 'vaultera', path: '/api/v1/capture_form', method: 'POST' };
  const OPEN = { ...SUBMIT, method: 'GET' };

  /** A row needs the card typed anew: a form is good for one submit. */
  const submits = async (rows, code, call) => {
    await opened('vaultera');
    for (const [name, fault] of rows) {
      await bench.fresh('vaultera');
      await bench.card('vaultera');
      await sandbox.clear();
      await sandbox.fault({ ...SUBMIT, ...fault });
      const { ok, error } = await bench.tokenize(call);
      assert.deepEqual([name, ok || error.code], [name, code]);
      const sent = (await sandbox.requests()).filter(({ path, method }) => method === 'POST' && path === `/vaultera${SUBMIT.path}`).length;
      assert.ok(sent === 1 || (sent <= ATTEMPTS && (fault.kind === 'drop' || fault.status === 408)), `${name}: sent ${sent} times`);
    }
    await once();
  };

  both('a status that is not 200: vaultera', [...STATUSES, ...PAGES], (rows) => submits(rows, 'page_refused'));
  both('an answer that says nothing: vaultera', NONSENSE, (rows) => submits(rows, 'page_refused'), { waits: true });
  both('no answer: vaultera', DROPS, (rows) => submits(rows, 'page_refused'));
  both('an answer that breaks off: vaultera', CUTS, (rows) => submits(rows, 'page_refused'), { waits: true });
  both('another address: vaultera', ELSEWHERE, (rows) => submits(rows, 'page_refused'), { waits: true });
  both('no answer in time: vaultera', [['nothing comes', { kind: 'hang' }]], (rows) => submits(rows, 'unknown_outcome', { timeoutMs: 900 }));
  both(
    'what stands where the token is: vaultera',
    TOKENS.map((token) => [JSON.stringify(token).slice(0, 20), { kind: 'body', text: JSON.stringify({ card: { ...GIVEN, card_token: token } }) }]),
    (rows) => submits(rows, 'bad_response'),
  );

  both('a page that does not come: vaultera', [...STATUSES, ...PAGES, ...DROPS, ...CUTS, ['nothing comes', { kind: 'hang' }]], async (rows) => {
    await opened('vaultera');
    for (const [name, fault] of rows) {
      await sandbox.clear();
      await sandbox.fault({ ...OPEN, ...fault });
      // Each call that comes to nothing has the page opened anew, and that strikes the next one.
      const { ok, error } = await bench.tokenize({ timeoutMs: 400 });
      assert.equal(ok, false, name);
      assert.ok(['page_silent', 'card_invalid', 'timed_out'].includes(error.code), `${name}: ${error.code}`);
      await bench.run(() => card.clear());
    }
    await sandbox.clear();
    await bench.run(() => (card.unmount(), card.mount('#card')));
    await pays('vaultera');
  });

  // Twice refused, and then taken: in the same element.
  test('after all of it a form takes the same card: vaultera', async () => {
    await submits([STATUSES[9], DROPS[0]], 'page_refused');
    await pays('vaultera');
  });
});

describe('PayConex', () => {
  const SUBMIT = { vault: 'payconex', path: '/checkout/tokenize', method: 'POST' };

  /** The component stays and says so: what was typed once is pressed again. */
  const presses = async (rows) => {
    await opened('payconex');
    await bench.card('payconex');
    for (const [name, fault] of rows) {
      await sandbox.clear();
      await sandbox.fault({ ...SUBMIT, ...fault });
      const before = await bench.run(() => events.filter(({ name }) => name === 'loaderror').length);
      await bench.pay('payconex');
      const told = await bench.until((count) => {
        const errors = events.filter(({ name }) => name === 'loaderror');
        return errors.length > count && errors.map(({ detail }) => detail.code).slice(count);
      }, `${name}: the shop hears nothing`, before);
      assert.deepEqual([name, told], [name, ['page_refused']]);
      const { ok, error } = await bench.tokenize();
      assert.deepEqual([name, ok || error.code], [name, 'card_invalid']);
    }
    await sandbox.clear();
    await bench.pay('payconex');
    await bench.until(() => card.state.complete, 'it is not complete');
    assert.equal((await bench.tokenize()).ok, true);
    await once();
  };

  // A 200 that cannot be read, or breaks off, is to the component what no answer is.
  both('a status that is not 200: payconex', [...STATUSES, ...PAGES], presses);
  // Once the work is done, the instance is spent, and says no to whatever comes next.
  both('no answer: payconex', DROPS.slice(0, 1), presses);
  both('another address: payconex', ELSEWHERE, presses, { waits: true });
  both('an answer that says nothing: payconex', NONSENSE.filter(([name]) => ['garbage', 'a page', '200, {}{}'].includes(name)), presses, { waits: true });

  /** A form that is good for one press: the work is done, or its token is none. */
  const given = async (rows, code = 'bad_response') => {
    for (const [name, fault] of rows) {
      await opened('payconex');
      await bench.card('payconex');
      await sandbox.fault({ ...SUBMIT, ...fault });
      await bench.pay('payconex');
      await bench.until(() => events.some(({ name, detail }) => name === 'loaderror' || (name === 'submit' && !detail)), `${name}: the shop hears nothing`);
      const told = await bench.run(() => events.filter(({ name }) => name === 'loaderror').map(({ detail }) => detail.code));
      assert.deepEqual([name, told], [name, [code]]);
    }
  };
  // The work is done, and the instance is spent.
  both('an answer that breaks off: payconex', CUTS, (rows) => given(rows, 'page_refused'), { waits: true });
  both(
    'what stands where the token is: payconex',
    TOKENS.map((token) => [JSON.stringify(token).slice(0, 20), { kind: 'body', text: JSON.stringify({ bfTokenReference: token, data: { type: 'CARD' } }) }]),
    given,
  );

  both('no answer in time: payconex', [['nothing comes', { kind: 'hang' }]], async ([[, fault]]) => {
    await opened('payconex');
    await bench.card('payconex');
    await sandbox.fault({ ...SUBMIT, ...fault });
    await bench.pay('payconex');
    assert.equal((await bench.tokenize()).error.code, 'card_invalid');
    await once();
  });

  both('a page that does not come: payconex', [...STATUSES, ...PAGES, ...DROPS, ...CUTS].map(([name, fault]) => [name, { vault: 'payconex', path: '/iframe-v2/', ...fault }]), async (rows) => {
    for (const [name, fault] of rows) {
      await sandbox.clear();
      await sandbox.fault(fault);
      stage.reset();
      await bench.open({ vault: 'payconex' });
      await bench.until(() => events.some(({ name, detail }) => name === 'loaderror' && detail.code === 'page_silent'), `${name}: nothing is said`);
    }
  });

  test('after all of it a form takes the same card: payconex', async () => {
    await bench.run(() => (card.unmount(), card.mount('#card')));
    await pays('payconex');
  });
});

