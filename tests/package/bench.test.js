// What README and its picture say of us beside others is what `cargo bench-peers` measured; what it measured of our
// bytes is what `cargo pack` builds. No figure of time is looked at: no two machines agree on one.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ours } from '../bench/parts/bytes.js';
import { chart } from '../bench/chart.js';
import { costs, dollars, PRICES } from '../bench/cost.js';
import { CHART, COMMITTED, GROWING, README } from '../bench/publish.js';
import { growing, section, within } from '../bench/table.js';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const figures = JSON.parse(read(COMMITTED));

/** How far our bytes may have gone from what was measured last, as a share. */
const TOLERANCE = 0.03;
/** Two programs that compress alike differ by a few bytes. */
const ENCODERS = 0.005;

const near = (found, wanted, share, what) => assert.ok(Math.abs(found - wanted) <= wanted * share, `${what}: ${found} and ${wanted}: run \`cargo bench-peers --only bytes\``);

test('README has the figures that were measured', () => {
  assert.equal(within(read(README), section(figures)), read(README), 'run `cargo bench-peers`');
});

test('the page on growing has them, and its sums are those of their inputs', () => {
  assert.equal(within(read(GROWING), growing(figures)), read(GROWING), 'run `cargo bench-peers --only edge`');
  const { cache, busy, cost, prices } = figures.edge;
  const { forms, shops, shoppers } = cache.day;
  const [day, many, those] = [forms, shops, shoppers].map((count) => count.toLocaleString('en-US'));
  const prose = read(GROWING).replace(/\s+/g, ' ');
  assert.ok(prose.includes(`${day} forms in ${many} shops, of which a few sell most, by ${those} shoppers`));
  assert.ok(prose.includes(`has the same ${cache.oneCopy.files.origin} files behind it`));
  assert.deepEqual(cost, costs(cache.oneCopy, busy, cache.day));
  assert.deepEqual(prices, PRICES);
  assert.equal(dollars({ requests: 1e6, cpuMs: 0, reads: 2e6 }), 1.3);
});

test('the picture has the figures that were measured', () => {
  assert.equal(chart(figures), read(CHART), 'run `cargo bench-peers`');
});

test('no figure is of a run with few rounds, and each says where it is from', () => {
  for (const [name, part] of Object.entries(figures)) {
    assert.equal(part.quick, false, name);
    assert.match(part.date, /^20\d\d-\d\d-\d\d$/);
    assert.ok(part.machine.processor && part.machine.processors && part.versions.tokenframe, name);
  }
});

test('our bytes are those of the package, and those that cargo pack prints', async () => {
  const printed = JSON.parse(read('target/pack/bytes.json'));
  const { host, frames } = await ours();
  near(host.brotli, figures.bytes.ours.host.brotli, TOLERANCE, 'host');
  near(host.brotli, printed.host, ENCODERS, 'host, as it was printed');
  assert.ok(frames.length >= 5);
  for (const { vault, brotli } of frames) {
    near(brotli, figures.bytes.ours.frames.find((one) => one.vault === vault).brotli, TOLERANCE, vault);
    near(brotli, printed[`frame, ${vault}`], ENCODERS, `${vault}, as it was printed`);
  }
});
