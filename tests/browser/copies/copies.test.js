// Copies of a card's number in all of the browser's processes and in its profile on disk, after a payment: with sealed
// typing, with native typing, and in a plain form. Each has a browser of its own, and what is sealed is shown to be
// looked for well: the same number, typed into a bare input of the same browser, must be found.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { Bench, BROWSER, browserIn, By, PATIENCE, sandbox, STAGE_FRAME, VAULTS } from '../harness.js';
import { copies, counted, filesWith, processes } from '../processes.js';
import { shopGrant, Stage } from '../stage.js';

/** Test cards that every vault of the sandbox takes. */
const NUMBERS = ['4012888888881881', '4000002500003155', '5105105105105100', '5200828282828210', '2223003122003222', '5123817234060000'];
const ENGINES = { chromium: ['browser', 'renderer', 'network'], firefox: ['browser', 'renderer'] };

/** Why nothing is looked at, if anything stands in the way. */
const hindered = () => {
  if (process.platform !== 'linux') return 'only Linux shows the memory of a process';
  if (BROWSER === 'webkit') return 'the cryptography of WebKitGTK keeps what it is given: README.md has its figures';
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    copies([{ pid: child.pid, kind: 'other' }], NUMBERS[0]);
    return false;
  } catch ({ code }) {
    return `this system does not let a process read its children's memory (${code})`;
  } finally {
    child.kill();
  }
};

const skip = hindered();
const stage = await Stage.open();
const rows = [];

beforeEach(() => sandbox.clear());
after(() => stage.close());

/** A plain form, as shops have them: JavaScript spaces the digits, and sends what it reads as JSON. */
const PLAIN = `<!doctype html><html lang="en"><head><title>Plain</title></head><body><form id="form">
<input id="number" autocomplete="cc-number" inputmode="numeric"><input id="expiry" autocomplete="cc-exp"><input id="cvc" autocomplete="cc-csc">
<button id="pay">Pay</button></form><script>
number.oninput = () => (number.value = number.value.replace(/\\D/g, '').replace(/(.{4})(?=.)/g, '$1 '));
form.onsubmit = async (event) => {
  event.preventDefault();
  const card = { number: number.value.replace(/ /g, ''), exp_month: expiry.value.slice(0, 2), exp_year: expiry.value.slice(2), cvv: cvc.value };
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', apikey: '{{key}}' }, body: JSON.stringify({ card }) };
  const { id } = await (await fetch('/vaults/clover/v1/tokens', sent)).json();
  form.reset();
  globalThis.token = id;
};
</script></body></html>`;

/** A shopper whose browser is looked through. */
class Looked extends Bench {
  number = NUMBERS[randomInt(NUMBERS.length)];

  /** Each key alone: what drives the browser never has more of the number than one digit. */
  async type(id, text) {
    const field = await this.driver.findElement(By.id(id));
    const length = () => this.driver.executeScript('return arguments[0].value.length', field);
    await field.click();
    for (const key of text) {
      const before = await length();
      // WebKit's driver loses a key now and then.
      for (let tries = 1; tries <= 3 && (await length()) <= before; tries += 1) await this.driver.actions().sendKeys(key).perform();
    }
  }

  async pays(vault) {
    await this.card(vault, { number: this.number });
    const { ok, token } = await this.tokenize();
    assert.equal(ok, true);
    if (token.last4) assert.equal(token.last4, this.number.slice(-4));
  }

  async paysPlainly() {
    await this.driver.get(`${STAGE_FRAME}/plain`);
    for (const [id, text] of [['number', this.number], ['expiry', '1230'], ['cvc', '123']]) await this.type(id, text);
    await this.driver.findElement(By.id('pay')).click();
    assert.match(await this.until(() => window.token, 'there is no token'), /^clv_/);
  }

  /** What a shop's page does next: the form goes, and the token to the shop's server. */
  async goesOn() {
    await this.page();
    await this.driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1];
      if (window.card) card.destroy();
      document.querySelector('form')?.remove();
      const body = JSON.stringify({ token: window.token ?? results[0].token });
      fetch('/checkout/pay', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then((answer) => answer.text()).then(() => done(), () => done());`,
    );
  }

  /** Types the number into an input that is nothing but one. */
  async typesPlainly() {
    await this.run(() => {
      const input = document.body.appendChild(document.createElement('input'));
      input.id = 'bare';
      // Else Chromium writes it to the disk, as it does with the plain form's.
      input.autocomplete = 'off';
    });
    await this.type('bare', this.number);
  }

  look() {
    const ours = processes();
    for (const kind of ENGINES[BROWSER]) assert.ok(ours.some((each) => each.kind === kind), `no process is the ${kind}`);
    return copies(ours, this.number);
  }
}

/** What is on the disk after one shopper's browser has ended. `note` writes what was found into the table. */
const looked = async (name, act) => {
  const profile = mkdtempSync(join(tmpdir(), 'tokenframe-copies-'));
  const own = [];
  try {
    const driver = await browserIn(profile);
    const shopper = new Looked(driver);
    try {
      await act(shopper, (when, found) => own.push({ copies: name, when, ...counted(found), all: found.length }));
    } finally {
      await driver.quit();
      rows.push(...own);
    }
    const files = filesWith(profile, shopper.number);
    if (own.length) own.at(-1).files = files.length;
    return files;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** Where copies are: never what stands around them. */
const places = (found) => found.map(({ kind, how, mapping }) => `${kind}: ${how}, in ${mapping}`).join('\n');

stage.pages['/plain'] = PLAIN.replace('{{key}}', (await sandbox.credentials()).clover.publicKey);
const DEV_KEY = (await (await fetch(`${VAULTS}/clover/assets/keys.json`)).json()).TA_PUBLIC_KEY_DEV;

const pay = (vault, { typing = 'sealed', encryptionKey } = {}) => async (shopper) => {
  stage.grant = async (name) => ({ ...(await shopGrant(name)), ...(vault === 'clover' && { encryptionKey }) });
  await shopper.mounted({ vault, options: { typing } });
  await shopper.pays(vault);
};

/** What the engine's own network code may keep of a body that is not encrypted: Firefox's now and then has two. */
const SENT = BROWSER === 'firefox' ? 2 : 1;

/** Each vault's way of taking a card, and how many copies may be left once the form is removed. */
const SEALED = [
  ['Hellgate, sealed, encrypted', 0, pay('hellgate')],
  ['Clover, sealed, encrypted', 0, pay('clover', { encryptionKey: DEV_KEY })],
  ['Clover, sealed', SENT, pay('clover')],
  ['Corefy, sealed', SENT, pay('corefy')],
];

for (const [name, most, act] of SEALED) {
  test(`${name}: at most ${most} in memory, none on disk`, { skip }, async () => {
    const files = await looked(name, async (shopper, note) => {
      await act(shopper);
      let found = shopper.look();
      note('token', found);
      if (most === 0) assert.equal(found.length, 0, places(found));
      // The frame's process ends a moment later, and what it held with it.
      const done = async () => {
        await shopper.goesOn();
        return (found = shopper.look()).length <= most;
      };
      await shopper.driver.wait(done, PATIENCE).catch(() => {});
      note('paid, form removed', found);
      assert.ok(found.length <= most, places(found));
      await shopper.typesPlainly();
      assert.ok(shopper.look().length > most, 'the number in a bare input of the same browser is not found');
    });
    assert.deepEqual(files, []);
  });
}

for (const [name, act] of [
  ['Clover, native typing', pay('clover', { typing: 'native' })],
  ['a plain form', (shopper) => shopper.paysPlainly()],
]) {
  test(`${name}: copies are left, and found`, { skip }, async () => {
    await looked(name, async (shopper, note) => {
      await act(shopper);
      const found = shopper.look();
      note('token', found);
      assert.ok(found.length > 0, 'no copy is found');
      await shopper.goesOn();
      note('paid, form removed', shopper.look());
    });
  });
}

test('a number that a page has its browser keep is found on the disk', { skip }, async () => {
  const files = await looked('', async (shopper) => {
    await shopper.driver.get(`${STAGE_FRAME}/plain`);
    await shopper.run((number) => localStorage.setItem('kept', number), shopper.number);
  });
  assert.ok(files.length > 0);
});

// Where the runner's own messages do not go.
after(() => {
  const names = Object.keys(rows[0] ?? {}).concat('files');
  const line = (cells) => `| ${cells.join(' | ')} |`;
  for (const cells of rows.length ? [names, names.map(() => '---'), ...rows.map((row) => names.map((name) => row[name] ?? ''))] : []) console.error(line(cells));
});
