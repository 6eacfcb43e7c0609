// `cargo bench-peers` starts this: measures the parts, writes the figures down, and shows them as a table.
//
//   node tests/bench/run.js [--quick] [--only PART] [--engines chromium,firefox]

import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { ROOT } from './built.js';
import { bytes } from './parts/bytes.js';
import { edge } from './parts/edge.js';
import { keystroke } from './parts/keystroke.js';
import { memory } from './parts/memory.js';
import { mount } from './parts/mount.js';
import { store } from './parts/store.js';
import { tokenize } from './parts/tokenize.js';
import { grant, open } from './place.js';
import { kept, publish } from './publish.js';
import { screen } from './table.js';

const PARTS = { bytes, keystroke, mount, tokenize, memory, edge, store };

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' }, engines: { type: 'string', default: 'chromium,firefox,webkit' } } });
const chosen = Object.keys(PARTS).filter((name) => !values.only || name === values.only);
if (!chosen.length) throw new Error(`there is no part ${values.only}; there are ${Object.keys(PARTS).join(', ')}`);

const browserVersions = async (engines) => {
  const found = {};
  for (const engine of engines) {
    const { driver, close } = await open(engine, { script: '' });
    const capabilities = await driver.getCapabilities();
    found[engine] = capabilities.get('browserVersion') || /Version\/(\S+)/.exec(await driver.executeScript('return navigator.userAgent'))?.[1] || 'unknown';
    await close();
  }
  return found;
};

const engines = values.engines.split(',');
const machine = { processor: cpus()[0].model.trim(), processors: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), system: `Linux ${release()}` };
const versions = { tokenframe: JSON.parse(readFileSync(`${ROOT}pkg/package.json`)).version, node: process.versions.node, ...(chosen.some((name) => !['bytes', 'edge', 'store'].includes(name)) ? await browserVersions(engines) : {}) };
const load = () => Math.round(loadavg()[0] * 10) / 10;

const found = {};
for (const name of chosen) {
  const [begun, before] = [Date.now(), load()];
  console.log(`── ${name}`);
  const figures = await PARTS[name]({ quick: values.quick, engines, open, grant });
  if (!figures) continue;
  found[name] = { date: new Date().toISOString().slice(0, 10), quick: Boolean(values.quick), seconds: Math.round((Date.now() - begun) / 1000), machine, load: [before, load()], ...figures, versions: { ...versions, ...figures.versions } };
  console.log(screen({ [name]: found[name] }));
}
publish({ ...kept(values.quick), ...found }, values.quick);
