// What a shop, and a shopper's browser, download for a card form: ours, and what the peers' npm packages hold of theirs.

import { bundled, frameFiles, read, together, version, weight } from '../built.js';

/** What a shop writes for one card form; all that is not used may be left out by its bundler. */
const PEERS = [
  {
    name: 'Hellgate', package: '@starfish-codes/hellgate', what: 'host',
    source: "import { Hellgate } from '@starfish-codes/hellgate'; globalThis.pay = Hellgate;",
  },
  {
    name: 'Gr4vy', package: '@gr4vy/secure-fields', what: 'host',
    source: "import { SecureFields } from '@gr4vy/secure-fields'; globalThis.pay = SecureFields;",
  },
  {
    name: 'Braintree', package: 'braintree-web', what: 'host',
    source: "import * as client from 'braintree-web/client'; import * as fields from 'braintree-web/hosted-fields'; globalThis.pay = [client.create, fields.create];",
  },
  {
    name: 'Skyflow', package: 'skyflow-js', what: 'host',
    source: "import Skyflow from 'skyflow-js'; globalThis.pay = Skyflow;",
  },
  {
    name: 'Adyen', package: '@adyen/adyen-web', what: 'host', style: 'tests/bench/node_modules/@adyen/adyen-web/styles/adyen.css',
    source: "import { AdyenCheckout, Card } from '@adyen/adyen-web'; globalThis.pay = [AdyenCheckout, Card];",
  },
  {
    name: 'Stripe', package: '@stripe/stripe-js', what: 'loader',
    source: "import { loadStripe } from '@stripe/stripe-js/pure'; globalThis.pay = loadStripe;",
  },
  {
    name: 'Evervault', package: '@evervault/js', what: 'loader',
    source: "import { loadEvervault } from '@evervault/js'; globalThis.pay = loadEvervault;",
  },
];

const VAULTS = ['clover', 'hellgate', 'corefy', 'vaultera', 'payconex'];

/** Ours: what `cargo pack` prints is made of the same files. */
export const ours = async () => {
  // A plain card loads nothing of the second module.
  const host = weight(await bundled("export * from 'pkg/index.js';", { external: ['./extra.js'] }));
  const frames = VAULTS.map((vault) => {
    const { html, files, extra } = frameFiles(vault);
    const parts = Object.fromEntries(Object.entries({ html, ...files }).map(([name, content]) => [name, weight(content).brotli]));
    return { vault, ...together([html, ...Object.values(files)].map(weight)), parts, onDemand: extra ? weight(extra).brotli : 0 };
  });
  return { host, frames };
};

export const bytes = async () => {
  const peers = [];
  for (const { name, package: from, what, source, style } of PEERS) {
    const script = weight(await bundled(source));
    const sheet = style && weight(read(style));
    peers.push({ name, package: from, version: version(from), what, ...(sheet ? together([script, sheet]) : script), ...(sheet && { style: sheet.brotli }) });
  }
  return { ours: await ours(), peers };
};
