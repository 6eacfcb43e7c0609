// The demo shop's server: it gives grants, and uses tokens. Nothing here ever sees a card.
//
// PORT, FRAME, VAULTS and PKG come from `cargo dev`.

import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { looks } from './looks.js';
import { staff } from './staff/server.js';
import { clover } from './vaults/clover.js';
import { corefy } from './vaults/corefy.js';
import { hellgate } from './vaults/hellgate.js';
import { payconex } from './vaults/payconex.js';
import { vaultera } from './vaults/vaultera.js';

const { PORT, FRAME, VAULTS, PKG } = process.env;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const SHOP = `http://localhost:${PORT}`;
const ORDERS_LIMIT = 10_000;

// `tokenframe/server` of the package.
const tokenframe = await import(pathToFileURL(join(PKG, 'server/index.js')));

const ask = async (method, url, { headers, body } = {}) => {
  const sent = { 'content-type': 'application/json', accept: 'application/json', ...headers };
  const response = await fetch(url, { method, headers: sent, body: body && JSON.stringify(body) });
  // No more than that: an address may hold a key or a token.
  if (!response.ok) throw new Error(`the vault answered ${response.status}`);
  return response.json().catch(() => ({}));
};

// What each vault issued to this shop. Elsewhere these are secrets of the environment.
const credentials = await ask('GET', `${VAULTS}/_sandbox/credentials`);

const vaults = Object.fromEntries(
  Object.entries({ clover, vaultera, payconex, hellgate, corefy }).map(([name, vault]) => [
    name,
    vault({
      ask,
      base: `${VAULTS}/${name}`,
      connect: tokenframe[name],
      credentials: credentials[name],
      frame: FRAME,
      clock: `${VAULTS}/_sandbox/clock`,
      gateway: `${VAULTS}/_sandbox/gateway`,
      price: { amount: 4200, currency: 'usd' },
      shop: SHOP,
    }),
  ]),
);

// The shop's database, for as long as the demo runs.
const orders = new Map();

const begin = (vault, shopper) => {
  if (orders.size >= ORDERS_LIMIT) orders.delete(orders.keys().next().value);
  const order = { id: `T-${randomUUID().slice(0, 13).toUpperCase()}`, vault, shopper };
  orders.set(order.id, order);
  return order;
};

const newest = (wanted) => [...orders.values()].findLast(wanted);

/** Uses a token, once for each order. */
const settle = async (order, token) => {
  if (order.receipt) return order.receipt;
  try {
    const { paid, ...answer } = await vaults[order.vault].charge(token, order);
    if (!paid) return answer;
    return (order.receipt = { token, ...answer, order: order.id, paid });
  } catch (error) {
    console.error(`${order.vault}: ${error.message}`);
    return { problem: 'The bank declined this payment. Please try another card.' };
  }
};

/** What the vault says of an order that it was paid by. */
const outcome = (order) => settle(order, { id: order.payment, vault: order.vault });

const cookie = (sent, name) => new RegExp(`(?:^|; )${name}=([\\w-]+)`).exec(sent)?.[1];
const chosen = (sent) => [cookie(sent, 'vault')].find((name) => Object.hasOwn(vaults, name)) ?? 'clover';

const CODE_GRANT = '/checkout/code-grant';
const GRANTS = ['/checkout/grant', CODE_GRANT];

/** Which grant this shopper may have now, if any. */
const authorize = async (request) => {
  const sent = request.headers.get('cookie');
  const shopper = cookie(sent, 'shopper');
  if (new URL(request.url).pathname === CODE_GRANT) {
    const order = newest((one) => one.stored && one.shopper === shopper);
    return order && { person: shopper, vault: vaults[order.vault].client, details: { token: order.stored } };
  }
  const name = chosen(sent);
  // A payment whose answer was lost may have been made: nobody pays twice for one cart.
  const before = newest((order) => order.vault === name && order.shopper === shopper && order.payment);
  if (before && !before.receipt && (await outcome(before)).paid) return null;
  const order = begin(name, shopper);
  const { client, details } = vaults[name];
  return { person: shopper, vault: client, details: await details?.(order), granted: (grant) => (order.payment = grant.invoiceId) };
};

const audit = ({ vault, code }) => code && console.error(`a grant of ${vault}: ${code}`);
const grants = tokenframe.grantHandler({ authorize, audit });

const office = staff({ grantHandler: tokenframe.grantHandler, vault: vaults.vaultera.client, orders });

// Each is asked by a page of this shop, and is told who asks.
const routes = {
  '/checkout/pay': ({ shopper, body: { token } }) => {
    if (!Object.hasOwn(vaults, token.vault)) throw new Error('there is no such vault');
    const begun = newest((order) => order.vault === token.vault && order.payment === token.id && order.shopper === shopper);
    return settle(begun ?? begin(token.vault, shopper), token);
  },

  // The page does not know what came of it. Where tokenizing is paying, the vault does; elsewhere nothing was paid yet.
  '/checkout/outcome': ({ vault, shopper }) => {
    const order = newest((one) => one.vault === vault && one.shopper === shopper && one.payment);
    return order ? outcome(order) : { problem: 'The vault did not answer. Nothing was paid. Please try again later.' };
  },

  // After a step at the bank. The order is known from before, and the vault says what became of it.
  '/checkout/result': ({ shopper, body }) => {
    const order = orders.get(body.order);
    if (order?.shopper !== shopper || !order.payment) return { problem: 'There is no such order.' };
    return outcome(order);
  },

  '/checkout/stored': async ({ shopper }) => {
    const order = newest((one) => one.stored && one.shopper === shopper);
    return order ? { card: await vaults[order.vault].shown(order.stored) } : {};
  },
};

/** A vault tells what became of a payment, perhaps twice, perhaps after the shopper has gone. */
const heard = async (request) => {
  const invoice = vaults.corefy.client.callback(await request.text(), request.headers.get('x-signature'));
  if (!invoice) return new Response(null, { status: 403 });
  const order = orders.get(invoice.referenceId);
  if (order?.payment === invoice.id) console.log(`corefy: ${order.id} is ${invoice.status}`);
  return new Response();
};

const answer = async (request, pathname) => {
  // Another site's page can send a form here, but no JSON, and not from this origin.
  const site = request.headers.get('sec-fetch-site') ?? 'same-origin';
  if (!Object.hasOwn(routes, pathname) || site !== 'same-origin') return new Response(null, { status: 403 });
  try {
    const body = JSON.parse((await request.text()) || '{}');
    const sent = request.headers.get('cookie');
    return Response.json(await routes[pathname]({ vault: chosen(sent), shopper: cookie(sent, 'shopper'), body }));
  } catch (error) {
    console.error(`${pathname}: ${error.message}`);
    return Response.json({}, { status: 502 });
  }
};

const secured = (response) => {
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  return response;
};

/** Everything that is posted. Whoever is not known yet is from here on. */
const posted = tokenframe.nodeHandler(async (request, caller) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/corefy/callback') return heard(request);
  if (pathname.startsWith('/staff/')) return secured(await office(request, caller));
  const known = cookie(request.headers.get('cookie'), 'shopper');
  const shopper = `shopper=${known ?? randomUUID()}`;
  if (!known) request.headers.set('cookie', [request.headers.get('cookie'), shopper].filter(Boolean).join('; '));
  const response = await (GRANTS.includes(pathname) ? grants(request) : answer(request, pathname));
  secured(response);
  if (!known) response.headers.set('set-cookie', `${shopper}; path=/; httponly; samesite=strict`);
  return response;
});

const IMPORTS = '{"imports":{"tokenframe":"/tokenframe/index.js"}}';
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORTS).digest('base64')}'`,
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  `frame-src ${FRAME}`,
  "base-uri 'none'",
  // The bank's page, which is the sandbox's here. A shop cannot know which bank it will be, and writes https:.
  `form-action 'self' ${VAULTS}`,
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');
const HEADERS = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };

const pages = {
  '/': ['Checkout', 'checkout'],
  '/result': ['Your payment', 'result'],
  '/hellgate/cvc': ['Pay again', 'cvc'],
  '/clover/gift-card': ['Checkout', 'other'],
  '/clover/bank-account': ['Checkout', 'other'],
  '/gallery': ['Gallery', 'gallery'],
};
const scripts = { checkout: 'shop.js', result: 'result.js', cvc: 'cvc.js', other: 'other.js', gallery: 'gallery.js' };
for (const name of Object.keys(vaults)) pages[`/${name}`] = pages['/'];

const SCRIPT = 'text/javascript; charset=utf-8';
const files = {
  '/shop.css': [HERE, 'shop.css', 'text/css; charset=utf-8'],
  '/gallery.css': [HERE, 'gallery.css', 'text/css; charset=utf-8'],
  '/favicon.svg': [HERE, 'favicon.svg', 'image/svg+xml'],
  '/tokenframe/index.js': [PKG, 'index.js', SCRIPT],
  ...Object.fromEntries(['base', 'development', 'element', 'extra', 'label', 'look'].map((name) => [`/tokenframe/${name}.js`, [PKG, `${name}.js`, SCRIPT]])),
};
for (const name of ['page.js', 'staff.css']) files[`/staff/${name}`] = [join(HERE, 'staff'), name, name.endsWith('.js') ? SCRIPT : files['/shop.css'][2]];
for (const name of ['till.js', 'looks.js', ...Object.values(scripts)]) files[`/${name}`] = [HERE, name, SCRIPT];

/** The ways to pay with a vault that takes more than cards, this page's own marked. */
const means = async (pathname) => {
  const at = pathname.split('/').length > 2 ? pathname : '/clover';
  return (await readFile(join(HERE, 'means.html'), 'utf8')).trim().replace(`href="${at}"`, `$& aria-current="page"`);
};

/** A page as this shopper has chosen it, so that its script has nothing to move. */
const page = async ([title, name], { vault, look }, pathname) => {
  const main = (await readFile(join(HERE, `${name}.html`), 'utf8'))
    .replace('{{means}}', await means(pathname))
    .replace('{{form}}', pathname.split('/')[2] ?? 'card')
    .replaceAll(new RegExp(`value="(${vault}|${look})"`, 'g'), '$& checked');
  const values = { title, look, main, script: scripts[name], imports: IMPORTS };
  // The gallery is a document of its own.
  const shell = name === 'gallery' ? main : await readFile(join(HERE, 'shell.html'), 'utf8');
  return shell.replace(/\{\{(\w+)\}\}/g, (_, key) => values[key]);
};

const serve = async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, SHOP);
  if (request.method === 'POST') return posted(request, response);
  if (!['GET', 'HEAD'].includes(request.method)) return response.writeHead(405, HEADERS).end();
  if (pages[pathname]) {
    const headers = { ...HEADERS, 'content-type': 'text/html; charset=utf-8' };
    const sent = request.headers.cookie;
    const look = [searchParams.get('look'), cookie(sent, 'look')].find((name) => Object.hasOwn(looks, name)) ?? 'plain';
    let vault = chosen(sent);
    // The address of a vault's page chooses that vault.
    const [, named] = pathname.split('/');
    if (vaults[named] && ['checkout', 'other'].includes(pages[pathname][1])) {
      vault = named;
      headers['set-cookie'] = `vault=${vault}; path=/; samesite=strict`;
    }
    return response.writeHead(200, headers).end(await page(pages[pathname], { vault, look }, pathname));
  }
  if (pathname === '/staff') {
    const document = (await readFile(join(HERE, 'staff/page.html'), 'utf8')).replace('{{imports}}', IMPORTS);
    return response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' }).end(document);
  }
  if (!files[pathname]) return response.writeHead(404, HEADERS).end();
  const [folder, name, type] = files[pathname];
  const content = (await readFile(join(folder, name), 'utf8')).replace('http://127.0.0.1:4101/', `${FRAME}/`);
  response.writeHead(200, { ...HEADERS, 'content-type': type }).end(content);
};

createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
})
  .on('error', ({ code }) => {
    console.error(code === 'EADDRINUSE' ? `shop: port ${PORT} is taken` : `shop: cannot listen on port ${PORT}: ${code}`);
    process.exit(1);
  })
  .listen(Number(PORT), 'localhost');
