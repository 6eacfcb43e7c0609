// The shop's page of one card, and how long a token takes: what a shop's button waits for.

import { createTokenframe } from 'pkg/index.js';

globalThis.start = async (frame, grant) => {
  const node = document.createElement('div');
  document.body.append(node);
  globalThis.card = createTokenframe({ frame, vault: 'clover', grant: async () => grant }).create('card');
  await card.mount(node);
  return true;
};

globalThis.pay = async () => {
  const begun = performance.now();
  const { ok, error } = await card.tokenize();
  if (!ok) throw new Error(error.code);
  return performance.now() - begun;
};
