// One harness for three engines: a browser over WebDriver, and what a person does in the demo shop.

import { Builder, By, Key, until } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import firefox from 'selenium-webdriver/firefox.js';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

export { By, Key, until };

export const { BROWSER = 'chromium', SHOP, FRAME, VAULTS, DASHBOARD, STAGE, STAGE_FRAME, GECKODRIVER } = process.env;

/** How long a person would wait for anything here, in milliseconds. */
export const PATIENCE = 15000;

// The form speaks the browser's language: all of them speak English.
const quiet = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--accept-lang=en-US', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

const makers = {
  async chromium(profile, ...more) {
    const options = new chrome.Options().addArguments(...quiet, ...more).setChromeBinaryPath('/usr/bin/chromium');
    // What drives a browser over BiDi is a page of that browser, which hears everything.
    if (profile) options.addArguments(`--user-data-dir=${profile}`);
    else options.set('webSocketUrl', true);
    return new Builder().forBrowser('chrome').setChromeOptions(options).setChromeService(new chrome.ServiceBuilder('/usr/bin/chromedriver')).build();
  },
  async firefox(profile) {
    const options = new firefox.Options().addArguments('-headless').setPreference('intl.accept_languages', 'en-US').setBinary('/usr/bin/firefox-esr');
    if (profile) options.addArguments('-profile', profile);
    else options.set('webSocketUrl', true);
    return new Builder().forBrowser('firefox').setFirefoxOptions(options).setFirefoxService(new firefox.ServiceBuilder(GECKODRIVER)).build();
  },
  async webkit() {
    const port = await freePort();
    const child = spawn('/usr/bin/WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, LANGUAGE: 'en_US', LC_ALL: 'C.UTF-8' } });
    process.on('exit', () => child.kill());
    await listening(port);
    const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', args: ['--automation'] } }).build();
    const quit = driver.quit.bind(driver);
    driver.quit = async () => {
      await quit();
      child.kill();
    };
    return driver;
  },
};

/** Starts the browser that the suite runs in; what more it is told, only Chromium hears. */
export const browser = (...more) => makers[BROWSER](undefined, ...more);

/** The same of an engine by its name. */
export const browserOf = (engine, ...more) => makers[engine](undefined, ...more);

/** The same with its profile in a folder. */
export const browserIn = (profile) => makers[BROWSER](profile);

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const listening = async (port) => {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    if (await fetch(`http://127.0.0.1:${port}/status`).then(() => true, () => false)) return;
  }
  throw new Error('the driver does not listen');
};

/** The sandbox's own endpoints. */
export const sandbox = {
  async requests() {
    return (await (await fetch(`${VAULTS}/_sandbox/requests`)).json()).requests;
  },
  /** Asks for another behaviour: `hellgate/account`, with PATCH. */
  async set(path, values, method = 'PATCH') {
    const response = await fetch(`${VAULTS}/_sandbox/${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(values) });
    if (!response.ok) throw new Error(await response.text());
  },
  async clear() {
    await fetch(`${VAULTS}/_sandbox/requests`, { method: 'DELETE' });
    await fetch(`${VAULTS}/_sandbox/faults`, { method: 'DELETE' });
  },
  async credentials() {
    return (await fetch(`${VAULTS}/_sandbox/credentials`)).json();
  },
  async fault(fault) {
    const response = await fetch(`${VAULTS}/_sandbox/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) });
    if (!response.ok) throw new Error(await response.text());
  },
};

/** Where each vault has a number, an expiry date and a security code typed. */
const OURS = ['number', 'expiry', 'cvc'];
const FIELDS = {
  clover: OURS,
  vaultera: ['card_number', 'expiration_date', 'service_code'],
  payconex: ['number', 'expiry', 'cvv'],
  hellgate: OURS,
  corefy: OURS,
};

/** Runs in the frame: what a person sees in a field of ours. A sealed one is drawn beside its input, sign by sign. */
export const seen = (id) => {
  const { value } = document.getElementById(id);
  const ink = document.getElementById(`${id}-ink`);
  return ink?.children.length ? [...ink.querySelectorAll('b')].map((sign) => sign.textContent).join('') : value;
};

/** A shopper in the demo shop. */
export class Shopper {
  constructor(driver, shop = SHOP) {
    this.driver = driver;
    this.shop = shop;
  }

  async open(vault) {
    await this.driver.get(this.shop);
    if (vault) {
      // Not every driver waits for what a page's modules do.
      await this.driver.wait(until.elementLocated(By.css('#card iframe')), PATIENCE);
      const choice = await this.driver.findElement(By.css(`input[name=vault][value=${vault}]`));
      if (!(await choice.isSelected())) await choice.findElement(By.xpath('..')).click();
    }
    await this.frame(vault);
    await this.page();
  }

  /** Goes into our frame, once it is in charge. */
  async frame(vault) {
    const ready = vault ? `html[data-vault=${vault}][data-state=ready]` : 'html[data-state=ready]';
    // The frame may be exchanged for another vault's while we look.
    const inside = async () => {
      await this.driver.switchTo().defaultContent();
      const [iframe] = await this.driver.findElements(By.css('#card iframe'));
      if (!iframe) return false;
      await this.driver.switchTo().frame(iframe);
      return (await this.driver.findElements(By.css(ready))).length > 0;
    };
    await this.driver.wait(() => inside().catch(() => false), PATIENCE, 'the frame is not ready');
  }

  /** Goes into the vault's own page inside our frame. */
  async vaultPage() {
    await this.frame();
    await this.driver.wait(until.ableToSwitchToFrame(By.css('#page iframe')), PATIENCE);
  }

  async page() {
    await this.driver.switchTo().defaultContent();
  }

  async type(id, text) {
    const field = await this.driver.wait(until.elementLocated(By.id(id)), PATIENCE);
    // As a person does; WebKit's driver does not focus a field in a frame by itself.
    await field.click();
    await field.sendKeys(text);
  }

  /** Types a card where this vault has it typed. */
  async card(vault, { number = '4242424242424242', expiry = '1230', cvc = '123' } = {}) {
    const fields = FIELDS[vault];
    await this.fields(vault);
    await this.type(fields[0], number);
    await this.type(fields[1], expiry);
    await this.type(fields[2], cvc);
    await this.page();
  }

  /** Goes where this vault has the card typed. */
  async fields(vault) {
    if (FIELDS[vault] === OURS) await this.frame(vault);
    else await this.vaultPage();
  }

  /** Waits for a form that is empty and can be typed in. */
  async fresh(vault) {
    const open = async () => {
      await this.fields(vault);
      const field = await this.driver.findElement(By.id(FIELDS[vault][0]));
      return (await field.isEnabled()) && (await field.getAttribute('value')) === '';
    };
    await this.driver.wait(() => open().catch(() => false), PATIENCE, 'the form is not empty and open');
    await this.page();
  }

  /** Presses the button: the shop's, or the component's own. */
  async pay(vault) {
    if (vault === 'payconex') {
      await this.page();
      // WebKit's driver does not bring into view what stands in a frame within a frame.
      await this.driver.executeScript("document.querySelector('#card').scrollIntoView({ block: 'center' })");
      await this.vaultPage();
      await this.driver.findElement(By.id('pay')).click();
      return this.page();
    }
    await this.page();
    const button = await this.driver.findElement(By.id('pay'));
    await this.driver.wait(until.elementIsEnabled(button), PATIENCE);
    await button.click();
  }

  /** What the shop shows once the order is paid. */
  async paid() {
    const panel = await this.driver.findElement(By.id('paid'));
    await this.driver.wait(until.elementIsVisible(panel), PATIENCE);
    return { token: await this.text('token'), order: await this.text('order'), card: await this.text('card-used'), vault: await this.text('vault-used') };
  }

  /** What the shop says when it is not. */
  async problem() {
    const problem = await this.driver.findElement(By.id('problem'));
    await this.driver.wait(until.elementIsVisible(problem), PATIENCE);
    return problem.getText();
  }

  async text(id) {
    return this.driver.findElement(By.id(id)).getText();
  }
}

/** A shopper before the tests' own page of one element, and whoever wrote that page: `bench.js`. */
export class Bench extends Shopper {
  async open({ at = STAGE, frame = FRAME, vault = 'clover', elements = 'card', own = {}, options = {} } = {}) {
    const given = { frame: `${frame}/`, vault, elements, own: JSON.stringify(own), options: JSON.stringify(options) };
    await this.driver.get(`${at}/bench?${new URLSearchParams(given)}`);
    // Not every driver waits for what a page's modules do; what one of them throws is for the test to see.
    await this.driver.wait(() => this.driver.executeScript('return Boolean(globalThis.results)'), 5000).catch(() => {});
    this.paidFor = 0;
  }

  /** The same, once the element is mounted and the frame in charge. */
  async mounted(options = {}) {
    await this.open(options);
    await this.frame(options.vault ?? 'clover');
    await this.page();
    await this.until(() => window.mounted === 'ready', 'the element is not ready');
  }

  /** Goes into our frame, whatever it is doing. */
  async frame(vault) {
    if (vault) return super.frame(vault);
    await this.page();
    await this.driver.switchTo().frame(await this.driver.findElement(By.css('#card iframe')));
  }

  /** Runs a function in the page. */
  async run(work, ...values) {
    await this.page();
    return this.driver.executeScript(`return (${work})(...arguments)`, ...values);
  }

  /** Waits until a function of the page gives something, and gives it. */
  async until(work, what, ...values) {
    await this.page();
    return this.driver.wait(() => this.driver.executeScript(`return (${work})(...arguments)`, ...values), PATIENCE, what);
  }

  /** Starts a call; `settled` waits for its end. */
  async start(options = {}) {
    await this.run((given) => pay(given), options);
    this.paidFor += 1;
  }

  async settled() {
    return this.until((count) => results[count - 1], 'the call is not settled', this.paidFor);
  }

  async tokenize(options) {
    await this.start(options);
    return this.settled();
  }

  /** Empties our fields and types a card into them. */
  async retype(card = {}, vault = 'clover') {
    const typed = { number: '4242424242424242', expiry: '1230', cvc: '123', ...card };
    const digits = (text) => text.replace(/\D/g, '');
    const stands = async (id) => digits(await this.driver.executeScript(seen, id));
    // WebKit's driver loses a key now and then; whether ours do is what the tests of typing look at.
    for (let tries = 1; tries <= 3; tries += 1) {
      await this.run(() => card.clear());
      await this.frame();
      await this.driver.wait(async () => (await stands('number')) === '', PATIENCE);
      await this.card(vault, card);
      await this.frame();
      const found = [await stands('number'), await stands('expiry'), await stands('cvc')];
      await this.page();
      if (found.join() === [typed.number, typed.expiry, typed.cvc].map(digits).join()) return;
    }
  }

  /** What stands beneath a field of ours. */
  async fieldError(id) {
    await this.frame();
    const text = await this.driver.findElement(By.id(`${id}-error`)).getText();
    await this.page();
    return text;
  }
}
