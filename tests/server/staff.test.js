// The demo's back office by itself: who gets in, and what the log keeps, however often it is asked.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, mock, test } from 'node:test';
import { steps } from '../../www/demo/staff/sign-in.js';
import { staff } from '../../www/demo/staff/server.js';
import { clients, fresh, server } from './sandbox.js';

const HALF_MINUTE_MS = 30_000;

const request = (path, cookie, query = '') => new Request(`http://localhost:4400${path}${query}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(cookie && { cookie }) }, body: '{"scope":"show_card"}' });
const step = async (path, body, cookie) => {
  const { body: said, cookie: set } = await steps[path](request(path, cookie), body ?? {});
  return { ...said, cookie: set?.split(';')[0] };
};

/** Half a session: the password was right. */
const half = async () => (await step('/staff/sign-in', { name: 'noor', password: 'low-water-9' })).cookie;

/** A code that is good now: two of them were used within a half minute at most, and here that is over. */
const good = async (cookie) => {
  mock.timers.tick(HALF_MINUTE_MS);
  return (await step('/staff/phone', null, cookie)).code;
};

before(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
after(() => mock.timers.reset());
beforeEach(fresh);

describe('the back office by itself', () => {
  test('lets one in of four who send a code at once', async () => {
    const cookies = await Promise.all([half(), half(), half(), half()]);
    const code = await good(cookies[0]);
    const answers = await Promise.all(cookies.map((cookie) => step('/staff/code', { code }, cookie)));
    assert.equal(answers.filter(({ step }) => step === 'in').length, 1);
    assert.equal(answers.filter(({ problem }) => /used before/.test(problem)).length, 3);
  });

  test('keeps a view in its log, however many requests were refused', async () => {
    const office = staff({ grantHandler: server.grantHandler, vault: clients.vaultera(), orders: new Map() });
    const cookie = await half();
    const whole = (await step('/staff/code', { code: await good(cookie) }, cookie)).cookie;
    const grant = (own) => office(request('/staff/reveal-grant', own, '?order=S-1042'), { address: '127.0.0.1' });
    assert.equal((await grant(whole)).status, 200);
    for (let count = 0; count < 510; count += 1) assert.equal((await grant()).status, 403);
    const { log } = await (await office(request('/staff/desk', whole), {})).json();
    assert.ok(log.length < 100, `${log.length} lines`);
    assert.deepEqual(log.filter(({ refused }) => !refused).map(({ person, order }) => [person, order]), [['noor', 'S-1042']]);
  });

  test('takes no right code either for a while, once many were wrong in whatever session', async () => {
    const right = await good(await half());
    for (let count = 0; count < 15; count += 5) {
      const cookie = await half();
      for (let more = 0; more < 5; more += 1) assert.match((await step('/staff/code', { code: 'no code' }, cookie)).problem, /not right/);
    }
    const cookie = await half();
    assert.match((await step('/staff/code', { code: right }, cookie)).problem, /wait/);
    assert.equal((await step('/staff/code', { code: await good(cookie) }, cookie)).step, 'in');
  });
});
