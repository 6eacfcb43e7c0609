// From mount to inputs that can be used, and to the form in charge, each in a fresh page with nothing in the cache.

import { bundled } from '../built.js';
import { interleaved, ratio, summary } from '../statistics.js';

const KINDS = ['ours', 'html', 'script'];
const ROUNDS = { full: { rounds: 21, warmUp: 3 }, quick: { rounds: 3, warmUp: 1 } };

/** As on a phone: its browser has no process for each site, and a slow network and processor. */
const SLOW = { latencyMs: 40, megabits: 10, processor: 4 };
const ONE_PROCESS = ['--disable-site-isolation-trials', '--disable-features=IsolateOrigins,site-per-process'];

export const script = () => bundled("import './pages/mount.js';", { format: 'iife' });

/** Mounts so many forms in the page that is open. */
export const mounted = async ({ driver, forms, grant }, kind, count = 1) => {
  const run = 'const [kind, forms, grant, count, done] = arguments; mount(kind, forms, grant, count).then(done, (error) => done(String(error)))';
  const times = await driver.executeAsyncScript(run, kind, forms, grant, count);
  if (!Array.isArray(times)) throw new Error(`${kind}: ${times}`);
  return times;
};

const figures = (found) =>
  KINDS.map((kind) => {
    const of = (which, from = kind) => found[from].map((times) => times[which]);
    const beside = { usable: ratio(of(0), of(0, 'html')), ready: ratio(of(1), of(0, 'html')) };
    return { name: kind, usableMs: summary(of(0)), readyMs: summary(of(1)), timesHtml: beside };
  });

const slowed = async (driver) => {
  const { latencyMs, megabits, processor } = SLOW;
  const bytes = (megabits * 1e6) / 8;
  await driver.sendDevToolsCommand('Emulation.setCPUThrottlingRate', { rate: processor });
  await driver.sendDevToolsCommand('Network.enable', {});
  await driver.sendDevToolsCommand('Network.emulateNetworkConditions', { offline: false, latency: latencyMs, downloadThroughput: bytes, uploadThroughput: bytes });
};

export const mount = async ({ quick, engines, open, grant }) => {
  const rounds = quick ? ROUNDS.quick : ROUNDS.full;
  const source = await script();
  const found = {};
  const measured = async (engine, slow) => {
    const browser = await open(engine, { script: source, more: slow ? ONE_PROCESS : [] });
    try {
      if (slow) await slowed(browser.driver);
      const place = { ...browser, forms: `${browser.forms}cold/`, grant: await grant('clover') };
      const fresh = async (kind) => {
        await place.driver.get(place.page);
        return mounted(place, kind);
      };
      return figures(await interleaved(KINDS, rounds, fresh));
    } finally {
      await browser.close();
    }
  };
  for (const engine of engines) found[engine] = await measured(engine, false);
  return { rounds, engines: found, ...(engines.includes('chromium') && { slow: { ...SLOW, engine: 'chromium', forms: await measured('chromium', true) } }) };
};
