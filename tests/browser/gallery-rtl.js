// The demo's gallery, with all typed that its states ask for. `look.test.js` and `axe.test.js` read it;
// `node tests/browser/gallery.js` takes its pictures, for people to look at: target/gallery/*.png.

import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { browser, By, PATIENCE, SHOP } from './harness.js';

const TYPED = { number: '42424242', expiry: '1', cvc: '1', name: 'Ines', postalCode: '94' };
const COMPLETE = { number: '4242424242424242', expiry: '1230', cvc: '123', name: 'Ines Moreau', postalCode: '94107' };

export const LOOKS = ['plain', 'soft', 'night'];

export class Gallery {
  constructor(driver, shop = SHOP) {
    this.driver = driver;
    this.shop = shop;
  }

  /** Opens it with a choice, and brings every element into its state. */
  async open(choice) {
    await this.driver.get(`${this.shop}/gallery?${new URLSearchParams(choice)}`);
    this.places = await this.driver.executeScript("return [...document.querySelectorAll('.place')].map(({ id }) => id)");
    for (const id of this.places) await this.pose(id, id.slice(id.lastIndexOf('-') + 1));
    const focus = this.places.find((id) => id.endsWith('-focus'));
    if (focus) await this.inside(focus, async () => (await this.fields())[0].click());
  }

  async pose(id, state) {
    if (state === 'loading') return;
    const shown = { failed: '[data-state=failed]', error: '[aria-invalid=true]' }[state] ?? '[data-state=ready]';
    await this.inside(id, async () => {
      await this.driver.wait(async () => (await this.driver.findElements(By.css(shown))).length > 0, PATIENCE, `${id} does not get there`);
      const _ = await this.driver.executeScript("document.documentElement.dir = arguments[0]", globalThis.DIR ?? "ltr"), texts = { typed: TYPED, complete: COMPLETE, busy: COMPLETE }[state];
      if (!texts) return;
      for (const field of await this.fields()) {
        await field.click();
        await field.sendKeys(texts[await field.getAttribute('id')]);
      }
      await this.driver.executeScript('document.activeElement.blur()');
    });
    if (state !== 'busy') return;
    await this.driver.executeScript('void gallery[arguments[0]].tokenize({ timeoutMs: 600000 })', id);
    await this.inside(id, () => this.driver.wait(async () => (await this.driver.findElements(By.css('[data-state=busy]'))).length > 0, PATIENCE, `${id} is not busy`));
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
    const fields = await this.driver.findElements(By.css('.field:not([hidden]) input'));
    return fields;
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

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wanted = process.argv.slice(2);
  await mkdir(new URL('../../target/gallery/', import.meta.url), { recursive: true });
  const driver = await browser();
  try {
    const gallery = new Gallery(driver);
    for (const [device, width] of [['desktop', 1280], ['phone', 390]]) {
      for (const look of LOOKS) {
        for (const dir of ['ltr', 'rtl']) {
          for (const scheme of look === 'night' ? ['dark'] : ['light', 'dark']) {
            const name = [device, look, scheme, dir].join('-');
            if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
            await sized(driver, width, 1000);
            globalThis.DIR = dir; await gallery.open({ look, dir, scheme });
            await pictures(driver, width, name);
          }
        }
      }
    }
  } finally {
    await driver.quit();
  }
}
