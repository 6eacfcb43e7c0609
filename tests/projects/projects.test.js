// The package as shops use it: the tarball installed into real projects, each built by its own tools, and a card paid
// with in what came of it. `LONG`: all of them; otherwise those that have no tools to install.
// TARBALL is the package; SHOP, FRAME, VAULTS and STAGE are as in the browser tests, STAGE being where a project is served.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const { TARBALL, SHOP, FRAME, VAULTS, STAGE, LONG } = process.env;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const BUILT = fileURLToPath(new URL('../../target/projects/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const PROJECTS = {
  unit: { build: true, pages: [] },
  'import-map': { pages: ['index.html'] },
  vite: { build: true, folder: 'dist', pages: ['index.html', 'vue.html', 'svelte.html'], long: true },
  webpack: { build: true, pages: ['index.html'], long: true },
  next: { build: true, serves: true, pages: [''], long: true },
};

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost'] });
});
after(() => browser?.close());

// Node's runner within Node's runner would run nothing, and be content.
const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
const env = { ...outer, NEXT_TELEMETRY_DISABLED: '1', CI: '1' };
const npm = (project, ...values) => execFileSync('npm', [...values, '--silent'], { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] });

/** The project with its tools and the package, as `npm ci` and `npm install` leave it. */
const installed = (name, { build }) => {
  const project = join(BUILT, name);
  const lock = (folder) => (existsSync(join(folder, 'package-lock.json')) ? readFileSync(join(folder, 'package-lock.json'), 'utf8') : '');
  // Its tools stay from one run to the next.
  if (lock(project) !== lock(join(HERE, name))) rmSync(project, { recursive: true, force: true });
  const fresh = !existsSync(join(project, 'node_modules'));
  mkdirSync(project, { recursive: true });
  cpSync(join(HERE, name), project, { recursive: true });
  // As `npm ci`, which wants every platform's build of Next's compiler in the lock file, also those that a registry has not.
  if (build && fresh && lock(project)) npm(project, 'install', '--no-save');
  rmSync(join(project, 'node_modules/tokenframe'), { recursive: true, force: true });
  // By the lock file: without it npm would ask a registry for what is there already.
  npm(project, 'install', '--no-save', '--offline', TARBALL);
  if (build) npm(project, 'run', 'build');
  return project;
};

/** A server of files, and of grants: the demo shop's. */
const statically = (folder) =>
  new Promise((resolve, reject) => {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, STAGE);
      if (request.method === 'POST' && pathname === '/grant') {
        const headers = { 'content-type': 'application/json', cookie: 'vault=clover' };
        const grant = await fetch(`${SHOP}/checkout/grant`, { method: 'POST', headers, body: '{"scope":"card"}' });
        return response.writeHead(grant.status, { 'content-type': 'application/json' }).end(await grant.text());
      }
      const file = join(folder, normalize(pathname));
      if (!existsSync(file)) return response.writeHead(404).end();
      return response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
    });
    const { hostname, port } = new URL(STAGE);
    server.once('error', reject).listen(Number(port), hostname, () => resolve(() => new Promise((done) => (server.close(done), server.closeAllConnections()))));
  });

/** The project's own server. */
const started = async (project) => {
  const { hostname, port } = new URL(STAGE);
  const { clover } = await (await fetch(`${VAULTS}/_sandbox/credentials`)).json();
  const own = { ...env, FRAME: `${FRAME}/`, CLOVER_ACCESS_TOKEN: clover.accessToken };
  const child = spawn(process.execPath, [join(project, 'node_modules/next/dist/bin/next'), 'start', '--port', port, '--hostname', hostname], { cwd: project, env: own, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('its server ended')));
    child.stdout.setEncoding('utf8').on('data', (text) => /Ready in/.test(text) && resolve());
  });
  return () => new Promise((resolve) => (child.removeAllListeners('exit'), child.once('exit', resolve), child.kill()));
};

const helpers = import(new URL('../../pkg/testing/index.js', import.meta.url));

for (const [name, project] of Object.entries(PROJECTS)) {
  test(`${name}: a card is paid with in each of its pages`, { skip: project.long && !LONG && 'takes long: cargo verify --long' }, async () => {
    const { fillCard } = await helpers;
    const folder = installed(name, project);
    const stop = await (project.serves ? started(folder) : statically(join(folder, project.folder ?? '.')));
    try {
      for (const path of project.pages) {
        const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
        const wrong = [];
        page.on('pageerror', (error) => wrong.push(error.message));
        page.on('console', (message) => message.type() === 'error' && !/favicon|404/.test(message.text()) && wrong.push(message.text()));
        if (project.serves) {
          // What its server renders has the room, and nothing in it.
          const html = await (await fetch(`${STAGE}/${path}`)).text();
          assert.match(html, /<div id="card"><\/div>/);
        }
        await page.goto(`${STAGE}/${path}?frame=${encodeURIComponent(`${FRAME}/`)}`);
        await fillCard(page, { number: '4242 4242 4242 4242', expiry: '12/30', cvc: '123' });
        await page.locator('#pay:enabled').click();
        await page.waitForFunction(() => document.querySelector('#token').textContent);
        assert.match(await page.locator('#token').textContent(), /^clv_/, `${name}/${path}`);
        assert.deepEqual(wrong, [], `${name}/${path}`);
        await page.context().close();
      }
    } finally {
      await stop();
    }
  });
}
