// The documents in a browser: what get-started.md has somebody write gets a token of `tokenframe dev`, as it stands there; and the pages
// themselves, on a screen and on a phone, keep nobody out.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { marked } from '../docs/blocks.js';
import { BROWSER, browser, By, Key, PATIENCE, SHOP, STAGE } from './harness.js';

const DOCS = SHOP.replace(/\d+$/, (port) => Number(port) + 4);
const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const PKG = fileURLToPath(new URL('../../pkg', import.meta.url));

const { startDev } = await import(pathToFileURL(join(PKG, 'cli/dev.js')));

// Without the tests' own shop, whose place the project takes.
const driver = await browser();
after(() => driver.quit());

/** What Vite does with the three files: the package under an address, and the plugin's handler. */
const project = async () => {
  const [html, script, config] = marked('get-started.md', 'runs: tests/browser/docs.test.js');
  const folder = mkdtempSync(fileURLToPath(new URL('../../target/docs-started-', import.meta.url)));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(PKG, join(folder, 'node_modules/tokenframe'));
  const running = await startDev(join(PKG, 'frame'), { parents: [STAGE], port: 0, sandboxPort: 0 });
  writeFileSync(join(folder, 'vite.config.mjs'), config.replace("'http://127.0.0.1:4102'", `'${running.sandbox}'`));
  const { default: vite } = await import(pathToFileURL(join(folder, 'vite.config.mjs')));
  const handlers = {};
  for (const { configureServer } of vite.plugins) configureServer({ middlewares: { use: (path, handler) => (handlers[path] = handler) } });
  const files = {
    '/': ['text/html; charset=utf-8', html],
    '/main.js': ['text/javascript', script.replace("'tokenframe'", "'/tokenframe/index.js'").replace('http://127.0.0.1:4101/', `${running.frame}/`)],
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, STAGE);
    if (handlers[pathname]) {
      // As Connect does, which Vite's server is made of.
      return handlers[pathname](Object.assign(request, { originalUrl: request.url, url: '/' }), response);
    }
    const [, name] = /^\/tokenframe\/(\w+\.js)$/.exec(pathname) ?? [];
    const [type, text] = name ? ['text/javascript', readFileSync(join(PKG, name), 'utf8')] : (files[pathname] ?? ['text/plain', '']);
    return response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  });
  const { hostname, port } = new URL(STAGE);
  await new Promise((resolve) => server.listen(Number(port), hostname, resolve));
  return async () => {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    await Promise.all([running.stop(), new Promise((resolve) => server.close(resolve))]);
  };
};

test('the three files of get-started.md give a token of the sandbox', async () => {
  const end = await project();
  try {
    await driver.get(STAGE);
    const frame = await driver.wait(async () => (await driver.findElements(By.css('iframe')))[0], PATIENCE, 'there is no frame');
    await driver.switchTo().frame(frame);
    await driver.wait(async () => (await driver.findElements(By.css('[data-state=ready]'))).length > 0, PATIENCE, 'the form is not in charge');
    for (const [id, text] of [['number', '4242424242424242'], ['expiry', '1230'], ['cvc', '123']]) {
      const input = await driver.findElement(By.id(id));
      await input.click();
      await input.sendKeys(text);
    }
    await driver.findElement(By.id('cvc')).sendKeys(Key.ENTER);
    await driver.switchTo().defaultContent();
    const output = await driver.findElement(By.css('output'));
    await driver.wait(async () => (await output.getText()) !== '', PATIENCE, `no token: ${await driver.findElement(By.css('p')).getText()}`);
    assert.match(await output.getText(), /^clv_\w{20,}, visa •••• 4242$/);
  } finally {
    await end();
  }
});

const sized = async (width, height) => {
  if (BROWSER === 'chromium') return driver.sendDevToolsCommand('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  await driver.manage().window().setRect({ width, height });
};

const PAGES = ['', 'get-started.html', 'errors.html', 'clover.html', 'languages.html'];
const [SCHEMES, WIDTHS] = [['light', 'dark'], [1400, 390]];
const LOOKS = [['', 'dark', 1400], ['get-started.html', 'light', 390], ['clover.html', 'light', 1400]];

// `cargo verify --long` asks the other engines too.
const skip = BROWSER !== 'chromium' && !process.env.LONG && 'the pages are plain, and one engine is enough for each change';

test('no page scrolls sideways on a phone, and its list of pages opens and closes without a script', { skip }, async () => {
  await sized(390, 800);
  for (const page of PAGES) {
    await driver.get(`${DOCS}/${page}`);
    assert.ok(await driver.executeScript('return document.documentElement.scrollWidth <= innerWidth'), page);
  }
  const list = await driver.findElement(By.id('pages'));
  assert.equal(await list.isDisplayed(), false);
  await driver.findElement(By.css('.menu')).click();
  await driver.wait(() => list.isDisplayed(), PATIENCE, 'the list does not open');
  await driver.findElement(By.css('.close')).click();
  await driver.wait(async () => !(await list.isDisplayed()), PATIENCE, 'the list does not close');
});

test('axe finds nothing serious in the pages', { skip: BROWSER !== 'chromium' && 'markup and colours are the same in each engine' }, async () => {
  const looks = process.env.LONG ? SCHEMES.flatMap((scheme) => WIDTHS.flatMap((width) => PAGES.map((page) => [page, scheme, width]))) : LOOKS;
  for (const [page, scheme, width] of looks) {
    await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await sized(width, 900);
    await driver.get(`${DOCS}/${page}`);
    await driver.executeScript(AXE);
    const { found, passes } = await driver.executeAsyncScript((done) =>
      axe.run().then(({ violations, passes }) => done({ passes: passes.length, found: violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 4).map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join('; ')}`) })),
    );
    assert.ok(passes > 15, `axe looked at ${page} by ${passes} rules`);
    assert.deepEqual(found.filter((fault) => /^(serious|critical)/.test(fault)), [], `${page} in ${scheme} at ${width}`);
  }
  await driver.sendDevToolsCommand('Emulation.setEmulatedMedia', { features: [] });
});
