// The page never sees a digit: all that reaches the shop's page in a whole payment is looked through, and so is
// all that a script of the page can reach afterwards. The tests after the first two plant a leak, which must be found.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Shopper, STAGE } from './harness.js';
import { record, search } from './search.js';
import { driver, stage } from './set-up.js';

const NUMBER = '378282246310005';
const CODE = '7193';

let shopper;

before(async () => {
  stage.shopScript = `(${record})()`;
  await driver.manage().setTimeouts({ script: 60000 });
  shopper = new Shopper(driver, STAGE);
});

const searched = async (known = []) => {
  await shopper.page();
  const result = await driver.executeAsyncScript(
    `const done = arguments[arguments.length - 1]; (${search})(...arguments).then(done, (error) => done({ failed: String(error) }))`,
    NUMBER, CODE, known,
  );
  assert.equal(result.failed, undefined);
  assert.equal(result.full, false, 'there is more to look at than the search looks at');
  return result;
};

for (const vault of ['clover', 'vaultera']) {
  test(`in a payment by ${vault} nothing that the page can reach holds more of the number than its last four`, async () => {
    await shopper.open(vault);
    await shopper.card(vault, { number: NUMBER, cvc: CODE });
    const nonce = await driver.executeScript("return document.querySelector('#card iframe').src.split('#')[1].split('.')[0]");
    await shopper.pay();
    const { token, order } = await shopper.paid();
    assert.match(await shopper.text('card-used'), /0005$/);

    const result = await searched([token, order, nonce]);
    assert.deepEqual(result.found, []);
    // It looked at something: a page has thousands of properties, and a payment many messages.
    assert.ok(result.looked > 5000, `${result.looked} properties`);
    assert.ok(result.inRecord > 10, `${result.inRecord} records`);
    const told = await driver.executeScript("return recorded.filter(({ where }) => where === 'port, received').map(({ what }) => JSON.parse(what[0]).t)");
    for (const kind of ['ready', 'state', 'result']) assert.ok(told.includes(kind), `${kind} was not recorded`);
    const wild = await driver.executeScript("return recorded.filter(({ where }) => where === 'message').map(({ what }) => what[0])");
    assert.ok(wild.length > 0 && wild.every((data) => data === 'tokenframe:hello'), JSON.stringify(wild));
  });
}

test("the page cannot reach into the frame's document, its storage or its fields", async () => {
  await shopper.open('clover');
  await shopper.card('clover', { number: NUMBER, cvc: CODE });
  const refused = await driver.executeScript(() => {
    const inside = document.querySelector('#card iframe').contentWindow;
    return ['document', 'localStorage', 'sessionStorage', 'indexedDB', 'number', 'form', 'name', 'history'].map((name) => {
      try {
        return `${name}: ${inside[name]}`;
      } catch (error) {
        return error.name;
      }
    });
  });
  assert.deepEqual([...new Set(refused)], ['SecurityError']);
  assert.equal(await driver.executeScript("return document.querySelector('#card iframe').contentDocument"), null);
  assert.equal(await driver.executeScript("return document.querySelector('#card iframe').contentWindow.length"), 0);
});

describe('the search finds a leak that is planted:', () => {
  // Each plants its own text, and is found where it was put.
  const planted = {
    'the number in a property, deep below a symbol': [(text) => (window[Symbol('hole')] = { b: [{ c: new Map([['d', { e: text }]]) }] }), /Symbol\(hole\) › b › 0 › c › entries › 0 › 1 › e$/],
    'the number in a property that is not enumerable': [(text) => Object.defineProperty(document.body, 'shy', { value: { text } }), /› shy › text$/],
    'six digits in an attribute': [(text) => document.querySelector('#pay').setAttribute('data-x', `${text.slice(0, 3)} ${text.slice(3, 9)}`), /› dataset › x$/],
    'the number as a number': [(text) => (window.amount = { of: Number(text.slice(3)) }), /amount › of$/],
    'the number in bytes': [(text) => (window.raw = new TextEncoder().encode(text)), /raw › bytes$/],
    'the number behind a getter of a prototype': [(text) => Object.defineProperty(HTMLDivElement.prototype, 'peek', { get: () => text }), /› peek$/],
    'the number in a message': [(text) => new Promise((resolve) => {
      addEventListener('message', ({ data }) => data.x && resolve(), { once: true });
      postMessage({ x: { y: text } }, '*');
    }), /^recorded › \d+ › what › 0 › x › y$/],
    'the number through a port': [(text) => new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage([text]);
    }), /^recorded › \d+ › what › 0 › 0$/],
    'the number in a request': [(text) => fetch('/none', { method: 'POST', body: text }), /^recorded › \d+ › what › 1 › body$/],
    'the number in the console': [(text) => console.log('card', { line: text }), /^recorded › \d+ › what › 1 › line$/],
    'the number in the session storage': [(text) => sessionStorage.setItem('a', text), /^storage/],
    'the number in a cookie': [(text) => (document.cookie = `a=${text}; max-age=60; path=/`), /^cookies$/],
    'the number in the state of the history': [(text) => history.replaceState({ a: text }, ''), /^history$/],
    'the number in the title': [(text) => (document.title = text), /› title$/],
    'the security code in the console': [(_, code) => console.log(code), /^recorded: the code$/],
  };
  const encoded = {
    'with spaces': '3782 822463 10005',
    'with dashes': '3782-8224',
    'in hexadecimal': Buffer.from(NUMBER).toString('hex'),
    backwards: [...NUMBER].reverse().join(''),
    'in base64': Buffer.from(`x${NUMBER}`).toString('base64'),
    'as base64 of JSON': Buffer.from(JSON.stringify({ n: NUMBER })).toString('base64url'),
    'as base64 of UTF-16': Buffer.from(NUMBER, 'utf16le').toString('base64'),
    'escaped for a URL': [...Buffer.from(NUMBER)].map((byte) => `%${byte.toString(16)}`).join(''),
    'as a list of bytes': JSON.stringify([...Buffer.from(NUMBER)]),
    'as a list of digits': JSON.stringify([...NUMBER].map(Number)),
    'in UTF-16 read as bytes': Buffer.from(NUMBER, 'utf16le').toString('latin1'),
    'cut out of the middle': NUMBER.slice(5, 10),
    'with one digit more than the last four': NUMBER.slice(-5),
  };

  let found;
  before(async () => {
    await driver.get(STAGE);
    assert.deepEqual((await searched()).found, []);
    for (const [index, [work]] of Object.values(planted).entries()) {
      await driver.executeAsyncScript(
        `const done = arguments[arguments.length - 1]; Promise.resolve((${work})(...arguments)).then(() => done(), done)`,
        `k${String.fromCharCode(97 + index)}:${NUMBER}`, CODE,
      );
    }
    await driver.executeScript('window.written = arguments[0]', encoded);
    ({ found } = await searched());
  });
  after(() => driver.executeScript('sessionStorage.clear(); history.replaceState(null, ""); document.cookie = "a=; max-age=0; path=/"'));

  for (const [name, [, where]] of Object.entries(planted)) {
    test(name, () => assert.ok(found.some((path) => where.test(path)), found.join('\n')));
  }
  for (const name of Object.keys(encoded)) {
    test(`the number ${name}`, () => assert.ok(found.includes(`window › written › ${name}`), found.join('\n')));
  }
});
