// What forms weigh in a browser's memory, and how a page does with many of them, in Chromium: one process holds all
// forms of a site. Memory is what Linux counts as a process's own share (PSS), of all of the browser's processes.

import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import { processes } from '../../browser/processes.js';
import { interleaved, summary } from '../statistics.js';
import { mounted, script } from './mount.js';

const KINDS = ['ours', 'html', 'script'];
const COUNTS = [1, 10, 50];
const ROUNDS = { full: { rounds: 7, warmUp: 1 }, quick: { rounds: 1, warmUp: 0 } };

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

/** Once two looks in a row say nearly the same. */
const settled = async (driver) => {
  await collected(driver);
  let before = shareKiB();
  for (let looks = 0; looks < 20; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = shareKiB();
    if (Math.abs(now - before) < 256) return now;
    before = now;
  }
  return before;
};

export const memory = async ({ quick, engines, open, grant }) => {
  if (!engines.includes('chromium')) return null;
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const source = await script();
  const names = KINDS.flatMap((kind) => COUNTS.map((count) => `${kind} ${count}`));
  const given = await grant('clover');
  const found = await interleaved(names, rounds, async (name) => {
    const [kind, count] = name.split(' ');
    // A browser of its own, since one that has had other forms keeps what it took for them.
    const browser = await open('chromium', { script: source });
    try {
      const { driver, page } = browser;
      await driver.get(page);
      const before = await settled(driver);
      const [usable, ready] = await mounted({ ...browser, grant: given }, kind, Number(count));
      return { usable, ready, kib: (await settled(driver)) - before };
    } finally {
      await browser.close();
    }
  });
  const of = (kind, count) => found[`${kind} ${count}`];
  const forms = KINDS.map((kind) => {
    const [few, many] = COUNTS.slice(1);
    const further = of(kind, many).map(({ kib }, round) => (kib - of(kind, few)[round].kib) / (many - few));
    return {
      name: kind,
      firstKiB: summary(of(kind, 1).map(({ kib }) => kib)),
      furtherKiB: summary(further),
      growth: COUNTS.map((count) => ({ count, usableMs: summary(of(kind, count).map(({ usable }) => usable)), readyMs: summary(of(kind, count).map(({ ready }) => ready)), kib: summary(of(kind, count).map(({ kib }) => kib)) })),
    };
  });
  return { rounds, engine: 'chromium', forms };
};
