// What forms weigh in a browser's memory, and how a page does with many of them, in Chromium: one process holds all
// forms of a site. Memory is what Linux counts as a process's own share (PSS), of all of the browser's processes.

import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import { processes } from '../../browser/processes.js';
import { interleaved, summary } from '../statistics.js';
import { mounted, script } from './mount.js';

const KINDS = ['ours', 'html', 'script'];
const COUNTS = [1, 10, 50];
// Else the first form takes a process that was there before, and leaves the browser to start the next one.
const NO_SPARE = ['--disable-features=SpareRendererForSitePerProcess'];
const [QUIET_KIB, QUIET_LOOKS, LOOK_MS] = [512, 4, 250];
const ROUNDS = { full: { rounds: 5, warmUp: 1 }, quick: { rounds: 1, warmUp: 0 } };

const shareKiB = () => {
  let sum = 0;
  for (const { pid } of processes()) {
    try {
      sum += Number(/^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))[1]);
    } catch (error) {
      // It has ended since.
      if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error;
    }
  }
  return sum;
};

/** Has each document's garbage collected: what is left is what is held. */
const collected = async (driver) => {
  const { debuggerAddress } = (await driver.getCapabilities()).get('goog:chromeOptions');
  const targets = await (await fetch(`http://${debuggerAddress}/json`)).json();
  // Forms of one site share a process, and so one collection.
  const one = new Map(targets.filter(({ type }) => ['page', 'iframe'].includes(type)).map((target) => [new URL(target.url).origin, target]));
  for (const { webSocketDebuggerUrl } of one.values()) {
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const done = new Promise((resolve) => socket.once('message', resolve));
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
    await done;
    socket.close();
  }
};

/** Once some looks in a row say nearly the same. */
const settled = async (driver) => {
  await collected(driver);
  const seen = [];
  while (seen.length < 10 * QUIET_LOOKS) {
    seen.push(shareKiB());
    const last = seen.slice(-QUIET_LOOKS);
    if (last.length === QUIET_LOOKS && Math.max(...last) - Math.min(...last) < QUIET_KIB) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return seen.at(-1);
};

export const memory = async ({ quick, engines, open, grant }) => {
  if (!engines.includes('chromium')) return null;
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const source = await script();
  const given = await grant('clover');
  const found = await interleaved(KINDS, rounds, async (kind) => {
    // A browser of its own, since one that has had other forms keeps what it took for them.
    const browser = await open('chromium', { script: source, more: NO_SPARE });
    try {
      const { driver, page, forms } = browser;
      await driver.get(page);
      const stages = [];
      let [count, before] = [0, await settled(driver)];
      for (const next of COUNTS) {
        const [, readyMs] = await mounted({ driver, forms, grant: given }, kind, next - count);
        const kib = await settled(driver);
        stages.push({ readyMs, eachKiB: (kib - before) / (next - count) });
        [count, before] = [next, kib];
      }
      return stages;
    } finally {
      await browser.close();
    }
  });
  const forms = KINDS.map((name) => ({
    name,
    stages: COUNTS.map((count, at) => ({ count, ...Object.fromEntries(['readyMs', 'eachKiB'].map((field) => [field, summary(found[name].map((stages) => stages[at][field]))])) })),
  }));
  return { rounds, engine: 'chromium', forms };
};
