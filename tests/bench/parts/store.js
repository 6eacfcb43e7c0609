// How the sandbox does as its store grows: measured by a bench of its own, which `cargo bench-peers` runs before.

import { readFileSync } from 'node:fs';
import { ROOT } from '../built.js';

export const store = async () => {
  const { STORE_FIGURES } = process.env;
  return STORE_FIGURES ? JSON.parse(readFileSync(`${ROOT}${STORE_FIGURES}`)) : null;
};
