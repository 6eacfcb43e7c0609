// The Wasm traps with a card in it: the instance is called no more, its memory is all zeros, the form says so, a call
// is settled by its name, and the element can be mounted anew. That the memory held the card before is the control.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { By, seen, sandbox, PATIENCE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';
import { shopGrant } from './stage.js';

const NUMBER = '378282246310005';
const SHOWN = '3782 822463 10005';

/** Runs in the frame before its own script: keeps the memory, and makes the next call that comes with a pointer trap. */
const keep = () => {
  globalThis.trapped = [];
  const own = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...values) => {
    const made = await own.apply(WebAssembly, values);
    const theirs = made.instance.exports;
    globalThis.memory = Object.values(theirs).find((one) => one instanceof WebAssembly.Memory);
    globalThis.calls = 0;
    const exports = Object.fromEntries(
      Object.entries(theirs).map(([name, one]) => [
        name,
        typeof one !== 'function' ? one : (...given) => {
          globalThis.calls += 1;
          // Far outside of the memory, so that the instance itself traps in the midst of its work.
          const wild = globalThis.wild && given.length > 1 ? given.map(() => 0xfffffff0) : given;
          try {
            return one(...wild);
          } catch (error) {
            globalThis.trapped.push(error instanceof WebAssembly.RuntimeError ? 'trap' : String(error));
            throw error;
          }
        },
      ]),
    );
    return { module: made.module, instance: { exports } };
  };
  globalThis.holds = (texts) => {
    const whole = new Uint8Array(memory.buffer);
    let text = '';
    for (let at = 0; at < whole.length; at += 8192) text += String.fromCharCode(...whole.subarray(at, at + 8192));
    return { found: texts.filter((one) => text.includes(one)), zeros: whole.every((byte) => byte === 0), bytes: whole.length };
  };
};

beforeEach(async () => {
  stage.reset();
  stage.frameScript = `(${keep})()`;
  stage.grant = async (vault) => ({ ...(await shopGrant(vault)), encryptionKey: undefined, baseUrl: `${STAGE_FRAME}/vaults/${vault}` });
  await bench.mounted({ frame: STAGE_FRAME });
  await bench.retype({ number: NUMBER, cvc: '7193' });
});

const inFrame = async (work, ...values) => {
  await bench.frame();
  const given = await driver.executeScript(`return (${work})(...arguments)`, ...values);
  await bench.page();
  return given;
};
const holds = () => inFrame((texts) => holds(texts), [NUMBER, SHOWN, NUMBER.slice(4, 12)]);

/** The instance traps at the next call of the page's. */
const trap = async () => {
  assert.deepEqual((await holds()).found, [SHOWN], 'the card must be found before');
  await inFrame(() => (window.wild = true));
};

const dead = async () => {
  await bench.until(() => events.some(({ name, detail }) => name === 'loaderror' && detail.code === 'frame_crashed'), 'the shop hears nothing');
  const { found, zeros, bytes } = await holds();
  assert.deepEqual([found, zeros], [[], true]);
  assert.ok(bytes > 65536);
  assert.deepEqual(await inFrame(() => [...new Set(trapped)]), ['trap']);
  await bench.frame();
  assert.equal((await driver.findElements(By.css('html[data-state=failed]'))).length, 1);
  assert.match(await driver.findElement(By.id('live')).getAttribute('textContent'), /stopped working/);
  for (const id of ['number', 'expiry', 'cvc']) assert.equal(await driver.executeScript(seen, id), '');
  await bench.page();
  // Whatever the shopper and the shop do now, it is not called again.
  const calls = await inFrame(() => calls);
  await inFrame(() => {
    window.wild = false;
    for (const input of document.querySelectorAll('input')) {
      input.dispatchEvent(new InputEvent('input'));
      input.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertText', data: '4', cancelable: true }));
    }
  });
  assert.equal(await inFrame(() => calls), calls);
};

const again = async () => {
  await bench.run(() => {
    window.mounted = '';
    card.mount('#card').then(() => (window.mounted = 'again'));
  });
  await bench.until(() => window.mounted === 'again', 'it cannot be mounted again');
  await bench.retype();
  const { ok } = await bench.tokenize();
  assert.equal(ok, true);
};

test('while a call of the shop is read', async () => {
  await trap();
  assert.equal((await bench.tokenize()).error.code, 'frame_crashed');
  await dead();
  await again();
});

test('while a key is taken, with a call on its way', async () => {
  await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'hang' });
  await bench.start();
  await driver.wait(async () => (await sandbox.requests()).some(({ path, method }) => method === 'POST' && path === '/clover/v1/tokens'), PATIENCE, 'nothing was sent');
  await inFrame(() => {
    window.wild = true;
    document.getElementById('cvc').dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertText', data: '7', cancelable: true }));
  });
  assert.equal((await bench.settled()).error.code, 'frame_crashed');
  await dead();
  await sandbox.clear();
  await again();
});

test('while the answer of the vault is read, and then once more in the next form', async () => {
  let answer;
  for (let times = 1; times <= 2; times += 1) {
    stage.answer = (request, response) => {
      if (request.method !== 'POST' || request.url !== '/vaults/clover/v1/tokens') return false;
      answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"clv_1TSTa","card":{"last4":"0005"}}');
      return true;
    };
    await bench.start();
    await driver.wait(() => answer, PATIENCE, 'nothing was sent');
    await inFrame(() => (window.wild = true));
    answer();
    answer = undefined;
    assert.equal((await bench.settled()).error.code, 'frame_crashed');
    await dead();
    stage.answer = () => false;
    if (times === 2) break;
    await bench.run(() => {
      events.length = 0;
      window.mounted = '';
      card.mount('#card').then(() => (window.mounted = 'again'));
    });
    await bench.until(() => window.mounted === 'again', 'it cannot be mounted again');
    await bench.retype({ number: NUMBER, cvc: '7193' });
  }
  assert.equal(await bench.run(() => results.length), 2);
  await again();
});
