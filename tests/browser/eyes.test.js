// The form for eyes that need more: contrast, forced colours, no motion.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gallery } from './gallery.js';
import { Bench, BROWSER, browser, By, Key, PATIENCE } from './harness.js';
import { bench, driver } from './set-up.js';

test('lines and rings stand out by 3 to 1, texts by 4.5 to 1, in light and dark', async () => {
  for (const [scheme, ground] of [['light', [255, 255, 255]], ['dark', [18, 20, 24]]]) {
    await bench.mounted({ options: { appearance: { theme: scheme } } });
    await bench.frame();
    await (await driver.findElement(By.id('number'))).click();
    const colours = await driver.executeScript(() => {
      const found = {
        line: ['[data-field=cvc] .box', 'borderTopColor'], ring: ['[data-field=number] .box', 'outlineColor'], mark: ['.brand', 'color'],
        label: ['label', 'color'], typed: ['#number', 'color'], error: ['.error', 'color'],
      };
      return Object.entries(found).map(([name, [css, property]]) => [name, getComputedStyle(document.querySelector(css))[property]]);
    });
    const light = (rgb) => rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    for (const [name, colour] of colours) {
      const [a, b] = [light(colour.match(/\d+/g).slice(0, 3).map(Number)), light(ground)].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      assert.ok(ratio >= (['line', 'ring', 'mark'].includes(name) ? 3 : 4.5), `${name} in ${scheme}: ${colour}, ${ratio.toFixed(2)}`);
    }
  }
});

/** In a browser whose frames are of one process with their page, since what is emulated reaches no further. */
const emulated = (name, value, work) => async () => {
  const eyes = await browser('--disable-site-isolation-trials', '--disable-features=IsolateOrigins,site-per-process');
  try {
    await eyes.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [{ name, value }] });
    const near = new Bench(eyes);
    await work(eyes, near, async () => {
      await near.frame();
      assert.equal(await eyes.executeScript('return matchMedia(arguments[0]).matches', `(${name}: ${value})`), true);
    });
  } finally {
    await eyes.quit();
  }
};

test('forced colours: fields, focus and errors have lines of their own', { skip: BROWSER !== 'chromium' && 'only the driver of Chromium can ask for it' }, emulated('forced-colors', 'active', async (eyes, near, held) => {
  await near.mounted({ options: { appearance: { variables: { border: 'transparent', accent: 'transparent' }, rules: { 'input:focus': { boxShadow: 'none' } } } } });
  const styles = async (id) => {
    await near.frame();
    return eyes.executeScript((name) => {
      const { borderTopColor, borderTopWidth, outlineColor, outlineStyle, outlineWidth, backgroundColor } = getComputedStyle(document.querySelector(`[data-field=${name}] .box`));
      return { border: [borderTopWidth, borderTopColor], outline: [outlineWidth, outlineStyle, outlineColor], ground: backgroundColor };
    }, id);
  };
  await held();
  const rest = await styles('number');
  assert.equal(rest.border[0], '1px');
  assert.notEqual(rest.border[1], rest.ground);
  await (await eyes.findElement(By.id('number'))).click();
  const focus = await styles('number');
  assert.deepEqual(focus.outline.slice(0, 2), ['2px', 'solid']);
  assert.notEqual(focus.outline[2], rest.border[1]);
  await near.run(() => void card.tokenize());
  await near.frame();
  await eyes.wait(async () => (await eyes.findElements(By.css('#cvc[aria-invalid=true]'))).length, PATIENCE);
  const error = await styles('cvc');
  assert.deepEqual(error.outline.slice(0, 2), ['2px', 'solid']);
  assert.notEqual(error.outline[2], focus.outline[2]);
}));

test('forced colours: what is chosen does not look like what has the focus, and a stored card is drawn', { skip: BROWSER !== 'chromium' && 'only the driver of Chromium can ask for it' }, emulated('forced-colors', 'active', async (eyes) => {
  const gallery = new Gallery(eyes);
  await gallery.open({ element: 'bank-account' });
  const segments = async () =>
    eyes.executeScript(() =>
      ['person', 'company'].map((id) => {
        const { backgroundColor, outlineStyle, outlineColor } = getComputedStyle(document.querySelector(`[for=${id}]`));
        return [backgroundColor, outlineStyle === 'none' ? 'none' : outlineColor];
      }),
    );
  await gallery.inside('bank-account-empty', async () => {
    assert.equal(await eyes.executeScript('return matchMedia("(forced-colors: active)").matches'), true);
    const [[chosen, none], [other]] = await segments();
    assert.notEqual(chosen, other);
    assert.equal(none, 'none');
    await (await eyes.findElement(By.id('person'))).sendKeys(Key.ARROW_RIGHT);
    const [before, [now, ring]] = await segments();
    assert.deepEqual([before[0], now], [other, chosen]);
    assert.ok(![chosen, other, 'none'].includes(ring), ring);
  });
  await gallery.open({ element: 'stored-card' });
  await gallery.inside('stored-card-empty', async () => {
    const drawn = await eyes.executeScript("return [...document.querySelectorAll('.digits b')].map((node) => getComputedStyle(node).backgroundImage)");
    assert.equal(drawn.length, 4);
    for (const image of drawn) assert.match(image, /gradient/);
  });
}));

for (const [value, least, most] of [['no-preference', 6, Infinity], ['reduce', 0, 0]]) {
  test(`motion, ${value}: ${most ? 'there is some' : 'nothing moves, whatever the shop says'}`, { skip: BROWSER !== 'chromium' && 'only the driver of Chromium can ask for it' }, emulated('prefers-reduced-motion', value, async (eyes, near, held) => {
    await near.mounted({ options: { appearance: { rules: { label: { transition: 'color 1s' }, input: { transition: 'color 2s' }, placeholder: { transition: 'opacity 1s' } } } } });
    await held();
    const count = await eyes.executeScript(() => [...document.querySelectorAll('*')].filter((node) => [getComputedStyle(node), getComputedStyle(node, '::placeholder')].some((style) => style.animationName !== 'none' || style.transitionDuration.split(', ').some((time) => parseFloat(time)))).length);
    assert.ok(count >= least && count <= most, String(count));
  }));
}
