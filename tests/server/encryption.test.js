// Clover's published key: a grant has it by itself, and what fails on the way to it stops no payment.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { base, clients, fresh, requests, sandbox } from './sandbox.js';

const PATH = '/assets/keys.json';
const { TA_PUBLIC_KEY_DEV: DEV, TA_PUBLIC_KEY_PROD: PROD } = await (await fetch(`${base('clover')}${PATH}`)).json();

const warnings = [];
const client = (more) => clients.clover({ onWarning: (warning) => warnings.push(warning), ...more });
const granted = async (one, limits) => (await one.grant({ scope: 'card' }, undefined, limits)).encryptionKey;
const fault = (more) => sandbox('faults', 'POST', { vault: 'clover', path: PATH, ...more });

beforeEach(async () => {
  warnings.length = 0;
  await fresh();
});

test("a grant of Clover has its environment's key, asked for once", async () => {
  const one = client();
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => granted(one))), [DEV, DEV, DEV]);
  assert.equal((await requests(PATH)).length, 1);
  assert.equal(await granted(client({ environment: 'production' })), PROD);
  assert.deepEqual(warnings, []);
});

test('a key that is given is the one that is meant, and `false` is none: nothing is asked for', async () => {
  assert.equal(await granted(client({ encryptionKey: 'given' })), 'given');
  assert.equal(await granted(client({ encryptionKey: false })), undefined);
  assert.equal(await granted(client({ environment: undefined })), undefined, 'which of the two is not known');
  assert.deepEqual([await requests(PATH), warnings], [[], []]);
});

for (const [name, wrong] of Object.entries({
  'does not answer': { kind: 'drop' },
  'is not there': { kind: 'status', status: 404 },
  'breaks': { kind: 'status', status: 500 },
  'is nonsense': { kind: 'garbage' },
  'has a key that no frame takes': { kind: 'body', text: '{"TA_PUBLIC_KEY_DEV":"AAAA"}' },
  'has another key alone': { kind: 'body', text: JSON.stringify({ TA_PUBLIC_KEY_PROD: PROD }) },
})) {
  test(`a grant is given without a key, and a warning, when keys.json ${name}; a minute later it is looked at again`, async () => {
    let now = 0;
    const one = client({ now: () => now });
    await fault(wrong);
    assert.equal(await granted(one), undefined);
    const times = (await requests(PATH)).length;
    assert.equal(await granted(one), undefined);
    assert.equal((await requests(PATH)).length, times, 'not with each grant');
    const warning = { vault: 'clover', code: 'encryption_key_unavailable' };
    assert.deepEqual(warnings, [warning, warning]);
    await fresh();
    now = 60000;
    assert.equal(await granted(one), DEV);
    assert.equal(warnings.length, 2);
  });
}

test('a key that is known is used on while it is looked at again, whatever comes of that', async () => {
  let now = 0;
  const one = client({ now: () => now });
  assert.equal(await granted(one), DEV);
  now = 3600000;
  await fault({ kind: 'status', status: 404 });
  assert.equal(await granted(one), DEV);
  assert.equal(await granted(one), DEV);
  for (let looks = 0; looks < 100 && (await requests(PATH)).length < 2; looks += 1);
  assert.equal((await requests(PATH)).length, 2, 'it was looked at again');
  assert.deepEqual(warnings, []);
});

test('a keys.json that is slow costs a caller no more than its own time, and the next one has the key', async () => {
  await fault({ kind: 'delay', ms: 1000 });
  const failing = () => {
    throw new Error('full');
  };
  const one = client({ onWarning: failing, apiAccessKey: 'k' });
  assert.equal(await granted(one, { timeoutMs: 200 }), undefined, 'and a warning that fails takes no grant away');
  assert.equal(await granted(one), DEV);
  assert.equal((await requests(PATH)).length, 1);
});
