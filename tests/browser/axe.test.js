// axe-core over the demo's gallery: every element in every look, direction and state, each document by itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { By, PATIENCE, SHOP } from './harness.js';
import { ELEMENTS, Gallery } from './gallery.js';
import { driver } from './set-up.js';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const LIGHT = { look: 'plain', scheme: 'light', dir: 'ltr' };
// Each look in both directions, and where it has two schemes in both of them.
const LOOKS = [
  LIGHT,
  { look: 'soft', scheme: 'light', dir: 'rtl' },
  { look: 'night', scheme: 'dark', dir: 'ltr' },
  { look: 'plain', scheme: 'dark', dir: 'rtl' },
  { look: 'soft', scheme: 'dark', dir: 'ltr' },
  { look: 'night', scheme: 'dark', dir: 'rtl' },
];

// What axe sees is markup and colours, which hardly differ between engines: `cargo verify` looks at the largest elements and
// at each look once in one engine, and `cargo verify --long` at all of all in each.
const CHOICES = process.env.LONG
  ? LOOKS.flatMap((look) => ELEMENTS.map((element) => ({ ...look, element })))
  : [
      ...['card-whole', 'co-badged', 'refused', 'gift-card', 'stored-card'].map((element) => ({ ...LIGHT, element })),
      { ...LOOKS[1], element: 'card-whole' },
      { ...LOOKS[2], element: 'bank-account' },
    ];

/** What keeps somebody out, in the document that the driver is in, and by how many rules it was looked at. */
const findings = async (ignored = [], ground = '') => {
  // A frame does not know what it stands on.
  if (ground) await driver.executeScript('document.documentElement.style.background = arguments[0]', ground);
  await driver.executeScript(AXE);
  return driver.executeAsyncScript((rules, done) => {
    // A frame is looked at by itself, and is no page.
    const own = { region: { enabled: false }, ...Object.fromEntries(rules.map((id) => [id, { enabled: false }])) };
    axe.run(document, { iframes: false, rules: own }).then(
      ({ violations, passes }) =>
        done({
          passes: passes.length,
          found: violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} (${node.failureSummary})`).join('; ')}`),
        }),
      (error) => done({ passes: 0, found: [String(error)] }),
    );
  }, ignored);
};

for (const choice of CHOICES) {
  test(`axe finds nothing serious or critical: ${Object.values(choice).join(', ')}`, async () => {
    const gallery = new Gallery(driver);
    await gallery.open(choice);
    const { passes, found } = await findings();
    assert.deepEqual(found, []);
    assert.ok(passes > 10, String(passes));
    assert.ok(gallery.places.length > 0, 'nothing is there');
    for (const id of gallery.places) {
      // What has no document of ours yet has nothing to look at.
      if (id.endsWith('-loading') && !id.startsWith('vault-page')) continue;
      // What is busy cannot be used for that moment, and is paler.
      const ignored = id.endsWith('-busy') ? ['color-contrast'] : [];
      const ground = await driver.executeScript('return getComputedStyle(document.getElementById(arguments[0]).parentElement).backgroundColor', id);
      const seen = await gallery.inside(id, () => findings(ignored, ground));
      assert.deepEqual(seen.found, [], id);
      assert.ok(seen.passes > 5, `${id}: ${seen.passes}`);
    }
  });
}

test('every element of the gallery is among those that are looked at', async () => {
  await driver.get(`${SHOP}/gallery?element=cvc`);
  await driver.wait(async () => (await driver.findElements(By.css('#choices a'))).length > 0, PATIENCE, 'there is no choice');
  const names = await driver.executeScript("return [...document.querySelectorAll('#choices a')].map(({ href }) => new URL(href).searchParams.get('element'))");
  assert.deepEqual([...new Set(names)].filter((name) => name && name !== 'all').sort(), [...ELEMENTS].sort());
});

test('the control: axe sees a field without a name, in our frame', async () => {
  const gallery = new Gallery(driver);
  await gallery.open({ element: 'cvc' });
  const seen = await gallery.inside('cvc-empty', async () => {
    await driver.executeScript("document.querySelector('[for=cvc]').remove(); document.getElementById('cvc').placeholder = ''");
    return findings();
  });
  assert.match(seen.found.join(), /^label/);
  assert.equal((await driver.findElements(By.css('#cvc-empty iframe'))).length, 1);
});
