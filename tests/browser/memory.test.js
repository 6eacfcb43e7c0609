// Nothing of a card stays in the Wasm's memory: it is looked through after each way a call can end, and while the
// card is typed. That the search finds what is there is shown on the request as it is handed to the browser.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { By, seen, PATIENCE, sandbox, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const NUMBER = '378282246310005';
const SHOWN = '3782 822463 10005';
const CODE = '7193';
const CARD = { number: NUMBER, cvc: CODE };

/** Runs in the frame before its own script: keeps the memory, and looks through it. */
const keep = () => {
  let memory;
  const keeping = (name) => {
    const own = WebAssembly[name];
    WebAssembly[name] = async (...values) => {
      const made = await own.apply(WebAssembly, values);
      memory = Object.values((made.instance ?? made).exports).find((one) => one instanceof WebAssembly.Memory);
      return made;
    };
  };
  keeping('instantiate');
  keeping('instantiateStreaming');

  globalThis.scan = ([number, shown, code], fields) => {
    const whole = new Uint8Array(memory.buffer);
    let text = '';
    for (let at = 0; at < whole.length; at += 8192) text += String.fromCharCode(...whole.subarray(at, at + 8192));
    // What a sealed field holds is looked for once, and passed over once.
    const held = fields.map((own) => text.includes(own));
    for (const own of fields) text = text.replace(own, '');
    const parts = (of, length) => Array.from({ length: of.length - length + 1 }, (_, at) => of.slice(at, at + length));
    const wide = (of) => [...of].map((sign) => `${sign}\0`).join('');
    const wanted = [];
    for (const part of [...parts(number, 8), ...parts(shown, 9)]) wanted.push(['the number', part], ['the number in UTF-16', wide(part)]);
    for (const part of parts(number, 8)) wanted.push(['the digits as bytes', [...part].map((digit) => String.fromCharCode(Number(digit))).join('')]);
    wanted.push(['the code', code], ['the code in UTF-16', wide(code)]);
    return { found: [...new Set(wanted.filter(([, part]) => text.includes(part)).map(([name]) => name))], held, bytes: whole.length };
  };
  let page;
  globalThis.plant = (text) => {
    // On a page of its own, which the allocator knows nothing of.
    page ??= memory.grow(1) * 65536;
    const room = new Uint8Array(memory.buffer, page, 64);
    room.fill(0);
    room.set([...text].map((sign) => sign.charCodeAt()), 7);
  };

  // A request that holds a body is looked at where the card must still be: in the call that sends it.
  const send = fetch;
  globalThis.fetch = (url, options) => {
    if (options?.body) globalThis.sent = scan(globalThis.wanted, []);
    return send(url, options);
  };
};

before(() => {
  stage.frameScript = `(${keep})()`;
  const own = stage.grant;
  // In clear: the request must hold what the search is to find.
  stage.grant = async (vault) => ({ ...(await own(vault)), encryptionKey: undefined, baseUrl: `${STAGE_FRAME}/vaults/${vault}` });
});

const mounted = async (typing) => {
  await bench.mounted({ frame: STAGE_FRAME, options: { typing } });
  await inFrame((wanted) => (window.wanted = wanted), [NUMBER, SHOWN, CODE]);
};

const inFrame = async (work, ...values) => {
  await bench.frame();
  const given = await driver.executeScript(`return (${work})(...arguments)`, ...values);
  await bench.page();
  return given;
};

/** What is found beside what the fields hold, which must be there. */
const scanned = async (...fields) => {
  const { found, held } = await inFrame((wanted, own) => scan(wanted, own), [NUMBER, SHOWN, CODE], fields);
  assert.deepEqual(held, fields.map(() => true));
  return found;
};

/** Where a card stands while it is not yet sent: in the fields, whose texts live in the Wasm, and there alone. */
const FIELDS = [SHOWN, CODE];

/** The message takes its time, in some browsers longer than the search does. */
const emptied = async () => {
  await bench.run(() => card.clear());
  await bench.frame();
  await driver.wait(async () => (await driver.executeScript(seen, 'number')) === '', PATIENCE, 'the field is not cleared');
  await bench.page();
};

const requested = async () => {
  await bench.frame();
  await driver.wait(() => driver.executeScript('return window.sent'), PATIENCE, 'no request was sent');
  await bench.page();
};

test('the request is found in the memory while it is handed to fetch, and not after the token came', async () => {
  await mounted();
  await bench.card('clover', CARD);
  const result = await bench.tokenize();
  assert.equal(result.token?.last4, '0005');
  const { found, bytes } = await inFrame(() => window.sent);
  assert.ok(found.includes('the number') && found.includes('the code'), found.join());
  assert.ok(bytes > 65536, 'the memory was not looked at whole');
  assert.deepEqual(await scanned(), []);
});

test('a copy that is planted into the memory is found, in each way it can be written', async () => {
  await mounted();
  const digits = [...NUMBER].map((digit) => String.fromCharCode(Number(digit))).join('');
  const wide = (text) => [...text].map((sign) => `${sign}\0`).join('');
  for (const [text, name] of [
    [NUMBER, 'the number'], [SHOWN, 'the number'], [`xx${NUMBER.slice(4, 12)}`, 'the number'], [wide(NUMBER), 'the number in UTF-16'],
    [digits, 'the digits as bytes'], [`"cvv":"${CODE}`, 'the code'], [wide(CODE), 'the code in UTF-16'],
  ]) {
    assert.deepEqual(await scanned(), []);
    await inFrame((planted) => plant(planted), text);
    assert.ok((await scanned()).includes(name), name);
    await inFrame((empty) => plant(empty), '');
  }
});

for (const typing of ['sealed', 'native']) {
  test(`while a card is typed one copy of it, the field itself, is in the memory (${typing})`, async () => {
    await mounted(typing);
    await bench.frame();
    await bench.type('number', NUMBER);
    assert.equal(await driver.executeScript(seen, 'number'), SHOWN);
    assert.deepEqual(await scanned(SHOWN), []);
    await bench.frame();
    await bench.type('expiry', '1230');
    await bench.type('cvc', CODE);
    assert.deepEqual(await scanned(...FIELDS), []);
    await emptied();
    assert.deepEqual(await scanned(), []);
  });
}

const endings = {
  'the vault refuses the number': { code: 'number_refused', fault: { kind: 'status', status: 402, body: { error: { code: 'invalid_number' } } } },
  'the vault refuses the key': { code: 'key_rejected', fault: { kind: 'status', status: 401, body: {} } },
  'the vault breaks': { code: 'vault_unavailable', fault: { kind: 'status', status: 500 } },
  'the vault answers with nonsense': { code: 'bad_response', fault: { kind: 'garbage' } },
  'the vault repeats the number': { code: 'bad_response', fault: { kind: 'body', text: JSON.stringify({ id: NUMBER, card: { last4: '0005', number: NUMBER, cvv: CODE } }) } },
  'the connection drops': { code: /network_failed|unknown_outcome/, fault: { kind: 'drop' } },
  'the answer is cut off': { code: 'unknown_outcome', fault: { kind: 'truncate', bytes: 20 } },
  'the time is up': { code: 'unknown_outcome', fault: { kind: 'hang' }, options: { timeoutMs: 900 } },
  'the shop aborts the call': { code: 'aborted', fault: { kind: 'hang' }, then: () => bench.run(() => controller.abort()) },
  'the shopper clears the form meanwhile': { code: 'unknown_outcome', fault: { kind: 'hang' }, options: { timeoutMs: 1500 }, then: () => bench.run(() => card.clear()), cleared: true },
};

for (const [name, { code, fault, options, then, cleared }] of Object.entries(endings)) {
  test(`nothing of the card stays in the memory but what the fields hold when ${name}`, async () => {
    await mounted();
    await bench.card('clover', CARD);
    await sandbox.fault({ vault: 'clover', path: '/v1/tokens', ...fault });
    await bench.start(options);
    await requested();
    if (then) {
      assert.deepEqual(await scanned(...FIELDS), []);
      await then();
    }
    const { error } = await bench.settled();
    assert.match(error.code, new RegExp(code));
    assert.deepEqual(await scanned(...(cleared ? [] : FIELDS)), []);
    await emptied();
    assert.deepEqual(await scanned(), []);
  });
}

test('nothing of a card that does not pass the rules stays in the memory but what the fields hold', async () => {
  await mounted();
  // A digit is wrong, and the rest is the card's.
  await bench.card('clover', { number: `${NUMBER.slice(0, -1)}6`, expiry: '0120', cvc: CODE });
  const { error } = await bench.tokenize();
  assert.equal(error.code, 'card_invalid');
  assert.equal(await inFrame(() => window.sent), null);
  assert.deepEqual(await scanned(`${SHOWN.slice(0, -1)}6`, CODE), []);
});
