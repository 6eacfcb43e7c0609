// The whole platform on this machine: five shops, one worker in workerd, and the sandbox in place of the vaults.
//
//   node www/edge/local.js
//
// It needs pkg/ (`cargo pack`) and workerd (`npm ci --prefix tests/runtimes`, or WORKERD names the program).

import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.js';
import { sign } from './session.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SESSION_SECONDS = 600;
const PATIENCE_MS = 15000;

/** The program itself: what npm links is a script that starts it as a child. */
export const workerdProgram = () => {
  const scope = join(ROOT, 'tests/runtimes/node_modules/@cloudflare');
  if (process.env.WORKERD) return process.env.WORKERD;
  if (!existsSync(scope)) throw new Error('workerd is not there: npm ci --prefix tests/runtimes');
  return join(scope, readdirSync(scope)[0], 'bin/workerd');
};

/** The package that is built is this machine's alone, so it is found when it is needed. */
const packaged = (path) => import(new URL(`../../pkg/${path}`, import.meta.url));

const records = () => JSON.parse(readFileSync(new URL('shops.json', import.meta.url), 'utf8'));

/** A free port, which stays free for the moment that it takes to start. */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** What the secrets are bound to: the sandbox's own keys. */
const secretsOf = ({ clover, vaultera, payconex, hellgate, corefy }) => ({
  CLOVER_ACCESS_TOKEN: clover.accessToken,
  VAULTERA_API_KEY: vaultera.apiKey,
  PAYCONEX_ACCOUNT: payconex.accountId,
  PAYCONEX_KEY: payconex.keyId,
  PAYCONEX_SECRET: payconex.secret,
  HELLGATE_API_KEY: hellgate.apiKey,
  COREFY_ACCOUNT: corefy.accountId,
  COREFY_API_KEY: corefy.apiKey,
});

/** Starts workerd in a folder, and gives its process when it listens on all its sockets. */
export const serve = (folder, env, sockets) =>
  new Promise((resolve, reject) => {
    const addresses = Object.entries(sockets).map(([name, port]) => `--socket-addr=${name}=127.0.0.1:${port}`);
    const child = spawn(workerdProgram(), ['serve', 'workerd.capnp', '--control-fd=1', ...addresses], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let listens = false;
    const failed = () => (child.kill('SIGKILL'), reject(new Error(`workerd does not listen: ${printed}`)));
    const timer = setTimeout(failed, PATIENCE_MS);
    child.once('close', failed);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        printed += text;
        if (listens) return;
        listens = printed.match(/"event":"listen"/g)?.length === addresses.length;
        if (listens) (clearTimeout(timer), child.off('close', failed), resolve({ child, printed: () => printed }));
      });
    }
  });

/** Starts all of it in a folder: `frame` and `grant` are the origins, `session` signs one, `write` keeps a shop's record. */
export const start = async (folder, { framePort = 4301, grantPort = 4302, sandboxPort = 4303, packages } = {}) => {
  const versions = build(folder, packages);
  const [frame, grant] = [framePort, grantPort].map((port) => `http://127.0.0.1:${port}`);
  const shops = records();
  const pages = shops.flatMap(({ parents }) => parents);
  const { startSandbox } = await packaged('sandbox/index.js');
  const sandbox = await startSandbox({ port: sandboxPort, allowedOrigins: [frame], frameAncestors: [frame, ...pages].join(' ') });
  const { payconex } = await packaged('server/index.js');
  const store = join(folder, 'shops');
  rmSync(store, { recursive: true, force: true });
  mkdirSync(store, { recursive: true });
  const write = (key, record) => writeFileSync(join(store, key), typeof record === 'string' ? record : JSON.stringify(record));
  for (const shop of shops) {
    const record = { ...shop, vaultHosts: [sandbox.url], scriptHosts: [sandbox.url] };
    if (shop.vault === 'payconex') {
      const client = payconex({ ...sandbox.credentials.payconex, baseUrl: `${sandbox.url}/payconex` });
      const allowedParentDomains = ['127.0.0.1', ...shop.parents.map((parent) => new URL(parent).hostname)];
      record.settings = { configuration: await client.iframes.create({ label: shop.key, allowedPaymentMethods: ['CARD'], allowedParentDomains }) };
    }
    write(shop.key, record);
  }
  // Made anew each time: a session of yesterday's is none.
  const secret = randomBytes(32).toString('hex');
  const environment = {
    ...{ FRAME_HOST: new URL(frame).host, GRANT_HOST: new URL(grant).host, VAULTS: sandbox.url, SESSION_KEYS: JSON.stringify({ local: secret }) },
    ...secretsOf(sandbox.credentials),
  };
  const { child, printed } = await serve(folder, environment, { frame: framePort, grant: grantPort });
  const session = (claims) => sign({ expires: Math.floor(Date.now() / 1000) + SESSION_SECONDS, ...claims }, 'local', secret);
  const stop = async () => {
    // It has nothing to put away, and would wait for open connections.
    child.kill('SIGKILL');
    await sandbox.stop();
  };
  return { frame, grant, shops, sandbox, versions, environment, write, session, child, printed, stop };
};

/** What a shop's own order is, where the vault wants one (Corefy). */
export const orderFor = ({ vault }) => (vault === 'corefy' ? { referenceId: randomUUID(), currency: 'USD', amount: '42.00', service: 'payment_card_usd_hpp', customer: 'ines' } : {});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = join(ROOT, 'target/edge');
  mkdirSync(folder, { recursive: true });
  const running = await start(folder);
  const [version] = Object.keys(running.versions);
  for (const shop of running.shops) {
    const session = await running.session({ shop: shop.key, person: 'ines', details: orderFor(shop) });
    console.log(`\n${shop.key}, for pages of ${shop.parents.join(', ')}`);
    console.log(`  frame: ${running.frame}/${shop.key}/${version}/`);
    console.log(`  grant: ${running.grant}/${shop.key}, for ten minutes with Authorization: Bearer ${session}`);
  }
  console.log(`\nsandbox: ${running.sandbox.url}`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, running.stop);
}
