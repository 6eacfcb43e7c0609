// A platform of many shops, as www/edge serves it: what caches keep of it, how soon the first grant comes in workerd,
// what a grant takes of a processor, and what a million of them costs by those figures.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, serve, start } from '../../../www/edge/local.js';
import { ROOT, weight } from '../built.js';
import { costs, PRICES } from '../cost.js';
import { DAY, replay } from '../replay.js';
import { figure, interleaved, ratio, summary } from '../statistics.js';

const workerdVersion = () => JSON.parse(readFileSync(`${ROOT}tests/runtimes/node_modules/workerd/package.json`, 'utf8')).version;

const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** The processor's time that a process has had, in milliseconds. */
const cpuMs = (pid) => {
  const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = rest.split(' ').slice(11, 13).map(Number);
  return ((user + system) / TICKS_A_SECOND) * 1000;
};

/** What the server sends for one form of one shop: the frame's document and files, and one language. */
const sentFor = async ({ frame, versions, shops: [shop] }) => {
  const [version] = Object.keys(versions);
  const [name] = shop.frames;
  const { manifest, documents } = versions[version];
  const extra = /data-extra="(\S*) /.exec(documents[name])[1];
  const files = Object.keys(manifest.frames[name].files).filter((file) => !['index.html', extra].includes(file));
  const paths = [`${name}/`, ...files.map((file) => `${name}/${file}`), `words/${Object.keys(manifest.words)[0]}`];
  return Promise.all(
    paths.map(async (path) => {
      const response = await fetch(`${frame}/${shop.key}/${version}/${path}`);
      const { brotli } = weight(Buffer.from(await response.arrayBuffer()));
      return { name: path, status: response.status, headers: Object.fromEntries(response.headers), bytes: brotli, document: path.endsWith('/'), words: path.startsWith('words/') };
    }),
  );
};

/** The address as a CDN rewrites it: without the shop, where it is a file. */
const fileOnly = (url, document) => (document ? url : `/${url.split('/').slice(2).join('/')}`);

/** The two in turn: `ours` asks for a grant, `bare` for what the vault answers. */
const askers = (edge) => {
  const [clover, hellgate] = edge.shops;
  let count = 0;
  const asked = async (shop) => {
    const { key, parents } = shop;
    const headers = { 'content-type': 'application/json', origin: parents[0], authorization: `Bearer ${await edge.session({ shop: key, person: `shopper ${(count += 1)}` })}` };
    return { path: `/${key}`, headers, body: '{"scope":"card"}' };
  };
  const plain = async (path) => ({ path, headers: { 'content-type': 'application/json' }, body: '{"scope":"card"}' });
  return { kept: () => asked(clover), vault: () => asked(hellgate), bareKept: () => plain('/'), bareVault: () => plain('/vault') };
};

const send = async (origin, { path, headers, body }) => {
  const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body });
  await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
};

/** A process that is begun, asked a hundred times, and ended. */
const life = async (folder, edge, sockets, request) => {
  const requests = [];
  for (let count = 0; count < 100; count += 1) requests.push(await request());
  const begun = performance.now();
  const { child } = await serve(folder, { ...edge.environment, GRANT_HOST: `127.0.0.1:${sockets.grant}` }, sockets);
  const listensMs = performance.now() - begun;
  const took = [];
  for (const each of requests) {
    const from = performance.now();
    await send(`http://127.0.0.1:${sockets.grant}`, each);
    took.push(performance.now() - from);
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
  return { listensMs, firstMs: took[0], startMs: listensMs + took[0], hundredthMs: took[99] };
};

const coldStart = async (folder, bare, edge, rounds) => {
  const { vault, bareVault } = askers(edge);
  const lives = {
    ours: async () => life(folder, edge, { frame: await freePort(), grant: await freePort() }, vault),
    bare: async () => life(bare, edge, { grant: await freePort() }, bareVault),
  };
  const found = await interleaved(['ours', 'bare'], rounds, (name) => lives[name]());
  const of = (name, field) => found[name].map((one) => one[field]);
  const told = (name) => Object.fromEntries(['startMs', 'listensMs', 'firstMs', 'hundredthMs'].map((field) => [field, summary(of(name, field))]));
  return { ours: told('ours'), bare: told('bare'), times: ratio(of('ours', 'startMs'), of('bare', 'startMs')) };
};

const load = async (edge, bare, rounds, requests) => {
  const all = askers(edge);
  const ports = { frame: await freePort(), grant: await freePort() };
  const environment = { ...edge.environment, GRANT_HOST: `127.0.0.1:${ports.grant}` };
  const barePort = await freePort();
  const [ours, theirs] = [await serve(edge.folder, environment, ports), await serve(bare, environment, { grant: barePort })];
  const places = { kept: [ours, ports.grant], vault: [ours, ports.grant], bareKept: [theirs, barePort], bareVault: [theirs, barePort] };
  const found = await interleaved(Object.keys(places), rounds, async (name) => {
    const [{ child }, port] = places[name];
    const list = [];
    for (let count = 0; count < requests; count += 1) list.push(await all[name]());
    const before = cpuMs(child.pid);
    const lanes = Array.from({ length: 8 }, async () => {
      for (let next = list.pop(); next; next = list.pop()) await send(`http://127.0.0.1:${port}`, next);
    });
    await Promise.all(lanes);
    return (cpuMs(child.pid) - before) / requests;
  });
  for (const { child } of [ours, theirs]) child.kill('SIGKILL');
  const told = (name) => {
    const cpu = summary(found[name]);
    return { cpuMs: cpu, aSecond: figure(1000 / cpu.median) };
  };
  return Object.fromEntries(Object.keys(places).map((name) => [name, told(name)]));
};

export const edge = async ({ quick }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenframe-edge-'));
  const bare = `${ROOT}tests/bench/bare`;
  const [starts, loads] = quick ? [{ rounds: 2, warmUp: 0 }, { rounds: 2, warmUp: 0 }] : [{ rounds: 21, warmUp: 2 }, { rounds: 9, warmUp: 1 }];
  const running = await start(folder, { framePort: await freePort(), grantPort: await freePort(), sandboxPort: 0 });
  try {
    const answers = await sentFor(running);
    const day = quick ? { ...DAY, shops: 100, forms: 500, shoppers: 400 } : DAY;
    const cache = { day, oneCopy: replay(answers, fileOnly, day), copyEach: replay(answers, (url) => url, day) };
    const requests = quick ? 50 : 1000;
    const cold = await coldStart(folder, bare, running, starts);
    const busy = await load({ ...running, folder }, bare, loads, requests);
    return { versions: { workerd: workerdVersion() }, rounds: starts, requests, cache, cold, busy, cost: costs(cache.oneCopy, busy, day), prices: PRICES };
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
