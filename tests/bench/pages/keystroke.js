// Runs in a browser, or in Node: how long one key takes in each library, one batch at a time.

import { candidates } from '../cards/candidates.js';
import { PREFIXES } from '../cards/numbers.js';

let sink = 0;

const timed = (work, passes) => {
  const begun = performance.now();
  for (let pass = 0; pass < passes; pass += 1) {
    for (const text of PREFIXES) sink += work(text).formatted.length;
  }
  return performance.now() - begun;
};

// Some browsers tell the time in whole milliseconds, so a batch is long.
const BATCH_MS = 60;
const passes = {};

/** Nanoseconds a key, of one batch. */
globalThis.batch = (name) => {
  const work = candidates[name];
  if (!passes[name]) {
    timed(work, 5);
    for (passes[name] = 5; ; passes[name] *= 2) {
      const took = timed(work, passes[name]);
      if (took < BATCH_MS / 4) continue;
      passes[name] = Math.ceil((passes[name] * BATCH_MS) / took);
      break;
    }
  }
  return (timed(work, passes[name]) * 1e6) / passes[name] / PREFIXES.length;
};

/** What each says of a text, so that nobody is fast because it is wrong. */
globalThis.said = (name, text) => candidates[name](text);
globalThis.texts = PREFIXES;
globalThis.sunk = () => sink;
