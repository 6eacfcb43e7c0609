// The server of each vault's page, as it stands there, against the sandbox: its grant opens what a frame opens, the card
// becomes a token, and the page's own code charges it.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { blocks, marked } from './blocks.js';
import { sandboxed } from './sandboxed.js';

const { PKG, VAULTS } = process.env;
const folder = mkdtempSync(fileURLToPath(new URL('../../target/docs-vaults-', import.meta.url)));
const issued = await (await fetch(`${VAULTS}/_sandbox/credentials`)).json();
const { clover, vaultera, payconex, hellgate, corefy } = issued;

const ENVIRONMENT = {
  CLOVER_ACCESS_TOKEN: clover.accessToken,
  CLOVER_PRIVATE_KEY: clover.privateKey,
  VAULTERA_API_KEY: vaultera.apiKey,
  PAYCONEX_ACCOUNT: payconex.accountId,
  PAYCONEX_KEY: payconex.keyId,
  PAYCONEX_SECRET: payconex.secret,
  HELLGATE_API_KEY: hellgate.apiKey,
  COREFY_ACCOUNT: corefy.accountId,
  COREFY_API_KEY: corefy.apiKey,
  COREFY_PRIVATE_KEY: corefy.privateKey,
  PROVIDER_URL: `${VAULTS}/_sandbox/gateway`,
  PROVIDER_KEY: 'a key of the provider',
};

// An invoice is for one cart, once.
const CART = crypto.randomUUID();

let sandbox;
let kept;
before(() => {
  Object.assign(process.env, ENVIRONMENT);
  sandbox = sandboxed();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(PKG, join(folder, 'node_modules/tokenframe'));
  // Who asks, and for which cart: the reader's own.
  globalThis.signedIn = async (request) => (request.headers.get('cookie') === 'session=ines' ? { id: 'ines' } : null);
  globalThis.cartOf = async (request) => ((await globalThis.signedIn(request)) ? { id: CART, shopper: 'ines', keep: async (invoice) => void (kept = invoice) } : null);
});
after(() => {
  sandbox.end();
  rmSync(folder, { recursive: true });
});

const post = async (url, headers, body) => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, `${new URL(url).pathname}: ${response.status} ${text}`);
  return JSON.parse(text);
};

const DATE = { exp_month: '12', exp_year: '30' };
const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

/** A card for a session's key, as a frame seals it. */
const sealed = async (jwk, plain) => {
  const { subtle } = crypto;
  const header = base64url(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }));
  const rsa = await subtle.importKey('jwk', jwk, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['encrypt']);
  const [raw, iv] = [32, 12].map((length) => crypto.getRandomValues(new Uint8Array(length)));
  const aes = await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const whole = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(header) }, aes, new TextEncoder().encode(JSON.stringify(plain))));
  return [header, ...[await subtle.encrypt('RSA-OAEP', rsa, raw), iv, whole.slice(0, -16), whole.slice(-16)].map(base64url)].join('.');
};

/** What the frame, or the vault's own form, makes of a grant and a card: the id of a token. */
const TOKENS = {
  clover: async ({ apiKey, encryptionKey }, number) => {
    assert.match(encryptionKey, /^[A-Za-z0-9+/=]{100,}$/);
    return (await post('https://token-sandbox.dev.clover.com/v1/tokens', { apikey: apiKey }, { card: { number, ...DATE, cvv: '123' } })).id;
  },
  vaultera: async ({ sessionToken }, number) => {
    assert.equal((await fetch(`https://pci.vaultera.co/api/v1/capture_form?session_token=${sessionToken}`)).status, 200);
    const card = { card_number: number, cardholder_name: 'ADA EXAMPLE', expiration_month: '12', expiration_year: '2030', service_code: '123' };
    return (await post(`https://pci.vaultera.co/api/v1/cards?api_key=${vaultera.apiKey}`, {}, { card })).data.attributes.card_token;
  },
  payconex: async ({ bearerToken }, number) => {
    const card = { number, expiryMonth: '12', expiryYear: '2030', cvv: '123' };
    return (await post('https://checkout-cert.payconex.net/checkout/tokenize', { authorization: `Bearer ${bearerToken}` }, { card })).bfTokenReference;
  },
  hellgate: async ({ sessionId }, number) => {
    const session = `https://sandbox.hellgate.io/sessions/${sessionId}`;
    const { data } = await (await fetch(session)).json();
    const plain = { account_number: number, expiry_month: 12, expiry_year: 2030, security_code: '123' };
    return (await post(`${session}/complete-action`, {}, { action: 'tokenize_card', result: { enc_payload: await sealed(data.jwk, plain) } })).data.token_id;
  },
  corefy: async ({ bearer, invoiceId }, number) => {
    const attributes = { card_number: number, card_holder: 'ADA EXAMPLE', ...DATE, cvv: '123', browser_info: { browser_ip: '198.51.100.7', browser_java_enabled: false } };
    await post('https://cardgate.paycore.io/payment/sale', { authorization: `Bearer ${bearer}` }, { data: { type: 'sale-operation', attributes } });
    return invoiceId;
  },
};

const asks = (grants, cookie) => {
  const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) };
  return grants(new Request('https://shop.example/checkout/grant', { method: 'POST', headers, body: JSON.stringify({ scope: 'card' }) }));
};

const load = async (vault) => {
  const file = join(folder, `${vault}.mjs`);
  writeFileSync(file, marked(`${vault}.md`, 'runs').join('\n'));
  return import(pathToFileURL(file));
};

test('every page with a server is run here', () => {
  const pages = [...new Set(blocks.filter(({ how }) => how === 'runs').map(({ page }) => page))];
  assert.deepEqual(pages.sort(), Object.keys(TOKENS).map((vault) => `${vault}.md`).sort());
});

for (const [vault, token] of Object.entries(TOKENS)) {
  test(`${vault}.md: its server gives a grant to who is signed in, and charges the token that comes of it`, async () => {
    const { grants, charge, heard } = await load(vault);
    assert.equal((await asks(grants)).status, 403, 'nobody is signed in');
    const response = await asks(grants, 'session=ines');
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const secrets = Object.entries(ENVIRONMENT).filter(([name]) => /KEY|SECRET|TOKEN/.test(name) && name !== 'PAYCONEX_KEY');
    for (const [name, value] of secrets) assert.ok(!text.includes(value), `${name} is in the grant`);
    const grant = JSON.parse(text);
    assert.equal(grant.vault, vault);
    const id = await token(grant, '4242424242424242');
    assert.match(id, /^[\w=+/.-]{8,}$/);
    const order = { id: CART, cents: 4200 };
    assert.equal(await charge({ id, vault }, order), true);
    if (vault !== 'corefy') return;
    assert.equal(kept, id, 'the shop keeps the invoice before the page has it');
    assert.match(order.saved, /^\w{20,}$/, 'and the token for the next one');
    assert.equal(await charge({ id, vault }, { id: 'T-2' }), false, 'an invoice of another order');
    assert.equal((await heard(new Request('https://shop.example/callback', { method: 'POST', body: '{}', headers: { 'x-signature': createHmac('sha1', 'x').digest('base64') } }))).status, 403);
  });
}

test('clover.md: a card that is declined has a token, and the charge says no', async () => {
  const { grants, charge } = await load('clover');
  const grant = await (await asks(grants, 'session=ines')).json();
  assert.equal(await charge({ id: await TOKENS.clover(grant, '4264281511117771') }, { cents: 4200 }), false);
});

test('the code is run as it stands there: each vendor was asked at its own address', () => {
  const vendors = new Set(sandbox.asked);
  for (const host of ['scl-sandbox.dev.clover.com', 'checkout.clover.com', 'pci.vaultera.co', 'api-cert.payconex.net', 'sandbox.hellgate.io', 'com.paycore.io']) assert.ok(vendors.has(host), host);
});
