// Stored cards and what a vault sends on, against the sandbox; and Clover's tokens, which are spent once.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { base, clients, credentials, fresh, requests, sandbox, server } from './sandbox.js';

const GATEWAY = base('_sandbox/gateway');
const JSON_TYPE = { 'content-type': 'application/json' };

beforeEach(fresh);

describe('Vaultera', () => {
  const card = { cardNumber: '4111111111111111', cardholderName: 'ADA EXAMPLE', expirationMonth: '12', expirationYear: '2030', serviceCode: '123' };

  test('stores a card, shows it masked, sends it on and deletes it', async () => {
    const { cards } = clients.vaultera();
    const stored = await cards.store(card);
    assert.deepEqual([stored.cardNumber, stored.expirationYear, 'serviceCode' in stored], ['411111******1111', '2030', false]);
    assert.deepEqual(await cards.get(stored.cardToken), stored);
    const body = JSON.stringify({ card: { number: '%CARD_NUMBER%', exp_month: '%EXPIRATION_MM%', cvc: '%SERVICE_CODE%' }, amount: 4200, currency: 'usd' });
    const paid = await cards.send(stored.cardToken, { url: GATEWAY, headers: JSON_TYPE, body });
    assert.deepEqual([paid.status, paid.contentType, paid.body.includes('4111111111111111')], [200, 'application/json', false]);
    // The target's own refusal is an answer and no error.
    const refused = await cards.send(stored.cardToken, { url: GATEWAY, headers: JSON_TYPE, body: '{}' });
    assert.equal(refused.status, 400);
    await cards.delete(stored.cardToken);
    await assert.rejects(cards.get(stored.cardToken), { code: 'not_found' });
    assert.ok(!JSON.stringify(await requests()).includes('4111111111111111'));
  });

  test('refuses what is no card, and sends a request once', async () => {
    const { cards } = clients.vaultera();
    await assert.rejects(cards.store({ ...card, cardNumber: 4111111111111111 }), { code: 'call_invalid' });
    await assert.rejects(cards.store({ ...card, cardNumber: '4111111111111112' }), { code: 'request_refused' });
    await assert.rejects(cards.send('9c2f', { url: GATEWAY, method: 'TRACE' }), { code: 'request_refused' });
    const { cardToken } = await cards.store(card);
    await sandbox('faults', 'POST', { vault: 'vaultera', times: 1, kind: 'drop', after: true });
    await assert.rejects(cards.send(cardToken, { url: GATEWAY, body: '{}' }), { code: 'unknown_outcome' });
    assert.equal((await requests('/send')).length, 1);
    await sandbox('faults', 'POST', { vault: 'vaultera', times: 1, kind: 'truncate', bytes: 3 });
    await assert.rejects(cards.send(cardToken, { url: GATEWAY, body: '{}' }), { code: 'unknown_outcome' });
  });
});

describe('Hellgate', () => {
  const base64url = (bytes) => Buffer.from(bytes).toString('base64url');
  /** A card in a compact JWE, as a frame makes it. */
  const sealed = async (jwk, plain) => {
    const { subtle } = crypto;
    const header = base64url(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }));
    const rsa = await subtle.importKey('jwk', jwk, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
    const raw = crypto.getRandomValues(new Uint8Array(32));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const aes = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
    const whole = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(header) }, aes, new TextEncoder().encode(JSON.stringify(plain))));
    const parts = [await subtle.encrypt('RSA-OAEP', rsa, raw), iv, whole.slice(0, -16), whole.slice(-16)];
    return [header, ...parts.map(base64url)].join('.');
  };
  const stored = async () => {
    const session = `${base('hellgate')}/sessions/${await clients.hellgate().sessions.create()}`;
    const { data } = await (await fetch(session)).json();
    const plain = { account_number: '4242424242424242', expiry_month: 12, expiry_year: 2030, security_code: '123', cardholder_name: 'ADA EXAMPLE' };
    const body = JSON.stringify({ action: 'tokenize_card', result: { enc_payload: await sealed(data.jwk, plain) } });
    return (await (await fetch(`${session}/complete-action`, { method: 'POST', headers: JSON_TYPE, body })).json()).data.token_id;
  };

  test('lists stored cards, makes payment data, forwards and deletes', async () => {
    const client = clients.hellgate();
    const id = await stored();
    const token = await client.tokens.get(id);
    assert.deepEqual([token.maskedAccountNumber, token.expiryYear, token.scheme], ['424242******4242', 2030, 'VISA']);
    const page = await client.tokens.list({ limit: 1, sort: 'created_at desc' });
    assert.deepEqual([page.items.length, page.page, page.items[0].id, page.total >= 1], [1, 1, id, true]);

    const bundle = await client.paymentData.create(id, { amount: 4200, currencyCode: 'USD', reference: 'order-1' });
    assert.deepEqual([bundle.tokenId, bundle.amount, bundle.currencyCode], [id, 4200, 'USD']);
    assert.equal(bundle.success, bundle.encryptedAuthenticationData !== undefined);
    assert.equal((await client.tokens.paymentData(id)).items[0].id, bundle.id);

    const body = '{"card":{"number":"{{ account_number }}","exp_year":"{{ expiration_year | unwrap }}"},"amount":4200,"currency":"usd"}';
    const paid = await client.forward({ token: id, url: GATEWAY, headers: { Authorization: 'Bearer of-the-provider' }, body });
    assert.deepEqual([paid.status, paid.body.includes('4242424242424242')], [200, false]);
    await assert.rejects(client.forward({ token: id, url: GATEWAY, headers: { 'a b': 'c' }, body }), { code: 'headers_invalid' });

    await client.tokens.delete(id);
    await assert.rejects(client.tokens.get(id), { code: 'not_found' });
    assert.ok(!JSON.stringify(await requests()).includes('4242424242424242'));
  });
});

describe("Clover's tokens", () => {
  const app = async (store, more) => {
    const oauth = server.cloverOAuth({
      clientId: credentials.clover.clientId,
      clientSecret: credentials.clover.clientSecret,
      baseUrl: base('clover'),
      authorizeUrl: `${base('clover')}/oauth/v2/authorize`,
      store,
      ...more,
    });
    const back = await fetch(oauth.authorizeUrl({ redirectUri: 'http://localhost/back', state: 'a&b' }), { redirect: 'manual' });
    const answer = new URL(back.headers.get('location')).searchParams;
    assert.equal(answer.get('state'), 'a&b');
    await oauth.exchange({ code: answer.get('code') });
    return oauth;
  };
  const memory = () => {
    const store = { kept: null, load: () => store.kept, save: (tokens) => void (store.kept = tokens) };
    return store;
  };
  const end = (store) => (store.kept = { ...store.kept, accessTokenExpiration: 0 });

  test('are renewed once for all who ask, and stored before anybody gets one', async () => {
    const store = memory();
    const oauth = await app(store);
    end(store);
    await fresh();
    const leaves = new AbortController();
    const asked = [oauth.accessToken(), oauth.accessToken({ signal: leaves.signal }), oauth.accessToken()];
    leaves.abort();
    const [first, gone, last] = await Promise.allSettled(asked);
    assert.deepEqual([first.value === store.kept.accessToken, gone.reason.code, last.value === first.value], [true, 'aborted', true]);
    assert.equal((await requests('/oauth/v2/refresh')).length, 1);
  });

  test('are not lost where the store fails for a while', async () => {
    const store = memory();
    const oauth = await app(store);
    end(store);
    const { save } = store;
    store.save = () => Promise.reject(new Error('the disk is full'));
    await assert.rejects(oauth.accessToken(), ({ code, cause, message }) => code === 'tokens_unavailable' && /full/.test(cause.message) && !/full/.test(message));
    store.save = save;
    await fresh();
    assert.equal(await oauth.accessToken(), store.kept.accessToken);
    assert.equal((await requests('/oauth/v2/refresh')).length, 0, 'the refresh token was spent already');
  });

  test('that another process has renewed are taken from the store', async () => {
    const store = memory();
    const one = await app(store);
    const other = server.cloverOAuth({ clientId: credentials.clover.clientId, baseUrl: base('clover'), store: { ...store, load: () => store.kept, save: (tokens) => (store.kept = tokens) } });
    end(store);
    const stale = store.kept;
    // The first reads what the second is about to spend.
    let reads = 0;
    store.load = () => ((reads += 1) === 1 ? stale : store.kept);
    const theirs = await other.accessToken();
    assert.equal(await one.accessToken(), theirs);
    store.load = () => stale;
    await assert.rejects(one.accessToken(), { code: 'refresh_rejected' });
  });

  test('open the key service as they are needed', async () => {
    const store = memory();
    const oauth = await app(store);
    const merchant = clients.clover({ accessToken: oauth.accessToken });
    assert.equal((await merchant.publicKey()).apiAccessKey, (await merchant.grant({ scope: 'card' })).apiKey);
    await assert.rejects(clients.clover({ accessToken: undefined, apiAccessKey: 'k' }).publicKey(), { code: 'key_missing' });
  });
});
