// Where the figures go: target/bench for whoever runs it, and, of a whole run, the repository.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from './built.js';
import { chart } from './chart.js';
import { growing, section, within } from './table.js';

export const COMMITTED = 'tests/bench/peers.json';
export const CHART = 'www/demo/bench.svg';
export const README = 'README.md';
export const GROWING = 'www/docs/growing.md';

const LATEST = 'target/bench/peers.json';

/** The figures of the last run of each part: of the last whole one, where this is one. */
export const kept = (quick) => {
  const path = [LATEST, COMMITTED].slice(quick ? 0 : 1).find((path) => existsSync(`${ROOT}${path}`));
  return path ? JSON.parse(readFileSync(`${ROOT}${path}`)) : {};
};

const ORDER = ['bytes', 'keystroke', 'mount', 'tokenize', 'memory', 'edge', 'store'];

export const publish = (parts, quick) => {
  const ordered = Object.fromEntries(ORDER.filter((name) => parts[name]).map((name) => [name, parts[name]]));
  const text = `${JSON.stringify(ordered, null, 1)}\n`;
  mkdirSync(`${ROOT}target/bench`, { recursive: true });
  writeFileSync(`${ROOT}${LATEST}`, text);
  // Few rounds show that all works, and are no figures to print.
  if (quick) return;
  writeFileSync(`${ROOT}${COMMITTED}`, text);
  writeFileSync(`${ROOT}${CHART}`, chart(ordered));
  writeFileSync(`${ROOT}${README}`, within(readFileSync(`${ROOT}${README}`, 'utf8'), section(ordered)));
  if (ordered.edge) writeFileSync(`${ROOT}${GROWING}`, within(readFileSync(`${ROOT}${GROWING}`, 'utf8'), growing(ordered)));
};
