// What a grant may hold: each that cannot work is refused by its documented code before any request leaves the frame,
// one that ran out is replaced, and one with a key to encrypt for has the number leave encrypted.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sandbox, STAGE_FRAME, VAULTS } from './harness.js';
import { bench, driver, stage } from './set-up.js';

beforeEach(() => stage.reset());

const granted = (change) => {
  const own = stage.grant;
  const grants = [];
  stage.grant = async (vault) => {
    const grant = { ...(await own(vault)), ...change() };
    grants.push(grant);
    return grant;
  };
  return grants;
};

const WRONG = [
  ['vault_unknown', { vault: 'acme' }],
  ['vault_mismatch', { vault: 'corefy' }],
  ['environment_unknown', { environment: 'staging' }],
  ['environment_mismatch', { environment: 'sandbox', baseUrl: 'https://token.clover.com' }],
  ['session_expired', { expiresIn: 0 }],
  ['secret_in_browser', { accessToken: 'secret-of-the-server' }],
  ['scope_mismatch', { scope: 'show_card' }],
  ['key_missing', { apiKey: '' }],
  ['grant_invalid', { encryptionKey: 'AAAA' }],
];

test('a grant that cannot work is refused by its code, and no request leaves the frame for it', async () => {
  let change = WRONG[0][1];
  const grants = granted(() => change);
  await bench.mounted();
  await bench.card('clover');
  for (const [code, wrong] of WRONG) {
    change = wrong;
    // The grant of the start is asked for anew by the first call, as is each that was refused.
    assert.equal((await bench.tokenize()).error.code, code);
  }
  assert.ok(grants.length >= WRONG.length);
  assert.deepEqual((await sandbox.requests()).filter(({ method }) => method !== 'GET'), []);
  const reached = async () => {
    await bench.frame();
    const loaded = await driver.executeScript('return performance.getEntriesByType("resource").map(({ name }) => name)');
    await bench.page();
    return loaded.some((url) => url.startsWith(VAULTS));
  };
  assert.equal(await reached(), false);
  const told = await bench.run(() => JSON.stringify([events, results]));
  assert.ok(!told.includes('secret-of-the-server'), told);

  change = {};
  assert.equal((await bench.tokenize()).ok, true);
  assert.equal(await reached(), true, 'the search must find a request that was sent');
});

// The frame does not read them, or nobody ever hears of them: each is as good as none, and the next call asks again.
const UNREAD = {
  'is longer than a frame reads': 'return { ...grant, more: "x".repeat(20000) }',
  'cannot be written': 'grant.more = grant; return grant',
  'is a number that no text has': 'return { ...grant, expiresIn: 10n }',
  'throws as it is read': 'return { ...grant, get expiresIn() { throw new Error("mine") } }',
  'never comes': 'return new Promise(() => {})',
};

for (const [what, answer] of Object.entries(UNREAD)) {
  test(`a grant that ${what} is none, and another is asked for`, async () => {
    await bench.mounted();
    await bench.card('clover');
    await bench.run((source) => {
      const script = document.createElement('script');
      script.textContent = `window.given = 0; card.update({ grant: async () => {
        const grant = await (await fetch('/grant/clover', { method: 'POST' })).json();
        if (window.given++) return grant;
        ${source}
      } }); card.unmount(); card.mount('#card').catch(() => {});`;
      document.head.append(script);
    }, answer);
    await bench.until(() => card.state, 'the form does not come back');
    await bench.retype();
    const first = await bench.tokenize({ timeoutMs: 40000 });
    // A call that waited for it says so; one that came after it asks for itself.
    if (!first.ok) assert.deepEqual(first.error, { kind: 'session', code: 'grant_unavailable', retryable: true });
    assert.equal((first.ok ? first : await bench.tokenize()).ok, true);
    assert.equal(await bench.run(() => given), 2);
  });
}

test('what is said with a call is no more than a frame reads, or the call is refused at once, and the next one goes through', async () => {
  await bench.mounted();
  await bench.card('clover');
  assert.deepEqual(await bench.tokenize({ billing: { line1: 'x'.repeat(20000) } }), { threw: 'option_invalid' });
  assert.equal((await bench.tokenize()).ok, true);
});

test('a grant that ran out is replaced before a card is sent', async () => {
  // The frame's clock runs ahead by what stands in its document.
  stage.frameScript = '(() => { const now = Date.now; Date.now = () => now() + 1000 * (document.documentElement.dataset.ahead ?? 0); })()';
  const grants = granted(() => ({ expiresIn: 600, baseUrl: `${STAGE_FRAME}/vaults/clover` }));
  await bench.mounted({ frame: STAGE_FRAME });
  const ahead = async (seconds) => {
    await bench.frame();
    await driver.executeScript('document.documentElement.dataset.ahead = arguments[0]', seconds);
    await bench.page();
  };
  await bench.card('clover');
  await ahead(500);
  assert.equal((await bench.tokenize()).ok, true);
  assert.equal(grants.length, 1, 'it is still good');

  await bench.retype();
  await ahead(700);
  assert.equal((await bench.tokenize()).ok, true);
  assert.equal(grants.length, 2);
});

describe('a number that leaves encrypted', () => {
  const bodies = async () => (await sandbox.requests()).filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST').map(({ body }) => body);
  const keys = async () => (await fetch(`${VAULTS}/clover/assets/keys.json`)).json();

  test('for the published key, which the server has put into the grant, gives a token, and no body has the number', async () => {
    const grants = granted(() => ({}));
    await bench.mounted();
    await bench.card('clover');
    const { ok, token } = await bench.tokenize();
    assert.equal(ok, true);
    assert.equal(token.last4, '4242');
    assert.equal(grants[0].encryptionKey, (await keys()).TA_PUBLIC_KEY_DEV);
    const [body] = await bodies();
    const members = JSON.stringify(body);
    assert.ok(members.includes('encrypted_pan') && !members.includes('"number"'), members);
  });

  test('without a key it has, which the search must find', async () => {
    granted(() => ({ encryptionKey: undefined }));
    await bench.mounted();
    await bench.card('clover');
    assert.equal((await bench.tokenize()).ok, true);
    assert.ok(JSON.stringify(await bodies()).includes('"number"'));
  });

  test('for the key of the other environment is number_refused', async () => {
    const { TA_PUBLIC_KEY_PROD: encryptionKey } = await keys();
    granted(() => ({ encryptionKey }));
    await bench.mounted();
    await bench.card('clover');
    assert.equal((await bench.tokenize()).error.code, 'number_refused');
  });
});
