// Where the figures go: target/bench for whoever runs it, and, of a whole run, the repository.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from './built.js';
import { chart } from './chart.js';
import { section, within } from './table.js';

export const COMMITTED = 'tests/bench/peers.json';
export const CHART = 'www/demo/bench.svg';
export const README = 'README.md';

/** The figures of the last whole run of each part. */
export const kept = () => (existsSync(`${ROOT}${COMMITTED}`) ? JSON.parse(readFileSync(`${ROOT}${COMMITTED}`)) : {});

const ORDER = ['bytes', 'keystroke', 'mount', 'tokenize', 'memory', 'store'];

export const publish = (parts, quick) => {
  const ordered = Object.fromEntries(ORDER.filter((name) => parts[name]).map((name) => [name, parts[name]]));
  const text = `${JSON.stringify(ordered, null, 1)}\n`;
  mkdirSync(`${ROOT}target/bench`, { recursive: true });
  writeFileSync(`${ROOT}target/bench/peers.json`, text);
  // Few rounds show that all works, and are no figures to print.
  if (quick) return;
  writeFileSync(`${ROOT}${COMMITTED}`, text);
  writeFileSync(`${ROOT}${CHART}`, chart(ordered));
  writeFileSync(`${ROOT}${README}`, within(readFileSync(`${ROOT}${README}`, 'utf8'), section(ordered)));
};
