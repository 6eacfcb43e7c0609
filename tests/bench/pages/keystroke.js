// Runs in a browser, or in Node: how long one key takes in each library, one batch at a time.

import { candidates } from '../cards/candidates.js';
import { PREFIXES } from '../cards/numbers.js';

let sink = 0;

// Some browsers tell the time in whole milliseconds, so a batch is long; and as long where the machine was busy before.
const BATCH_MS = 60;

/** Nanoseconds a key, of one batch. */
globalThis.batch = (name) => {
  const work = candidates[name];
  let [keys, took] = [0, 0];
  for (const begun = performance.now(); took < BATCH_MS; took = performance.now() - begun) {
    for (const text of PREFIXES) sink += work(text).formatted.length;
    keys += PREFIXES.length;
  }
  return (took * 1e6) / keys;
};

/** What each says of a text, so that nobody is fast because it is wrong. */
globalThis.said = (name, text) => candidates[name](text);
globalThis.texts = PREFIXES;
globalThis.sunk = () => sink;
