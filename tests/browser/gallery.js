// The demo's gallery, once each of its elements is in its state: what axe.test.js looks at.
// `node tests/browser/gallery.js phone-plain gift-card` takes its pictures, or all of them, for people to look at:
// target/gallery/*.png.

import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { browser, By, FRAME, PATIENCE, SHOP, STAGE } from './harness.js';
import { blocks } from '../docs/blocks.js';
import { Stage } from './stage.js';

export const LOOKS = ['plain', 'soft', 'night'];
export const ELEMENTS = ['card', 'card-whole', 'co-badged', 'refused', 'number', 'expiry', 'cvc', 'name', 'postal-code', 'vault-page', 'gift-card', 'bank-account', 'stored-card', 'stored-code'];

export class Gallery {
  constructor(driver, shop = SHOP) {
    this.driver = driver;
    this.shop = shop;
  }

  /** Opens it with a choice, and brings every element into its state. */
  async open(choice) {
    await this.driver.get(`${this.shop}/gallery?${new URLSearchParams(choice)}`);
    // Not every driver waits for what a page's modules do.
    const there = () => this.driver.executeScript("return globalThis.gallery && document.readyState === 'complete' && [...document.querySelectorAll('.place')].map(({ id }) => id)");
    this.places = await this.driver.wait(async () => ((await there()) || []).length > 0 && there(), PATIENCE, 'the gallery is empty');
    for (const id of this.places) await this.pose(id, id.slice(id.lastIndexOf('-') + 1));
    const focus = this.places.find((id) => id.endsWith('-focus'));
    if (focus) await this.inside(focus, async () => (await this.fields())[0].click());
  }

  /** Waits until an element is in its state. */
  async pose(id, state) {
    if (state === 'loading') return;
    const shown = { failed: '[data-state=failed]', error: '[aria-invalid=true]', busy: '[data-state=busy]' }[state] ?? '[data-state=ready], [data-phase=waiting]';
    await this.inside(id, async () => {
      await this.driver.wait(async () => (await this.driver.findElements(By.css(shown))).length > 0, PATIENCE, `${id} does not get there`);
      if (state !== 'typed' && state !== 'complete') return;
      const full = () => this.driver.executeScript("return [...document.querySelectorAll('.field:not([hidden], .aside) .box input')].some(({ value }) => value)");
      await this.driver.wait(full, PATIENCE, `${id} is empty`);
    });
  }

  /** Does something in an element's frame. */
  async inside(id, work) {
    await this.driver.switchTo().frame(await this.driver.findElement(By.css(`#${id} iframe`)));
    try {
      return await work();
    } finally {
      await this.driver.switchTo().defaultContent();
    }
  }

  async fields() {
    return this.driver.findElements(By.css('.field:not([hidden], .aside) .box input'));
  }
}

const sized = (driver, width, height) =>
  driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });

/** A picture of each element in all its states, at a width. */
const pictures = async (driver, width, name) => {
  await sized(driver, width, await driver.executeScript('return document.documentElement.scrollHeight'));
  // Frames that were out of view are drawn for the first one.
  await driver.takeScreenshot();
  for (const section of await driver.findElements(By.css('section'))) {
    const file = `target/gallery/${name}-${await section.findElement(By.css('h2')).getText()}.png`;
    await writeFile(new URL(`../../${file}`, import.meta.url), await section.takeScreenshot(), 'base64');
    console.log(file);
  }
};

// Two pages in one, for README: the form as it comes, in light and in dark. `node tests/browser/gallery.js both` takes it.
const BOTH = `<!doctype html><html lang="en"><head><title>Both</title><style>
body{display:grid;grid:auto/1fr 1fr;margin:0}
div{padding:32px 36px 12px;color-scheme:light;background:#fff}
div + div{color-scheme:dark;background:#15181d}
</style></head><body><div id="light"></div><div id="dark"></div><script type="module">
import { createTokenframe } from '/tokenframe/index.js';
const tf = createTokenframe({ frame: '${FRAME}/', vault: 'clover', grant: () => new Promise(() => {}) });
for (const id of ['light', 'dark']) tf.create('card').mount('#' + id);
</script></body></html>`;

// A form that wears what a block of the documents says, where there is a form already.
const worn = (code, ground) => `<!doctype html><html lang="en"><head><title>Worn</title><style>
body{margin:0;padding:28px 36px 12px;${ground}}
</style></head><body><div id="card"></div><script type="module">
import { createTokenframe } from '/tokenframe/index.js';
const tf = createTokenframe({ frame: '${FRAME}/', vault: 'clover', grant: () => new Promise(() => {}) });
${code.includes('const card') ? '' : "const card = tf.create('card');"}
${code}
card.mount('#card');
</script></body></html>`;

const both = async (driver) => {
  const [soft, night] = blocks.filter(({ page, language }) => page === 'appearance.md' && language === 'js').map(({ code }) => code);
  await picture(driver, BOTH, [880, 244], [['dark', '5555555555554444', '123'], ['light', '4242424242424242', '1']], 'www/demo/screenshot.png');
  await picture(driver, worn(soft, 'background:#f8f5ff'), [640, 236], [['card', '5555555555554444', '123']], 'www/docs/pictures/soft.png');
  await picture(driver, worn(night, 'color-scheme:dark;background:#14171e'), [640, 216], [['card', '4242424242424242', '123']], 'www/docs/pictures/night.png');
};

/** A picture of a page whose forms, by the nodes that they are in, hold a card. */
const picture = async (driver, page, [width, height], forms, file) => {
  const stage = await Stage.open();
  try {
    stage.pages['/both'] = page;
    await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 2, mobile: false });
    await driver.get(`${STAGE}/both`);
    const gallery = new Gallery(driver);
    for (const [id, number, last] of forms) {
      await gallery.inside(id, async () => {
        await driver.wait(async () => (await driver.findElements(By.css('[data-state=ready]'))).length > 0, PATIENCE);
        for (const [field, text] of [['number', number], ['expiry', '1230'], ['cvc', last]]) {
          const input = await driver.findElement(By.id(field));
          await input.click();
          await input.sendKeys(text);
        }
      });
    }
    await writeFile(new URL(`../../${file}`, import.meta.url), await driver.takeScreenshot(), 'base64');
    console.log(file);
  } finally {
    await stage.close();
  }
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const only = process.argv.slice(2).filter((name) => ELEMENTS.includes(name));
  const wanted = process.argv.slice(2).filter((name) => !ELEMENTS.includes(name));
  await mkdir(new URL('../../target/gallery/', import.meta.url), { recursive: true });
  const driver = await browser();
  try {
    if (wanted.includes('both')) await both(driver);
    const gallery = new Gallery(driver);
    for (const [device, width] of [['desktop', 1280], ['phone', 390], ['narrow', 290]]) {
      for (const look of LOOKS) {
        for (const dir of ['ltr', 'rtl']) {
          for (const scheme of look === 'night' ? ['dark'] : ['light', 'dark']) {
            const name = [device, look, scheme, dir].join('-');
            if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
            // One after the other: a driver does not bear a hundred frames at once.
            for (const element of ELEMENTS.filter((one) => !only.length || only.includes(one))) {
              await sized(driver, width, 1000);
              await gallery.open({ look, dir, scheme, element });
              await pictures(driver, width, name);
            }
          }
        }
      }
    }
  } finally {
    await driver.quit();
  }
}
