// A page that reveals one stored card, and whoever sits before it: what `tf.reveal` tells stands in `events`.

import { By, FRAME, PATIENCE, sandbox, STAGE, VAULTS } from './harness.js';

const { vaultera } = await sandbox.credentials();
const API = `${VAULTS}/vaultera/api/v1`;

const post = async (path, body) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${API}/${path}?api_key=${vaultera.apiKey}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()).data.attributes;
};

/** Stores a test card in the vault, and gives its token. */
export const storedCard = async (members = {}) => {
  const card = { card_number: '378282246310005', card_type: 'amex', cardholder_name: 'ADA EXAMPLE', expiration_month: '12', expiration_year: '2030', service_code: '7193', ...members };
  return (await post('cards', { card })).card_token;
};

export const session = async (scope) => (await post('session_tokens', { session_token: { scope } })).session_token;

/** A grant as a server makes it, with `changes`. */
export const granted = async (cardToken, { scope = 'show_card', serviceCode, ...changes } = {}) => ({
  vault: 'vaultera',
  baseUrl: `${VAULTS}/vaultera`,
  scope,
  cardToken,
  sessionToken: await session(scope),
  ...(serviceCode && { serviceCodeToken: await session('show_service_code') }),
  ...changes,
});

/** What the vault's page says to whoever opens it with this grant of scope `show_card`. */
export const use = async ({ cardToken, sessionToken }) => (await fetch(`${API}/show_card?${new URLSearchParams({ card_token: cardToken, session_token: sessionToken })}`)).text();

/** What was asked of the vault's show page, and how it answered. */
export const shows = async () => (await sandbox.requests()).filter(({ path }) => path === '/vaultera/api/v1/show_card').map(({ status }) => status);

const PAGE = `<!doctype html><html lang="en"><head><title>Reveal</title></head><body>
<p><button id="before">Before</button></p><div id="stored-card"></div><p><button id="after">After</button></p>
<script type="module">
import { createTokenframe } from '/tokenframe/index.js';
const query = new URLSearchParams(location.search);
globalThis.events = [];
globalThis.asked = [];
const tf = createTokenframe({ frame: query.get('frame'), grant: '/grant/none' });
globalThis.shown = tf.reveal(query.get('what'), {
  ...JSON.parse(query.get('options')),
  grant: async (wanted) => {
    asked.push(wanted);
    return (await fetch('/grant/reveal', { method: 'POST' })).json();
  },
});
for (const name of ['ready', 'shown', 'hidden', 'loaderror']) shown.on(name, (detail) => events.push({ name, ...detail }));
shown.mount('#stored-card');
</script></body></html>`;

export class RevealBench {
  constructor(driver, stage) {
    this.driver = driver;
    this.stage = stage;
  }

  /** Opens the page; `grant` gives what the server would. `head` runs before all. */
  async open({ what = 'card', options = {}, grant, head = '' } = {}) {
    const { stage } = this;
    stage.pages['/reveal'] = PAGE.replace('<head>', () => `<head><script>${head}</script>`);
    this.card = await storedCard();
    this.grants = [];
    stage.grant = async () => {
      const one = await (grant ?? ((card) => granted(card, { scope: what === 'card' ? 'show_card' : 'show_service_code' })))(this.card);
      this.grants.push(one);
      return one;
    };
    await sandbox.clear();
    await this.driver.get(`${STAGE}/reveal?${new URLSearchParams({ frame: `${FRAME}/`, what, options: JSON.stringify(options) })}`);
    await this.event('ready');
  }

  async page() {
    await this.driver.switchTo().defaultContent();
  }

  /** Runs a function in the page. */
  async run(work, ...values) {
    await this.page();
    return this.driver.executeScript(`return (${work})(...arguments)`, ...values);
  }

  /** Runs a function in the frame. */
  async inside(work, ...values) {
    await this.frame();
    return this.driver.executeScript(`return (${work})(...arguments)`, ...values);
  }

  async frame() {
    await this.page();
    await this.driver.switchTo().frame(await this.driver.findElement(By.css('#stored-card iframe')));
  }

  /** Goes into the vault's page. */
  async vaultPage() {
    await this.frame();
    await this.driver.switchTo().frame(await this.driver.findElement(By.css('#page iframe')));
  }

  async events() {
    return this.run(() => events.map(({ name, code }) => code ?? name));
  }

  /** Waits until the page was told this, for the so-manieth time, and gives it. */
  async event(name, times = 1) {
    await this.page();
    const find = () => this.driver.executeScript('return globalThis.events?.filter((event) => event.name === arguments[0])[arguments[1] - 1]', name, times);
    return this.driver.wait(find, PATIENCE, `the page was not told: ${name}`);
  }

  async phase() {
    await this.frame();
    return this.driver.findElement(By.id('reveal')).getAttribute('data-phase');
  }

  /** Waits until a button works. */
  async steady(id) {
    await this.frame();
    const button = await this.driver.findElement(By.id(id));
    await this.driver.wait(async () => (await button.getAttribute('aria-disabled')) === 'false', PATIENCE, `${id} does not work`);
    return button;
  }

  async text(id) {
    await this.frame();
    return this.driver.findElement(By.id(id)).getAttribute('textContent');
  }

  /** Does what a person does to see the card: one press, or a second one where the browser cannot prove what is seen. */
  async press() {
    await (await this.steady('show')).click();
    if ((await this.phase()) === 'confirming') await (await this.steady('confirm')).click();
  }

  /** The same, until it is there. */
  async reveal(times = 1) {
    await this.press();
    await this.event('shown', times);
  }

  /** What the vault's page says. */
  async said() {
    await this.vaultPage();
    return this.driver.findElement(By.css('main')).getText();
  }

  /** Nothing of the vault's is in the frame any more. */
  async isClosed() {
    await this.frame();
    return (await this.driver.findElements(By.css('iframe'))).length === 0;
  }
}
