// Each vault fails in every way that is known, in a form that stays: each call is settled once, by the documented code,
// the card is sent once, and the form goes on. `LONG` runs every row of the table; without it a fixed few of each group.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CARD_AT, DIRECT, few, groups } from './faults.js';
import { BROWSER, sandbox } from './harness.js';
import { bench, stage } from './set-up.js';

const LONG = Boolean(process.env.LONG);
const skip = LONG ? false : 'these rows run under `cargo verify --long`';

// A browser itself sends a request again whose kept-alive connection closes without a word, Firefox as often as its
// setting network.http.request.max-attempts says. No script can stop it.
const ATTEMPTS = BROWSER === 'firefox' ? 10 : 2;

let open;

/** A form of this vault with a card in it: the one that stands there, where one does. What fails leaves it as it is. */
const typed = async (vault) => {
  if (open === vault) return;
  open = undefined;
  stage.reset();
  await bench.mounted({ vault });
  await bench.retype({}, vault);
  open = vault;
};

/** Runs the rows one after the other with what was typed once, and says which came out otherwise. */
const strike = async (vault, rows) => {
  const wrong = [];
  for (const [name, fault, code, { call, again, unsent, retryAfterMs } = {}] of rows) {
    await sandbox.clear();
    await sandbox.fault({ ...CARD_AT[vault], ...fault });
    const { ok, error } = await bench.tokenize(call);
    const requests = await sandbox.requests();
    const sent = requests.filter(({ method, path }) => method === 'POST' && path.startsWith(`/${vault}${CARD_AT[vault].path}`)).length;
    const most = again ? ATTEMPTS : 1;
    // Firefox keeps an answer to itself of which nothing but the head has come.
    const headOnly = BROWSER === 'firefox' && fault.kind === 'truncate' && fault.bytes === 0 && vault !== 'corefy';
    const right = !ok && error.code === (headOnly ? 'network_failed' : code) && error.retryAfterMs === retryAfterMs && (unsent ? sent === 0 : sent >= 1 && sent <= most);
    const elsewhere = requests.some(({ path }) => path.includes('elsewhere'));
    const cookie = requests.some(({ headers }) => headers.includes('cookie'));
    if (!right || elsewhere || cookie) wrong.push({ name, wanted: code, got: ok ? 'a token' : error, sent, elsewhere, cookie });
  }
  return wrong;
};

const settledOnce = async () => assert.equal(await bench.run(() => results.length), bench.paidFor, 'a call was settled more than once');

/** Whatever fails, the next test begins with a page of its own. */
const guarded = (work) => async () => {
  try {
    await work();
  } catch (error) {
    open = undefined;
    throw error;
  }
};

for (const vault of DIRECT) {
  describe(`a card on its way to ${vault}`, () => {
    const run = (rows) =>
      guarded(async () => {
        await typed(vault);
        assert.deepEqual(await strike(vault, rows), []);
        await settledOnce();
      });
    for (const [name, rows] of Object.entries(groups(vault))) {
      const first = few(rows);
      const rest = rows.filter((row) => !first.includes(row));
      test(`${name}: ${vault}`, run(first));
      if (rest.length) test(`${name}, the rest: ${vault}`, { skip }, run(rest));
    }

    test(`after all of it a form takes the same card: ${vault}`, guarded(async () => {
      await typed(vault);
      await sandbox.clear();
      const result = await bench.tokenize();
      assert.equal(result.ok, true, JSON.stringify(result));
      await settledOnce();
      open = undefined;
    }));
  });
}
