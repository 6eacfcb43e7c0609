// One key: the number's text to its brand, its state and its formatted text, in three engines and in Node.

import assert from 'node:assert/strict';
import { runInThisContext } from 'node:vm';
import { bundled, read, version } from '../built.js';
import { interleaved, ratio, summary } from '../statistics.js';

export const NAMES = ['ours', 'whole', 'plain', 'card-validator', 'payment', 'cleave-zen', 'imask'];
const FROM = 'card-validator';

/** A batch of each takes long enough for a machine's phases to be in every round. */
export const ROUNDS = { full: { rounds: 15, warmUp: 2 }, quick: { rounds: 3, warmUp: 1 } };

export const script = () => {
  const [, wasm] = /const WASM = '([^']+)'/.exec(read('pkg/card/index.js'));
  return bundled("import './pages/keystroke.js';", { format: 'iife', define: { OUR_WASM: JSON.stringify(wasm) } });
};

/** What is compared does the same. */
const agree = async (call) => {
  const told = ({ brand, valid, potentiallyValid, formatted }) => ({ brand, valid, potentiallyValid, formatted });
  const texts = await call('texts');
  for (const text of texts) {
    const ours = told(await call('said', 'ours', text));
    assert.deepEqual(told(await call('said', 'plain', text)), ours, `plain JavaScript differs at ${text.length} signs`);
    assert.deepEqual(told(await call('said', 'whole', text)), ours, `tokenframe/card differs at ${text.length} signs`);
  }
  // Every number but the last is a card's, which the peers say too.
  for (const name of ['ours', 'card-validator', 'payment']) {
    const valid = [];
    for (const text of texts.filter((text, at) => !texts[at + 1]?.startsWith(text))) valid.push((await call('said', name, text)).valid);
    assert.deepEqual(valid, [...Array(9).fill(true), false], name);
  }
};

const measured = async (call, rounds) => {
  const found = await interleaved(NAMES, rounds, (name) => call('batch', name));
  return NAMES.map((name) => ({ name, ns: summary(found[name]), times: ratio(found[FROM], found[name]) }));
};

const node = async (source) => {
  runInThisContext(source);
  return async (name, ...values) => (typeof globalThis[name] === 'function' ? globalThis[name](...values) : globalThis[name]);
};

export const keystroke = async ({ quick, engines, open }) => {
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const source = (await script()).toString();
  const found = {};
  const here = await node(source);
  await agree(here);
  found.node = await measured(here, rounds);
  for (const engine of engines) {
    const { driver, close, page } = await open(engine, { script: source });
    try {
      await driver.get(page);
      const call = (name, ...values) =>
        driver.executeScript('const at = globalThis[arguments[0]]; return typeof at === "function" ? at(...arguments[1]) : at', name, values);
      if (engine === engines[0]) await agree(call);
      found[engine] = await measured(call, rounds);
    } finally {
      await close();
    }
  }
  return { rounds, from: FROM, versions: Object.fromEntries(NAMES.slice(3).map((name) => [name, version(name)])), engines: found };
};
