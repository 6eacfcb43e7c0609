// The dashboard's server: it holds the vaults' secrets, and lets its own page manage keys with them.
//
// PORT and PKG come from `cargo dev`, as does VAULTS, the sandbox. Without VAULTS the secrets are the environment's.
// It listens on loopback only and knows no users: put a sign-in in front before anybody else can reach it, and name as
// ORIGIN the address that people then use.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Refused, routeOf, routesOf, told } from './api.js';
import { headersFor, newToken, pathOf, refusal } from './guard.js';
import { fromEnvironment, fromSandbox } from './vaults.js';

const { PORT, VAULTS, PKG, ORIGIN = `http://localhost:${PORT}` } = process.env;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const BODY_LIMIT = 50_000;
/** No form is as deep as this, and what walks a body may be no stronger than its stack. */
const DEPTH_LIMIT = 16;

const end = (why) => {
  console.error(`dashboard: ${why}`);
  process.exit(1);
};

if (!PORT || !PKG) end('set PORT, where it is to listen, and PKG, the folder that `cargo pack` makes; `cargo dev` sets both');
const sdk = await import(pathToFileURL(join(PKG, 'server/index.js'))).catch(() => end(`PKG is ${PKG}, and there is no package: make one with \`cargo pack\``));
const held = VAULTS ? await fromSandbox(sdk, VAULTS).catch(() => end('VAULTS names no sandbox that answers')) : fromEnvironment(sdk, process.env);
const routes = routesOf(sdk, held);
const token = newToken();
const headers = headersFor([new URL(held.vaulteraUrl).origin]);

/** Each page: its name in the menu, and what the vault calls its keys. */
const PAGES = {
  '': ['Overview', 'All keys'],
  clover: ['Clover', 'Public API access key'],
  vaultera: ['Vaultera', 'API keys and session tokens'],
  payconex: ['PayConex', 'API keys'],
  hellgate: ['Hellgate', 'API keys'],
  corefy: ['Corefy', 'API keys'],
};
const BANDS = {
  test: ['Test', VAULTS ? 'Sandbox. Test cards only, and nothing is charged.' : "The vaults' test systems. Nothing is charged."],
  live: ['Live', 'These keys move real money.'],
};

const page = async (name) => {
  const [label, title] = PAGES[name];
  const [word, about] = BANDS[held.environment];
  const menu = Object.entries(PAGES).map(([path, [text]]) => `<li><a href="/${path}"${path === name ? ' aria-current="page"' : ''}>${text}</a></li>`);
  const values = { page: name || 'overview', label, title, word, about, environment: held.environment, menu: menu.join(''), token };
  return (await readFile(join(HERE, 'shell.html'), 'utf8')).replace(/\{\{(\w+)\}\}/g, (_, key) => values[key]);
};

const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };

const file = async (pathname) => {
  const [, folder, name, type] = /^\/(page|style)\/([\w-]+\.(js|css|svg))$/.exec(pathname) ?? [];
  return name ? [TYPES[type], await readFile(join(HERE, folder, name)).catch(() => null)] : [];
};

const text = async (request) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    // Read to its end all the same: whoever is still sending would not hear the answer.
    if (body.length <= BODY_LIMIT) body += chunk;
  }
  if (body.length > BODY_LIMIT) throw new Refused(413, 'body_too_long');
  return body;
};

const isObject = (value) => typeof value === 'object' && value !== null;
const deeper = (value, limit) => isObject(value) && (limit === 0 || Object.values(value).some((one) => deeper(one, limit - 1)));

/** An object, whoever sends it: what is none would be taken for one with nothing chosen, and make a key. */
const bodyOf = (method, written) => {
  if (method === 'GET' || (method === 'DELETE' && !written)) return {};
  let body;
  try {
    body = JSON.parse(written);
  } catch {
    // Told below, as what is no object either.
  }
  if (!isObject(body) || Array.isArray(body) || deeper(body, DEPTH_LIMIT)) throw new Refused(400, 'body_invalid');
  return body;
};

const send = (response, status, type, body, more) => response.writeHead(status, { ...headers, 'content-type': type, ...more }).end(body);
const sendJson = (response, status, value) => send(response, status, 'application/json', JSON.stringify(value));

/** Where an exception came from that is no refusal: ` (TypeError at api.js:12)`. */
const placeOf = ({ name, stack }) => ` (${name} at ${/([\w-]+\.js:\d+):\d+\)?$/m.exec(stack)?.[1] ?? 'no place of its own'})`;

const answer = async (request, response, pathname) => {
  const route = routeOf(routes, request.method, pathname);
  if (!route) return sendJson(response, 404, { error: { kind: 'config', code: 'not_found', retryable: false } });
  try {
    const body = bodyOf(request.method, await text(request));
    await held.refresh?.();
    sendJson(response, 200, await route.answer(body));
  } catch (error) {
    const [status, said] = told(error);
    // The route, the code and a place in our own files, and nothing that a vault or a person wrote.
    console.error(`dashboard: ${route.name}: ${said.code}${said.code === 'internal' ? placeOf(error) : ''}`);
    sendJson(response, status, { error: said });
  }
};

const serve = async (request, response) => {
  const refused = refusal(request, { origin: ORIGIN, token });
  if (refused) return sendJson(response, refused[0], { error: { kind: 'config', code: refused[1], retryable: false } });
  const pathname = pathOf(request.url, ORIGIN);
  if (pathname.startsWith('/api/')) return answer(request, response, pathname);
  const name = pathname.slice(1);
  if (Object.hasOwn(PAGES, name)) return send(response, 200, 'text/html; charset=utf-8', await page(name));
  const [type, content] = await file(pathname);
  return content ? send(response, 200, type, content) : send(response, 404, 'text/plain', 'Not found');
};

createServer((request, response) => {
  serve(request, response).catch(() => response.destroy());
})
  .on('error', ({ code }) => end(code === 'EADDRINUSE' ? `port ${PORT} is taken` : `cannot listen on port ${PORT}: ${code}`))
  .listen(Number(PORT), 'localhost', () => console.log(`  dashboard ${ORIGIN}`));
