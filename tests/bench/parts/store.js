// How the sandbox does as its store grows: measured by a bench of its own, which `cargo bench-peers` runs before.

import { readFileSync } from 'node:fs';

export const store = async () => {
  const { STORE_FIGURES } = process.env;
  return STORE_FIGURES ? JSON.parse(readFileSync(STORE_FIGURES)) : null;
};
