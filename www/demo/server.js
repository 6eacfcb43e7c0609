// The demo shop's server: it gives grants, and charges tokens. Nothing here ever sees a card.
//
// PORT, FRAME, VAULTS and PKG come from `cargo dev`.

import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { PORT, FRAME, VAULTS, PKG } = process.env;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const PRICE = { amount: 4200, currency: 'usd' };

// What each vault issued to this shop. Elsewhere these are secrets of the environment.
const credentials = await (await fetch(`${VAULTS}/_sandbox/credentials`)).json();

const json = (method, body, headers) => ({
  method,
  headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
  body: body && JSON.stringify(body),
});

const answered = async (response) => {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}`);
  return body;
};

const vaults = {
  clover: {
    // Asked for once and kept: a merchant's key does not change.
    async grant() {
      const bearer = { authorization: `Bearer ${credentials.clover.accessToken}` };
      this.key ??= fetch(`${VAULTS}/clover/pakms/apikey`, json('GET', undefined, bearer)).then(answered);
      this.key.catch(() => (this.key = undefined));
      const { apiAccessKey, active } = await this.key;
      return { vault: 'clover', environment: 'sandbox', baseUrl: `${VAULTS}/clover`, apiKey: apiAccessKey, active };
    },
    async charge(token) {
      const bearer = { authorization: `Bearer ${credentials.clover.privateKey}` };
      await answered(await fetch(`${VAULTS}/clover/v1/charges`, json('POST', { ...PRICE, source: token.id }, bearer)));
    },
  },
  vaultera: {
    // A session token opens one form, once.
    async grant() {
      const url = `${VAULTS}/vaultera/api/v1/session_tokens?api_key=${credentials.vaultera.apiKey}`;
      const { data } = await answered(await fetch(url, json('POST', { session_token: { scope: 'card' } })));
      return { vault: 'vaultera', baseUrl: `${VAULTS}/vaultera`, sessionToken: data.attributes.session_token, scope: 'card' };
    },
    // The vault fills the card in and sends this on to the shop's payment gateway.
    async charge(token) {
      const gateway = encodeURIComponent(`${VAULTS}/_sandbox/gateway`);
      const url = `${VAULTS}/vaultera/api/v1/cards/${encodeURIComponent(token.id)}/send?api_key=${credentials.vaultera.apiKey}&method=post&url=${gateway}`;
      const card = { number: '%CARD_NUMBER%', exp_month: '%EXPIRATION_MM%', exp_year: '%EXPIRATION_YYYY%', cvc: '%SERVICE_CODE%' };
      await answered(await fetch(url, json('POST', { ...PRICE, card })));
    },
  },
};

const chosen = (request) => vaults[/(?:^|; )vault=(\w+)/.exec(request.headers.cookie)?.[1]] ?? vaults.clover;

const read = async (request) => {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 10_000) throw new Error('too long');
  }
  return JSON.parse(text);
};

const routes = {
  'POST /checkout/grant': async (request) => chosen(request).grant(),
  'POST /checkout/pay': async (request) => {
    const { token } = await read(request);
    try {
      await vaults[token.vault].charge(token);
      return { order: `T-${randomUUID().slice(0, 8).toUpperCase()}`, paid: true };
    } catch (error) {
      console.error(`charge: ${error.message}`);
      return { problem: 'The bank declined this payment. Please try another card.' };
    }
  },
};

const IMPORTS = '{"imports":{"tokenframe":"/tokenframe/index.js"}}';
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORTS).digest('base64')}'`,
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  `frame-src ${FRAME}`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const files = {
  '/': [HERE, 'index.html', 'text/html; charset=utf-8'],
  '/shop.css': [HERE, 'shop.css', 'text/css; charset=utf-8'],
  '/shop.js': [HERE, 'shop.js', 'text/javascript; charset=utf-8'],
  '/favicon.svg': [HERE, 'favicon.svg', 'image/svg+xml'],
  '/tokenframe/index.js': [PKG, 'index.js', 'text/javascript; charset=utf-8'],
};

const serve = async (request, response) => {
  const { pathname } = new URL(request.url, 'http://shop');
  const headers = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
  const route = routes[`${request.method} ${pathname}`];
  if (route) {
    // Another site's page can send a form here, but no JSON, and not from this origin.
    if (request.headers['sec-fetch-site'] && request.headers['sec-fetch-site'] !== 'same-origin') return response.writeHead(403).end();
    const answer = await route(request).catch((error) => {
      console.error(`${pathname}: ${error.message}`);
    });
    response.writeHead(answer ? 200 : 502, { ...headers, 'content-type': 'application/json' });
    return response.end(JSON.stringify(answer ?? {}));
  }
  if (!files[pathname] || !['GET', 'HEAD'].includes(request.method)) return response.writeHead(404, headers).end();
  const [folder, name, type] = files[pathname];
  const content = (await readFile(join(folder, name), 'utf8'))
    .replace('<!-- imports -->', `<script type="importmap">${IMPORTS}</script>`)
    .replace('http://127.0.0.1:4101/', `${FRAME}/`);
  response.writeHead(200, { ...headers, 'content-type': type }).end(content);
};

createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
}).listen(Number(PORT), 'localhost');
