// Somebody who manages keys in the dashboard, and what the vaults say to the keys.

import { readFileSync } from 'node:fs';
import { By, DASHBOARD, PATIENCE, sandbox, VAULTS } from './harness.js';

const AXE = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

export class Keeper {
  constructor(driver, at = DASHBOARD) {
    this.driver = driver;
    this.at = at;
  }

  async open(page = '') {
    await this.driver.get(`${this.at}/${page}`);
    await this.settled();
  }

  /** Runs a function in the page. */
  run(work, ...values) {
    return this.driver.executeScript(`return (${work})(...arguments)`, ...values);
  }

  /** Waits until a function of the page gives something, and gives it. */
  until(work, what, ...values) {
    return this.driver.wait(() => this.run(work, ...values), PATIENCE, what);
  }

  /** Waits until nothing is on its way. */
  settled() {
    const still = () => document.querySelector('main h1') && !document.querySelector('[aria-busy=true], .bone, .skeleton');
    return this.until(still, 'the page does not settle');
  }

  /** The button that says this, in the dialog that is open, else on the page. */
  button(text) {
    const find = (wanted) => {
      const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
      return [...place.querySelectorAll('button')].find((one) => one.textContent.trim() === wanted && one.checkVisibility());
    };
    return this.until(find, `there is no button “${text}”`, text);
  }

  async press(text) {
    await (await this.button(text)).click();
  }

  /** Waits for the dialog of that title. */
  dialog(title) {
    const open = (wanted) => {
      const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
      return dialog?.querySelector('h2').textContent === wanted && dialog;
    };
    return this.until(open, `the dialog “${title}” does not open`, title);
  }

  async closed() {
    await this.until(() => !document.querySelector('dialog'), 'a dialog stays');
    await this.settled();
  }

  /** The control of that label in the dialog. */
  control(label) {
    const find = (wanted) => {
      const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.querySelector('main');
      const named = [...place.querySelectorAll('label')].find((one) => one.firstChild.textContent === wanted || one.textContent.trim() === wanted);
      return named && (named.control ?? named.querySelector('input'));
    };
    return this.until(find, `there is no control “${label}”`, label);
  }

  async type(label, text) {
    const control = await this.control(label);
    await control.clear();
    await control.sendKeys(text);
  }

  async check(css) {
    await (await this.driver.findElement(By.css(css))).click();
  }

  /** The new key, as it is shown. */
  async secret() {
    return (await this.until(() => document.querySelector('dialog .secret'), 'no key is shown')).getText();
  }

  /** Says that the key was stored, and closes the dialog. */
  async stored() {
    await this.check('dialog .check input');
    await this.press('Done');
    await this.closed();
  }

  /** The texts of a key's row, by column. */
  row(name) {
    const read = (wanted) => {
      const row = [...document.querySelectorAll('[data-key]')].find((one) => one.querySelector('strong').textContent === wanted);
      return row && Object.fromEntries([...row.querySelectorAll('[data-label]')].map((cell) => [cell.dataset.label, cell.textContent]));
    };
    return this.run(read, name);
  }

  /** Presses a button of a key's row. */
  async act(name, action) {
    const find = (wanted, does) => [...document.querySelectorAll('[data-key]')].find((one) => one.querySelector('strong').textContent === wanted)?.querySelector(`[data-action="${does}"]`);
    await (await this.until(find, `“${name}” has no “${action}”`, name, action)).click();
  }

  /** What was said to those who do not see the page. */
  said() {
    return this.run(() => [...document.querySelectorAll('[data-says]')].map((one) => one.textContent).join(' '));
  }

  /** The findings of axe-core that keep somebody out. */
  async axe() {
    await this.driver.executeScript(AXE);
    const results = await this.driver.executeAsyncScript(
      'const done = arguments[arguments.length - 1]; axe.run(document, { resultTypes: ["violations"], iframes: false }).then((given) => done(given.violations.map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.map((node) => node.target.join(" ") + ": " + node.failureSummary) }))), (error) => done([{ id: String(error), impact: "critical" }]))',
    );
    return results.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  }
}

const credentials = () => sandbox.credentials();
const basic = (user, secret) => ({ authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` });
const status = async (path, options) => (await fetch(`${VAULTS}/${path}`, options)).status;

/** What each vault answers to a key, asked directly: its status. */
export const vaultSays = {
  vaultera: (key) => status(`vaultera/api/v1/api_keys?api_key=${key}`),
  async payconex(id, secret, what = 'api-keys') {
    const { accountId } = (await credentials()).payconex;
    return status(`payconex/api/v4/accounts/${accountId}/${what}`, { headers: basic(id, secret) });
  },
  hellgate: (key, path = 'tokens') => status(`hellgate/${path}`, { headers: { 'x-api-key': key } }),
  guardian: (key) => status('hellgate/api/admin/api-keys', { headers: { 'x-api-key': key } }),
  async corefy(key, method = 'GET') {
    const { accountId } = (await credentials()).corefy;
    const path = method === 'GET' ? 'corefy/api/payment-invoices/cpi_none' : 'corefy/api/payment-invoices';
    return status(path, { method, headers: { ...basic(accountId, key), 'content-type': 'application/vnd.api+json' }, body: method === 'GET' ? undefined : '{}' });
  },
  async clover(key) {
    const card = { number: '4242424242424242', exp_month: '12', exp_year: '2034', cvv: '123' };
    return status('clover/v1/tokens', { method: 'POST', headers: { apikey: key, 'content-type': 'application/json' }, body: JSON.stringify({ card }) });
  },
};
