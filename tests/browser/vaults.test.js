// All five vaults, each as the demo shop uses it: a typed card ends in that vault's token, and the shop's server
// does with the token what that vault is for. Then what is peculiar to each.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { By, FRAME, PATIENCE, sandbox, SHOP, STAGE_FRAME, until, VAULTS } from './harness.js';
import { bench, driver, shopper, stage } from './set-up.js';

const THREE_DS = '4000002500003155';
const DECLINED = '4000000000000002';

// What each vault's token looks like, and where the shop's server must have been with it, with what answer.
const USES = {
  clover: { token: /^clv_\w+$/, used: [['/clover/v1/charges', 200]] },
  vaultera: { token: /^[0-9a-f]{32}$/, used: [[/^\/vaultera\/api\/v1\/cards\/.+\/send$/, 200], ['/_sandbox/gateway', 200]] },
  payconex: { token: /^\w{32}$/, used: [[/^\/payconex\/api\/v4\/accounts\/.+\/payments\/sale$/, 200]] },
  hellgate: { token: /^[0-9a-f-]{36}$/, used: [['/hellgate/forward', 200], ['/_sandbox/gateway', 200], [/^\/hellgate\/tokens\/.+\/consume$/, 204]] },
  corefy: { token: /^cpi_\w+$/, used: [[/^\/corefy\/api\/payment-invoices\/.+$/, 200]] },
};
const NAMES = Object.keys(USES);

beforeEach(() => stage.reset());

const asked = async (path, method = 'POST') => {
  const matches = path instanceof RegExp ? (text) => path.test(text) : (text) => text === path;
  return (await sandbox.requests()).filter((request) => matches(request.path) && request.method === method);
};

const pays = async (vault, card) => {
  await shopper.card(vault, card);
  await shopper.pay(vault);
};

/** The frame's own files, and what its policy names; then what the policy does. */
const keepsToItself = async (vault) => {
  await shopper.frame(vault);
  const loaded = await driver.executeScript('return performance.getEntriesByType("resource").map(({ name }) => name)');
  assert.deepEqual(loaded.filter((url) => !url.startsWith(`${FRAME}/${vault}/`) && !url.startsWith(`${VAULTS}/${vault}/`)), []);
  // A preloaded file may be listed for each of its two uses.
  const own = new Set(loaded.filter((url) => url.startsWith(FRAME)).map((url) => url.split('.').at(-1)));
  assert.deepEqual([...own].sort(), ['css', 'js', 'wasm']);

  const policy = (await fetch(`${FRAME}/${vault}/`)).headers.get('content-security-policy');
  const source = `${VAULTS}/${vault}/`;
  assert.deepEqual(policy.match(new RegExp(`${VAULTS}[^ ;]*`, 'g')), vault === 'payconex' ? [source, source] : [source]);
  const violated = await driver.executeAsyncScript(
    (url, done) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => done(effectiveDirective), { once: true });
      fetch(url).then(() => done('fetched'), () => {});
    },
    `${VAULTS}/${NAMES.find((name) => name !== vault)}/`,
  );
  assert.equal(violated, 'connect-src');
};

describe('each vault', () => {
  for (const [vault, { token, used }] of Object.entries(USES)) {
    test(`the frame for ${vault} loads its own files, and reaches no other vault; a card becomes a token, and the shop's server uses it`, async () => {
      await driver.get(`${SHOP}/${vault}`);
      await keepsToItself(vault);
      await pays(vault);
      const paid = await shopper.paid();
      assert.match(paid.token, token);
      assert.match(paid.order, /^T-/);
      assert.equal(paid.vault, vault);
      // PayConex says nothing of the card.
      if (vault !== 'payconex') assert.equal(paid.card, 'visa •••• 4242');
      for (const [path, status] of used) {
        const requests = await asked(path, vault === 'corefy' ? 'GET' : 'POST');
        assert.deepEqual(requests.map((request) => request.status), [status], String(path));
      }
    });
  }

  test('a shopper can try all five in one session of the page, and no form changes its height', async () => {
    await driver.get(`${SHOP}/clover`);
    await shopper.frame('clover');
    await shopper.page();
    await driver.executeScript(() => {
      window.heights = {};
      const note = () => {
        const iframe = document.querySelector('#card iframe');
        if (iframe?.src) (window.heights[new URL(iframe.src).pathname] ??= new Set()).add(iframe.offsetHeight);
      };
      new MutationObserver(note).observe(document.querySelector('#card'), { subtree: true, childList: true, attributes: true });
    });
    for (const vault of [...NAMES.slice(1), 'clover']) {
      await driver.findElement(By.xpath(`//label[input[@value="${vault}"]]`)).click();
      await shopper.fields(vault);
      await shopper.page();
      // The frame says how high it is once it is laid out.
      assert.equal(await driver.executeScript('return window.heights[arguments[0]].size', `/${vault}/`), 1, vault);
      assert.equal(new URL(await driver.getCurrentUrl()).pathname, `/${vault}`);
      assert.notEqual(await shopper.text(`about-${vault}`), '');
    }
    assert.equal((await driver.findElements(By.css('#card iframe'))).length, 1);
    await pays('clover');
    assert.equal((await shopper.paid()).vault, 'clover');
  });
});

describe('PayConex', () => {
  const SCRIPT = { vault: 'payconex', path: '/iframe-v2/' };

  afterEach(() => sandbox.set('payconex/component', { completeTwice: false }, 'POST'));

  test('a component that says twice that it is done is paid once', async () => {
    await sandbox.set('payconex/component', { completeTwice: true }, 'POST');
    await shopper.open('payconex');
    await pays('payconex');
    await shopper.paid();
    assert.equal((await asked(/\/payments\/sale$/)).length, 1);
  });

  test('the page hears that it is complete, then that the shopper submits, and a call is settled at once', async () => {
    await bench.mounted({ vault: 'payconex' });
    assert.equal(await bench.run(() => card.state.complete), false);
    await bench.card('payconex');
    await bench.pay('payconex');
    await bench.until(() => window.events?.some(({ name }) => name === 'submit'), 'nothing was submitted');
    const names = await bench.run(() => events.map(({ name, detail }) => (name === 'change' && detail.complete ? 'complete' : name)));
    assert.ok(names.indexOf('complete') < names.indexOf('submit') && names.includes('complete'), names.join(' '));
    const { ok, token } = await bench.tokenize({ timeoutMs: 900 });
    assert.equal(ok, true);
    assert.match(token.id, USES.payconex.token);
  });

  test('a card that the component does not take leaves it usable', async () => {
    await bench.mounted({ vault: 'payconex' });
    await bench.card('payconex');
    await sandbox.fault({ vault: 'payconex', path: '/checkout/tokenize', times: 1, kind: 'status', status: 500, body: { message: 'no' } });
    await bench.pay('payconex');
    await bench.vaultPage();
    const said = await driver.findElement(By.id('status'));
    await driver.wait(until.elementTextContains(said, 'could not be taken'), PATIENCE);
    await bench.pay('payconex');
    await bench.until(() => card.state.complete, 'it is not complete');
    assert.equal((await bench.tokenize()).ok, true);
  });

  test('a script that cannot be loaded is page_silent, said in the frame and in the shop, and a later form works', async () => {
    await sandbox.fault({ ...SCRIPT, kind: 'status', status: 404 });
    await driver.get(`${SHOP}/payconex`);
    assert.match(await shopper.problem(), /page_silent/);
    await driver.switchTo().frame(await driver.findElement(By.css('#card iframe')));
    assert.match(await shopper.text('page-error'), /cannot be shown/);
    await shopper.page();
    assert.equal(await driver.findElement(By.id('pay')).isEnabled(), false);
    await sandbox.clear();
    await driver.findElement(By.id('again')).click();
    await pays('payconex');
    await shopper.paid();
  });

  test('a component that may not be framed is page_silent, and a call says so too', async () => {
    const grant = await stage.grant('payconex');
    const { payconex } = await sandbox.credentials();
    const api = `${VAULTS}/payconex/api/v4/accounts/${payconex.accountId}/payment-iframe`;
    const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${payconex.keyId}:${payconex.secret}`)}` };
    const post = async (url, body) => (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    const { id } = await post(api, { label: 'Elsewhere', allowedPaymentMethods: ['CARD'], allowedParentDomains: ['elsewhere.example'] });
    const { bearerToken } = await post(`${api}/${id}/instance/init`, { label: 'One' });
    stage.grant = async () => ({ ...grant, bearerToken });
    stage.frameScript = '(() => { const set = setTimeout; globalThis.setTimeout = (work, ms) => set(work, ms === 15000 ? 700 : ms); })()';
    await bench.open({ frame: STAGE_FRAME, vault: 'payconex' });
    await bench.until(() => window.events?.some(({ name, detail }) => name === 'loaderror' && detail.code === 'page_silent'), 'nothing is said');
    await bench.frame();
    assert.equal((await driver.findElements(By.css('html[data-state=failed]'))).length, 1);
    assert.equal((await bench.tokenize({ timeoutMs: 4000 })).error.code, 'page_silent');
  });
});

describe('Hellgate', () => {
  const COMPLETE = /^\/hellgate\/sessions\/.+\/complete-action$/;
  const SESSION = /^\/hellgate\/sessions\/[^/]+$/;

  afterEach(() => sandbox.set('hellgate/account', { allowedSchemes: null, waits: 0 }));

  test('a brand that the session does not take is shown at the number, and no card leaves', async () => {
    await sandbox.set('hellgate/account', { allowedSchemes: ['mastercard'] });
    await bench.mounted({ vault: 'hellgate' });
    await bench.card('hellgate');
    const { error } = await bench.tokenize();
    assert.equal(error.code, 'brand_refused');
    assert.deepEqual(error.fields, { number: 'brand_refused' });
    assert.equal(await bench.fieldError('number'), 'This type of card is not accepted here');
    assert.deepEqual(await asked(COMPLETE), []);
  });

  test('a card that the vault refuses is card_refused with its reason, and the next one is paid', async () => {
    await bench.mounted({ vault: 'hellgate' });
    await bench.card('hellgate');
    const body = { status: 'failed', data: { reason: 'No', reason_code: 'invalid_card' } };
    await sandbox.fault({ vault: 'hellgate', path: '/sessions/', method: 'POST', times: 1, kind: 'status', status: 200, body });
    const { error } = await bench.tokenize();
    assert.equal(error.code, 'card_refused');
    assert.equal(error.reason, 'invalid_card');
    const again = await bench.tokenize();
    assert.equal(again.ok, true, JSON.stringify(again));
    assert.match(again.token.id, USES.hellgate.token);
  });

  test('a vault that wants to be asked again is asked again', async () => {
    await sandbox.set('hellgate/account', { waits: 1 });
    await bench.mounted({ vault: 'hellgate' });
    await bench.card('hellgate');
    assert.equal((await bench.tokenize()).ok, true);
    assert.equal((await asked(COMPLETE)).length, 1);
    assert.equal((await asked(SESSION, 'GET')).length, 2);
  });

  test('a stored card is paid with again by its security code alone', async () => {
    await driver.get(`${SHOP}/hellgate`);
    await pays('hellgate');
    const first = await shopper.paid();
    await sandbox.clear();
    await driver.findElement(By.id('more')).click();
    await driver.wait(until.elementLocated(By.id('stored')), PATIENCE);
    await driver.wait(until.elementTextMatches(await driver.findElement(By.id('stored')), /VISA •••• 4242, 12 \/ 30/), PATIENCE);
    await shopper.frame('hellgate');
    const shown = await driver.executeScript('return [...document.querySelectorAll(".field:not([hidden], .aside)")].map(({ dataset }) => dataset.field)');
    assert.deepEqual(shown, ['cvc']);
    await shopper.type('cvc', '456');
    await shopper.pay('hellgate');
    const again = await shopper.paid();
    assert.equal(again.token, first.token);
    assert.notEqual(again.order, first.order);
    assert.equal((await asked(/^\/hellgate\/tokens\/.+\/refresh-session$/)).length, 1);
    assert.deepEqual((await asked('/_sandbox/gateway')).map(({ status }) => status), [200]);
  });

  test('without a stored card the page for the code says so', async () => {
    await driver.manage().deleteAllCookies();
    await driver.get(`${SHOP}/hellgate/cvc`);
    const told = await driver.findElement(By.css('[data-for=none]'));
    await driver.wait(async () => /no stored card/.test(await told.getText()), PATIENCE, 'nothing is said');
    assert.equal(await driver.findElement(By.id('pay')).isDisplayed(), false);
    assert.equal((await driver.findElements(By.css('#card iframe'))).length, 0);
  });
});

describe('Corefy', () => {
  const toTheBank = async () => {
    await driver.get(`${SHOP}/corefy`);
    await pays('corefy', { number: THREE_DS });
    await driver.wait(until.titleIs('Bank'), PATIENCE);
    assert.ok((await driver.getCurrentUrl()).startsWith(`${VAULTS}/corefy/acs/`));
  };
  const answers = async (value) => {
    await driver.findElement(By.css(`button[value=${value}]`)).click();
    await driver.wait(until.urlContains(`${SHOP}/result?order=T-`), PATIENCE);
  };

  test('a card whose bank wants to be asked leads there and back, and is paid', async () => {
    await toTheBank();
    await answers('yes');
    const paid = await shopper.paid();
    assert.match(paid.token, USES.corefy.token);
    assert.equal(paid.card, 'visa •••• 3155');
    assert.match(await shopper.text('did'), /kept on the server/);
    // The address proves nothing, and is of use more than once.
    await driver.navigate().refresh();
    assert.deepEqual(await shopper.paid(), paid);
    const told = async () => {
      const { callbacks } = await (await fetch(`${VAULTS}/_sandbox/corefy/callbacks`)).json();
      return callbacks.some(({ invoice, delivered }) => invoice === paid.token && delivered);
    };
    await driver.wait(told, PATIENCE, 'the shop did not take the callback');
  });

  test('a shopper who says no at the bank has not paid', async () => {
    await toTheBank();
    await answers('no');
    await driver.wait(until.elementTextIs(await driver.findElement(By.id('state')), 'Not paid'), PATIENCE);
    assert.match(await shopper.problem(), /declined/);
    await driver.findElement(By.css('#ways a')).click();
    await shopper.frame('corefy');
  });

  test('another shopper cannot see an order', async () => {
    await toTheBank();
    await answers('yes');
    await shopper.paid();
    await driver.manage().deleteAllCookies();
    await driver.navigate().refresh();
    assert.match(await shopper.problem(), /no such order/);
  });

  test('a payment whose answer is lost is found, and nobody pays twice', async () => {
    await driver.get(`${SHOP}/corefy`);
    await sandbox.fault({ vault: 'corefy', path: '/payment/sale', times: 1, kind: 'drop', after: true });
    await pays('corefy');
    const { token, vault } = await shopper.paid();
    assert.match(token, USES.corefy.token);
    assert.equal(vault, 'corefy');
    assert.equal(await driver.findElement(By.id('checkout')).isDisplayed(), false, 'nothing is left to be paid again');
  });

  test('a card that is declined is card_refused with its reason, and another one is paid', async () => {
    await bench.mounted({ vault: 'corefy' });
    await bench.card('corefy', { number: DECLINED });
    const { error } = await bench.tokenize();
    assert.equal(error.code, 'card_refused');
    assert.equal(error.reason, 'declined');
    await bench.retype({}, 'corefy');
    assert.equal((await bench.tokenize()).ok, true);
  });

  test('a callback that the vault did not sign is not believed', async () => {
    const body = '{"data":{"id":"cpi_1","attributes":{"reference_id":"T-1","status":"processed"}}}';
    const post = (headers) => fetch(`${SHOP}/corefy/callback`, { method: 'POST', headers, body });
    assert.equal((await post({})).status, 403);
    assert.equal((await post({ 'x-signature': 'LKEmsdyjS1Aa4L+G1PH9iFkViX8=' })).status, 403);
  });
});
