// What a page, a browser or a clock may do around the form: each time it is paid, or ends by its name, and the page is
// none the wiser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, test } from 'node:test';
import { FRAME, sandbox, Shopper, STAGE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';
import { shopGrant } from './stage.js';

beforeEach(() => stage.reset());

const NUMBER = '378282246310005';
const posted = async () => (await sandbox.requests()).filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST').length;

describe('the page', () => {
  /** Runs before any other script of the page: whatever is built in writes down what it is given. */
  const patch = () => {
    const heard = (globalThis.heard = []);
    const { stringify } = JSON;
    const { push } = Array.prototype;
    const { apply } = Reflect;
    let busy = false;
    const note = (values) => {
      if (busy) return;
      busy = true;
      try {
        apply(push, heard, [stringify([...values].map((value) => (typeof value === 'object' && value ? { ...value } : String(value))))]);
      } catch {
        // What cannot be written holds no text of a field.
      }
      busy = false;
    };
    for (const [holder, names] of [
      [Array.prototype, ['push', 'map', 'filter', 'find', 'includes', 'join', 'forEach']],
      [String.prototype, ['split', 'replace', 'slice', 'includes', 'startsWith', 'endsWith', 'trim']],
      [Map.prototype, ['set', 'get', 'delete']], [Set.prototype, ['add']], [Promise.prototype, ['then']], [Promise, ['all', 'race']], [Object, ['assign', 'entries', 'keys']], [JSON, ['parse', 'stringify']],
      [MessagePort.prototype, ['postMessage', 'start']], [EventTarget.prototype, ['addEventListener', 'dispatchEvent']], [Crypto.prototype, ['getRandomValues']], [globalThis, ['fetch', 'postMessage', 'setTimeout']],
    ]) {
      for (const name of names) {
        const own = holder[name];
        holder[name] = function (...values) {
          note(values);
          return apply(own, this, values);
        };
      }
    }
    const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
    Object.defineProperty(MessageEvent.prototype, 'data', { get() {
      const data = apply(get, this, []);
      note([data]);
      return data;
    } });
    Object.defineProperty(Object.prototype, 'toJSON', { get() {
      note([this]);
      return undefined;
    }, configurable: true });
  };

  test('has exchanged all that is built in, and hears nothing of the card', async () => {
    stage.shopScript = `(${patch})()`;
    const shopper = new Shopper(driver, STAGE);
    await shopper.open('clover');
    await shopper.card('clover', { number: NUMBER, cvc: '7193' });
    await shopper.pay();
    const { token } = await shopper.paid();
    const heard = await driver.executeScript('return globalThis.heard.length ? globalThis.heard : window.heard');
    assert.ok(heard.length > 100, `${heard.length} calls were heard`);
    const all = heard.join('\n');
    assert.ok(all.includes(token), 'it must hear the token');
    for (const part of [NUMBER.slice(0, 8), NUMBER.slice(4, 12), NUMBER.slice(-5), '3782 8', '7193']) assert.equal(all.includes(part), false, part);
  });

  test('calls a thousand times in one turn: one is with the vault, and the others are busy', async () => {
    await bench.mounted();
    await bench.retype();
    await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'delay', ms: 4000 });
    await bench.run(() => {
      for (let count = 0; count < 1000; count += 1) pay();
    });
    await bench.until(() => results.length === 1000, 'not all are settled');
    const codes = await bench.run(() => results.map(({ ok, error }) => (ok ? 'paid' : error.code)));
    assert.deepEqual(Object.fromEntries(['paid', 'busy'].map((code) => [code, codes.filter((one) => one === code).length])), { paid: 1, busy: 999 });
    assert.equal(await posted(), 1);
  });

  test('does nothing else for a while as the form greets it: the form comes later', async () => {
    await bench.open();
    const mounted = await bench.run(() => {
      card.unmount();
      window.mounted = '';
      card.mount('#card').then(() => (window.mounted = 'late'));
      const until = Date.now() + 2500;
      while (Date.now() < until);
      return window.mounted;
    });
    assert.equal(mounted, '');
    await bench.until(() => window.mounted === 'late', 'the form does not come');
    await bench.retype();
    assert.equal((await bench.tokenize()).ok, true);
  });

  test('is left where it is by its frame, which opens no window, registers no worker and asks for nothing that outlives it', async () => {
    await bench.mounted();
    await bench.frame();
    const did = await driver.executeAsyncScript(async (elsewhere, done) => {
      const page = document.defaultView;
      const tried = async (work) => {
        try {
          return String(await work());
        } catch (error) {
          return error.name;
        }
      };
      const registered = await tried(() => page.navigator.serviceWorker?.register(`${elsewhere}/worker.js`));
      const opened = await tried(() => page.open(elsewhere));
      const led = await tried(() => (page.top.location.href = `${elsewhere}/led`) && 'asked');
      const workers = await tried(async () => ((await page.navigator.serviceWorker?.getRegistrations()) ?? []).length);
      const stored = [page.localStorage.length, page.sessionStorage.length, document.cookie.length].join();
      done({ registered, opened, led, workers, stored });
    }, STAGE);
    assert.match(did.registered, /Error|undefined/);
    assert.match(did.opened, /^null$|Error/);
    assert.equal(did.stored, '0,0,0');
    assert.match(did.workers, /^0$|Error/);
    await bench.page();
    assert.match(await driver.getCurrentUrl(), /\/bench\?/);
    const shipped = ['extra', 'core', 'edge', 'boot', 'fields', 'requests', 'embed'].map((name) => readFileSync(new URL(`../../www/frame/${name}.js`, import.meta.url), 'utf8')).join('');
    assert.doesNotMatch(shipped, /serviceWorker|SharedWorker|localStorage|sessionStorage|indexedDB|cookie/);
  });
});

describe('the browser', () => {
  const paid = async (options) => {
    await bench.mounted({ frame: STAGE_FRAME, ...options });
    await bench.retype({}, options?.vault);
    return bench.tokenize();
  };
  const own = () => {
    stage.grant = async (vault) => ({ ...(await shopGrant(vault)), baseUrl: `${STAGE_FRAME}/vaults/${vault}` });
  };

  test('keeps nothing for anyone: storage and cookies throw', async () => {
    own();
    stage.frameScript = `(${() => {
      const refuse = { get: () => { throw new DOMException('', 'SecurityError'); } };
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(globalThis, name, refuse);
      Object.defineProperty(Document.prototype, 'cookie', refuse);
    }})()`;
    assert.equal((await paid()).ok, true);
  });

  test('lacks what it may lack', async () => {
    own();
    stage.frameScript = `(${() => {
      delete AbortSignal.timeout;
      delete AbortSignal.any;
      for (const name of ['SharedWorker', 'BroadcastChannel', 'requestIdleCallback', 'structuredClone', 'TextDecoderStream', 'CompressionStream', 'IntersectionObserver']) delete globalThis[name];
    }})()`;
    assert.equal((await paid()).ok, true);
  });

  for (const vault of ['clover', 'hellgate']) {
    test(`cannot encrypt: encryption_failed, and no card is sent to ${vault}`, async () => {
      own();
      stage.frameScript = `Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })`;
      const { error } = await paid({ vault });
      assert.equal(error.code, 'encryption_failed');
      assert.equal((await sandbox.requests()).some(({ path, method }) => method === 'POST' && /\/v1\/tokens|complete-action/.test(path)), false);
    });
  }

  for (const years of [-10, 10]) {
    test(`has a clock that is wrong by ${years} years: the vault says whether a grant is good, and the date on the card is held against the clock`, async () => {
      own();
      stage.frameScript = `(${(years) => {
        const True = Date;
        const ahead = years * 31557600000;
        globalThis.Date = class extends True {
          constructor(...values) {
            if (values.length) super(...values);
            else super(True.now() + ahead);
          }
          static now() {
            return True.now() + ahead;
          }
        };
      }})(${years})`;
      await bench.mounted({ frame: STAGE_FRAME });
      const year = new Date().getFullYear() + years + 2;
      await bench.retype({ expiry: `12${String(year).slice(-2)}` });
      const result = await bench.tokenize();
      // The vault has a clock of its own: to it such a card may have expired long ago.
      if (years > 0) assert.equal(result.ok, true, JSON.stringify(result));
      else assert.deepEqual(result.error.fields, { expiry: 'expiry_refused' });
      await bench.retype({ expiry: `12${String(year - 4).slice(-2)}` });
      assert.deepEqual((await bench.tokenize()).error.fields, { expiry: 'expiry_past' });
    });
  }
});

describe('a file of the frame', () => {
  const files = {
    'is not there': [(response) => response.writeHead(404).end(), 'wasm_failed'],
    'is a page': [(response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), 'wasm_failed'],
    'is of another type': [(response, bytes) => response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes), 'wasm_failed'],
    'is cut off': [(response, bytes) => response.writeHead(200, { 'content-type': 'application/wasm' }).end(bytes.subarray(0, bytes.length / 2)), 'wasm_failed'],
    'breaks off': [(response, bytes) => response.writeHead(200, { 'content-type': 'application/wasm', 'content-length': bytes.length }).write(bytes.subarray(0, 99), () => response.destroy()), 'wasm_failed'],
    'is sent elsewhere': [(response) => response.writeHead(302, { location: `${FRAME}/clover/` }).end(), 'wasm_failed'],
  };
  for (const [name, [answer, code]] of Object.entries(files)) {
    test(`that ${name} is ${code}, and is not asked for again`, async () => {
      const document = await (await fetch(`${FRAME}/clover/`)).text();
      const [path] = /frame-\w+\.wasm/.exec(document);
      const bytes = Buffer.from(await (await fetch(`${FRAME}/clover/${path}`)).arrayBuffer());
      let asked = 0;
      stage.answer = (request, response) => {
        if (!request.url.startsWith(`/clover/${path}`)) return false;
        asked += 1;
        answer(response, bytes);
        return true;
      };
      await bench.open({ frame: STAGE_FRAME });
      assert.equal(await bench.until(() => window.mounted, 'nothing is said'), code);
      // A preloaded file may be asked for once for each of its two uses.
      assert.ok(asked <= 2, `it was asked for ${asked} times`);
      assert.equal((await bench.tokenize()).error?.code ?? 'threw', code);
    });
  }
});

