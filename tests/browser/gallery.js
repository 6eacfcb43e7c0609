// The demo's gallery, with all typed that its states ask for: what axe.test.js looks at.
// `node tests/browser/gallery.js` takes its pictures, for people to look at: target/gallery/*.png.

import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { browser, By, FRAME, PATIENCE, SHOP, STAGE } from './harness.js';
import { Stage } from './stage.js';

const TYPED = {
  number: '42424242', expiry: '1', cvc: '1', name: 'Ines', postalCode: '94',
  securityCode: 'a1', firstName: 'Ines', routingNumber: '02100', accountNumber: '1234', email: 'ines@', phone: '415',
};
const COMPLETE = {
  number: '4242424242424242', expiry: '1230', cvc: '123', name: 'Ines Moreau', postalCode: '94107',
  securityCode: 'a1B2', accessCode: '1234', firstName: 'Ines', lastName: 'Moreau', routingNumber: '021000021', accountNumber: '1234567890',
  identityNumber: 'D1234567', email: 'ines@example.com', phone: '4155550100', line1: '8 Quay Street', line2: 'Flat 2', city: 'Rye',
};

/** Runs in the frame: chooses the state of New York wherever one is asked for. */
const CHOOSE = `for (const id of ['identityState', 'state']) {
  const list = document.getElementById(id);
  if (!list) continue;
  list.value = 'NY';
  list.dispatchEvent(new Event('change', { bubbles: true }));
}`;

export const LOOKS = ['plain', 'soft', 'night'];
export const ELEMENTS = ['card', 'card-whole', 'co-badged', 'refused', 'number', 'expiry', 'cvc', 'name', 'postal-code', 'vault-page', 'gift-card', 'bank-account'];

/** Fills the fields in as a password manager does: a hundred of them by keys would take minutes. */
const FILL = (texts) => {
  for (const field of document.querySelectorAll('.field:not([hidden], .aside) .box input')) {
    field.focus();
    field.value = texts[field.id] ?? '';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
};

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

  async pose(id, state) {
    if (state === 'loading') return;
    const shown = { failed: '[data-state=failed]', error: '[aria-invalid=true]' }[state] ?? '[data-state=ready]';
    await this.inside(id, async () => {
      await this.driver.wait(async () => (await this.driver.findElements(By.css(shown))).length > 0, PATIENCE, `${id} does not get there`);
      const texts = { typed: TYPED, complete: COMPLETE, busy: COMPLETE }[state];
      if (!texts) return;
      await this.driver.executeScript(FILL, texts);
      if (texts === COMPLETE) await this.driver.executeScript(CHOOSE);
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

// Two pages in one, for README: the form as it comes, in light and in dark.
const BOTH = `<!doctype html><html lang="en"><head><title>Both</title><style>
body{display:grid;grid:auto/1fr 1fr;margin:0}
div{padding:32px 36px 12px;color-scheme:light;background:#fff}
div + div{color-scheme:dark;background:#15181d}
</style></head><body><div id="light"></div><div id="dark"></div><script type="module">
import { createTokenframe } from '/tokenframe/index.js';
const tf = createTokenframe({ frame: '${FRAME}/', vault: 'clover', grant: () => new Promise(() => {}) });
for (const id of ['light', 'dark']) tf.create('card').mount('#' + id);
</script></body></html>`;

const both = async (driver) => {
  const stage = await Stage.open();
  try {
    stage.pages['/both'] = BOTH;
    await driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', { width: 880, height: 244, deviceScaleFactor: 2, mobile: false });
    await driver.get(`${STAGE}/both`);
    const gallery = new Gallery(driver);
    for (const [id, number, last] of [['dark', '5555555555554444', '123'], ['light', '4242424242424242', '1']]) {
      await gallery.inside(id, async () => {
        await driver.wait(async () => (await driver.findElements(By.css('[data-state=ready]'))).length > 0, PATIENCE);
        for (const [field, text] of [['number', number], ['expiry', '1230'], ['cvc', last]]) {
          const input = await driver.findElement(By.id(field));
          await input.click();
          await input.sendKeys(text);
        }
      });
    }
    await writeFile(new URL('../../www/demo/screenshot.png', import.meta.url), await driver.takeScreenshot(), 'base64');
    console.log('www/demo/screenshot.png');
  } finally {
    await stage.close();
  }
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wanted = process.argv.slice(2);
  await mkdir(new URL('../../target/gallery/', import.meta.url), { recursive: true });
  const driver = await browser();
  try {
    if (wanted.includes('both')) await both(driver);
    const gallery = new Gallery(driver);
    for (const [device, width] of [['desktop', 1280], ['phone', 390]]) {
      for (const look of LOOKS) {
        for (const dir of ['ltr', 'rtl']) {
          for (const scheme of look === 'night' ? ['dark'] : ['light', 'dark']) {
            const name = [device, look, scheme, dir].join('-');
            if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
            await sized(driver, width, 1000);
            await gallery.open({ look, dir, scheme });
            await pictures(driver, width, name);
          }
        }
      }
    }
  } finally {
    await driver.quit();
  }
}
