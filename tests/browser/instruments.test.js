// Gift cards and bank accounts: typed, judged, sent, and forgotten.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { By, Key, PATIENCE, sandbox, seen, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const AGREEMENT = { id: '2c74dcc0-61ad-4f08-8764-a29aeb98f4a4', type: 'E_CHECK_ICA_PERSONAL_SETTLEMENT', locale: 'en-US' };
const GIFT = { number: '6035710012345678', securityCode: 'a1B2' };
const PERSON = {
  firstName: 'Ada', lastName: 'Example', routingNumber: '021000021', accountNumber: '123456789012', identityNumber: 'D1234567',
  email: 'ada@example.com', phone: '(415) 555-0100', line1: '1 Quay Street', line2: 'Flat 2', city: 'Oakland', postalCode: '94607',
};
const HOLDER = { email: PERSON.email, phone: '4155550100', billing: { line1: '1 Quay Street', city: 'Oakland', state: 'CA', postalCode: '94607' } };

const open = async (type, own = {}, more = {}) => {
  const options = type === 'bankAccount' ? { agreement: AGREEMENT, ...own } : own;
  await bench.open({ elements: type, own: { [type]: options }, ...more });
  await bench.until(() => window.mounted === 'ready', 'the element is not ready');
};

/** Types into fields as a person does. */
const type = async (texts) => {
  await bench.frame();
  for (const [id, text] of Object.entries(texts)) {
    const field = await driver.findElement(By.id(id));
    await driver.executeScript('arguments[0].scrollIntoView({ block: "center" })', field);
    // As a person does; WebKit's driver does not focus a field in a frame by itself.
    await field.click();
    await field.sendKeys(text);
  }
  await bench.page();
};

/** Chooses in a list, or presses what stands for a choice. */
const choose = async (id, value) => {
  await bench.frame();
  if (value === undefined) await driver.executeScript('document.getElementById(arguments[0]).click()', id);
  else {
    await driver.executeScript((id, value) => {
      const list = document.getElementById(id);
      list.value = value;
      for (const type of ['input', 'change']) list.dispatchEvent(new Event(type, { bubbles: true }));
    }, id, value);
  }
  await bench.page();
};

/** Does something in the frame. */
const inFrame = async (work, ...values) => {
  await bench.frame();
  const given = await driver.executeScript(`return (${work})(...arguments)`, ...values);
  await bench.page();
  return given;
};

/** Waits until the shop hears that the form is so. */
const told = (name) => bench.until((name) => card.state?.[name], `the form is not ${name}`, name);
const shown = () => inFrame(() => [...document.querySelectorAll('.field:not([hidden]) :is(input:not([type=radio]),select)')].filter((node) => node.checkVisibility()).map(({ id }) => id));
const errors = () => inFrame(() => Object.fromEntries([...document.querySelectorAll('.error')].filter(({ textContent }) => textContent).map(({ id, textContent }) => [id.replace('-error', ''), textContent])));

const posted = async () => (await sandbox.requests()).filter(({ path, method }) => path === '/clover/v1/tokens' && method === 'POST');

test('a gift card becomes a clv_ token of kind gift_card, and the form is empty', async () => {
  await open('giftCard');
  assert.deepEqual(await shown(), ['number', 'securityCode']);
  await type(GIFT);
  await told('complete');
  const { ok, token } = await bench.tokenize();
  assert.ok(ok);
  assert.match(token.id, /^clv_[A-Za-z0-9]+$/);
  assert.deepEqual([token.vault, token.kind, token.last4, token.brand, token.expMonth], ['clover', 'gift_card', '5678', null, null]);
  assert.equal((await posted()).length, 1);
  await told('empty');
});

test('a bank account of a person becomes a clv_ token of kind ach', async () => {
  await open('bankAccount');
  await type(PERSON);
  await choose('identityState', 'CA');
  await choose('state', 'CA');
  assert.deepEqual(await errors(), {});
  await told('complete');
  const { ok, token, error } = await bench.tokenize();
  assert.ok(ok, JSON.stringify(error));
  assert.match(token.id, /^clv_[A-Za-z0-9]+$/);
  assert.deepEqual([token.kind, token.last4], ['ach', '9012']);
  assert.deepEqual(await inFrame(() => [...document.querySelectorAll('input:not([type=radio]),select:not(#identity)')].filter(({ value }) => value).map(({ id }) => id)), []);
});

test('a company has a name and a tax number, and is not asked for what the shop knows', async () => {
  await open('bankAccount', HOLDER);
  assert.deepEqual(await shown(), ['firstName', 'lastName', 'routingNumber', 'accountNumber', 'identity', 'identityNumber', 'identityState']);
  await choose('company');
  await choose('savings');
  assert.deepEqual(await shown(), ['businessName', 'routingNumber', 'accountNumber', 'identity', 'identityNumber', 'identityState']);
  assert.equal(await inFrame(() => document.getElementById('identity').value), '2');
  await type({ businessName: 'Slack Water Press', routingNumber: '021000021', accountNumber: '1234567890', identityNumber: '12-3456789' });
  await choose('identityState', 'NY');
  const { ok, token, error } = await bench.tokenize();
  assert.ok(ok, JSON.stringify(error));
  assert.equal(token.last4, '7890');
});

test('what the shop hands over with the call stands for fields that were left empty', async () => {
  await open('bankAccount');
  const { email, phone, line1, line2, city, postalCode, ...rest } = PERSON;
  await type(rest);
  await choose('identityState', 'CA');
  const without = await bench.tokenize();
  assert.deepEqual(Object.keys(without.error.fields).sort(), ['city', 'email', 'line1', 'phone', 'postalCode', 'state']);
  const { ok, error } = await bench.tokenize(HOLDER);
  assert.ok(ok, JSON.stringify(error));
});

test('what is missing and what is wrong stands beneath each field, and in the result by its code', async () => {
  await open('bankAccount', HOLDER);
  await type({ accountNumber: '12345', firstName: '42', routingNumber: '121000021' });
  const { ok, error } = await bench.tokenize();
  assert.equal(ok, false);
  assert.deepEqual([error.kind, error.code, error.retryable], ['validation', 'instrument_invalid', false]);
  assert.deepEqual(error.fields, {
    firstName: 'holder_is_number', lastName: 'last_name_required', routingNumber: 'routing_number_checksum',
    accountNumber: 'account_number_incomplete', identityNumber: 'identity_number_required', identityState: 'state_required',
  });
  assert.deepEqual(await errors(), {
    firstName: 'Enter a name, not a card number', lastName: 'Enter the last name', routingNumber: 'Check the routing number',
    accountNumber: 'Number is not complete', identityNumber: 'Enter the ID number', identityState: 'Choose a state',
  });
  assert.deepEqual(await inFrame(() => {
    const node = document.getElementById('routingNumber');
    return [node.getAttribute('aria-invalid'), node.getAttribute('aria-describedby'), document.getElementById('live').textContent];
  }), ['true', 'routingNumber-error', 'Check what you entered']);
  assert.equal((await posted()).length, 0);
  await bench.run(() => card.focus());
  let at;
  const there = async () => (at = await inFrame(() => [document.activeElement.id, document.hasFocus()]))[0] === 'firstName';
  await driver.wait(there, PATIENCE, () => `the first field at fault has not got the focus: ${at}`);
});

/** Runs in the frame: every string of the document that a script could read. */
const strings = () => {
  const found = [];
  for (const node of document.querySelectorAll('*')) {
    for (const { name, value } of node.attributes) if (name !== 'style') found.push(value);
    found.push(node.value ?? '', ...[...node.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data));
  }
  return [...new Set(found.map(String))];
};

test('numbers and codes are in no string of the document, but drawn sign by sign', async () => {
  await open('bankAccount', HOLDER);
  const typed = { routingNumber: '021000021', accountNumber: '123456789012', identityNumber: 'D1234567' };
  await bench.frame();
  const before = new Set(await driver.executeScript(strings));
  await type(typed);
  await bench.frame();
  for (const [id, text] of Object.entries(typed)) assert.equal(await driver.executeScript(seen, id), text);
  const after = (await driver.executeScript(strings)).filter((text) => !before.has(text));
  assert.deepEqual(after.filter((text) => /\w\d|\d\w/.test(text)), []);
  await bench.page();
});

test('a gift card is written in fours, goes on by itself, and its keys are heard', async () => {
  await open('giftCard', { accessCode: 'optional', securityCode: true });
  assert.deepEqual(await shown(), ['number', 'securityCode', 'accessCode']);
  await bench.frame();
  const number = await driver.findElement(By.id('number'));
  await number.click();
  await number.sendKeys('6035710012345678901');
  assert.equal(await driver.executeScript(seen, 'number'), '6035 7100 1234 5678 901');
  assert.equal(await driver.executeScript('return document.activeElement.id'), 'securityCode');
  const code = await driver.findElement(By.id('securityCode'));
  await code.sendKeys('a1', Key.ESCAPE);
  await code.sendKeys(Key.ENTER);
  await bench.page();
  const heard = await bench.run(() => events.map(({ name, detail }) => [name, detail?.field].filter(Boolean).join(' ')));
  for (const name of ['ready', 'change', 'focus number', 'blur number', 'focus securityCode', 'escape', 'submit']) assert.ok(heard.includes(name), `${name}: ${heard}`);
  assert.deepEqual((await bench.tokenize()).error.fields, { securityCode: 'security_code_incomplete' });
  await bench.run(() => card.clear());
  await told('empty');
  assert.deepEqual(await errors(), {});
});

test('a shop can ask for plain inputs, and change what it asks for', async () => {
  await open('giftCard', { typing: 'native', securityCode: false });
  assert.deepEqual(await shown(), ['number']);
  await type({ number: '603571' });
  assert.equal(await inFrame(() => document.getElementById('number').value), '6035 71');
  await told('complete');
  await bench.run(() => card.update({ securityCode: true }));
  await bench.until(() => !card.state.complete, 'the security code is not asked for');
  assert.deepEqual(await shown(), ['number', 'securityCode']);
});

test('a choice stays until it is changed, and a number of another document is judged anew', async () => {
  await open('bankAccount', HOLDER);
  await type({ identityNumber: 'D1234567' });
  await choose('identity', '1');
  await bench.until(() => card.state.fields.identityNumber.code === 'identity_number_character', 'it is not judged anew');
  assert.deepEqual(await inFrame(() => [document.getElementById('identityNumber').inputMode, document.getElementById('identityNumber-error').textContent]), ['numeric', 'Use digits only']);
  // The shopper chose the document: who the holder is does not change it.
  await choose('company');
  assert.equal(await inFrame(() => document.getElementById('identity').value), '1');
  await bench.run(() => card.clear());
  assert.deepEqual(await inFrame(() => [document.getElementById('person').checked, document.getElementById('identity').value]), [true, '0']);
});

test('in Arabic the form reads from right to left, digits do not, and no text is left in English', async () => {
  await open('bankAccount', { locale: 'ar' });
  await bench.frame();
  await driver.wait(() => driver.executeScript('return document.documentElement.dir === "rtl"'), PATIENCE);
  const found = await driver.executeScript(() => ({
    lang: document.documentElement.lang,
    title: document.title,
    texts: [...document.querySelectorAll('label,legend,.optional,#identity option,option[value=""]')].map(({ textContent }) => textContent),
    aligned: getComputedStyle(document.getElementById('accountNumber')).textAlign,
    direction: getComputedStyle(document.getElementById('accountNumber')).direction,
  }));
  assert.deepEqual([found.lang, found.title, found.aligned, found.direction], ['ar', 'حساب مصرفي', 'right', 'ltr']);
  assert.deepEqual(found.texts.filter((text) => /[a-z]/i.test(text)), []);
  await bench.page();
  assert.equal(await bench.run(() => document.querySelector('iframe').title), 'حساب مصرفي');
});

test('the page keeps the room that the form takes', async () => {
  for (const [kind, own] of [['giftCard', {}], ['giftCard', { securityCode: false }], ['bankAccount', {}], ['bankAccount', HOLDER]]) {
    await open(kind, own);
    await bench.until(() => !document.querySelector('iframe').style.background.includes('gradient'), 'the form is not dressed');
    const height = await inFrame(() => Math.ceil(document.body.getBoundingClientRect().height));
    const reserved = await bench.run((kind, own) => {
      const other = tf.create(kind, { ...own, agreement: { id: 'x' } });
      const room = document.body.appendChild(document.createElement('div'));
      other.mount(room).catch(() => {});
      const { height } = room.firstChild.style;
      other.destroy();
      return parseFloat(height);
    }, kind, own);
    assert.equal(reserved, height, kind);
  }
});

test("in a look of the shop's own no field stands over another", async () => {
  for (const element of ['giftCard', 'bankAccount']) {
    await open(element, { accessCode: true, appearance: { variables: { radius: '0' } } });
    await bench.frame();
    const over = await driver.executeScript(() => {
      const fields = [...document.querySelectorAll('.field:not([hidden], .aside), fieldset:not([hidden])')];
      const boxes = fields.map((field) => field.getBoundingClientRect());
      const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
      return boxes.flatMap((a, at) => boxes.slice(at + 1).filter((b) => !apart(a, b)).map(() => at)).length + (fields.length > 1 ? 0 : 99);
    });
    assert.equal(over, 0, element);
    await bench.page();
  }
});

test('what the programmer gets wrong is an error of the programmer, before anything is loaded', async () => {
  await open('giftCard');
  const thrown = await bench.run(() => {
    const codes = [];
    for (const options of [undefined, {}, { agreement: {} }, { agreement: { id: '' } }]) {
      try {
        tf.create('bankAccount', options);
      } catch (error) {
        codes.push(`${error.name} ${error.code}`);
      }
    }
    return codes;
  });
  assert.deepEqual(thrown, Array(4).fill('TokenframeError agreement_missing'));
  await bench.open({ elements: 'giftCard', vault: 'hellgate' });
  await bench.until(() => window.mounted === 'element_mismatch', 'another vault takes gift cards');
  const [{ detail }] = await bench.run(() => events.filter(({ name }) => name === 'loaderror'));
  assert.deepEqual(detail, { kind: 'config', code: 'element_mismatch', retryable: false });
  assert.equal(await bench.run(() => document.querySelectorAll('iframe').length), 0);
});

test('a refusal of the vault leaves the form as it is; a call ends once', async () => {
  await open('bankAccount', { ...HOLDER, agreement: { id: 'of-another-shop' } });
  await type({ firstName: 'Ada', lastName: 'Example', routingNumber: '021000021', accountNumber: '1234567890', identityNumber: 'D1' });
  await choose('identityState', 'CA');
  const { error } = await bench.tokenize();
  assert.deepEqual([error.kind, error.code], ['vault', 'request_refused']);
  await told('complete');

  await bench.run((agreement) => card.update({ agreement }), AGREEMENT);
  await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'delay', ms: 400, times: 1 });
  await bench.start();
  await bench.start();
  const [first, second] = await bench.until(() => results.length === 3 && results.slice(1), 'both calls are not settled');
  assert.deepEqual([first, second].map(({ ok, error }) => (ok ? 'ok' : error.code)).sort(), ['busy', 'ok']);

  await type({ firstName: 'Ada', lastName: 'Example', routingNumber: '021000021', accountNumber: '1234567890', identityNumber: 'D1' });
  await choose('identityState', 'CA');
  await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'status', status: 401, body: { message: '401 Unauthorized' }, times: 1 });
  assert.equal((await bench.tokenize()).error.code, 'key_rejected');
});

/** Runs in the frame before its own script: keeps the Wasm's memory, and says which of some texts it holds. */
const keep = () => {
  let memory;
  const own = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...values) => {
    const made = await own.apply(WebAssembly, values);
    memory = Object.values(made.instance.exports).find((one) => one instanceof WebAssembly.Memory);
    return made;
  };
  globalThis.held = (texts) => {
    const whole = new Uint8Array(memory.buffer);
    let text = '';
    for (let at = 0; at < whole.length; at += 8192) text += String.fromCharCode(...whole.subarray(at, at + 8192));
    return texts.filter((own) => text.includes(own) || text.includes([...own].map((sign) => `${sign}\0`).join('')));
  };
  // The control: the request holds all of it while it is handed over.
  const send = fetch;
  globalThis.fetch = (url, options) => {
    if (options?.body) globalThis.sent = held(globalThis.wanted);
    return send(url, options);
  };
};

for (const [end, fault] of [['a token', null], ['a vault that breaks, and the form is cleared', { vault: 'clover', path: '/v1/tokens', kind: 'status', status: 500, times: 1 }]]) {
  test(`nothing of an account is left in the Wasm's memory after ${end}`, async () => {
    const grant = stage.grant;
    stage.frameScript = `(${keep})()`;
    stage.grant = async (vault) => ({ ...(await grant(vault)), baseUrl: `${STAGE_FRAME}/vaults/${vault}` });
    try {
      await open('bankAccount', HOLDER, { frame: STAGE_FRAME });
      const wanted = ['021000021', '987654321012', 'D7654321', 'Ottilie', 'Quenneville'];
      await inFrame((wanted) => (window.wanted = wanted), wanted);
      await type({ firstName: 'Ottilie', lastName: 'Quenneville', routingNumber: '021000021', accountNumber: '987654321012', identityNumber: 'D7654321' });
      await choose('identityState', 'CA');
      assert.deepEqual(await inFrame(() => window.held(window.wanted)), wanted.slice(0, 3), 'what is sealed is there, and the names are the browser\'s');
      if (fault) await sandbox.fault(fault);
      const { ok } = await bench.tokenize();
      assert.equal(ok, !fault);
      assert.deepEqual(await inFrame(() => window.sent), wanted);
      if (fault) await bench.run(() => card.clear());
      assert.deepEqual(await inFrame(() => window.held(window.wanted)), []);
    } finally {
      stage.reset();
    }
  });
}
