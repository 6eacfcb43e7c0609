// Who may speak with the frame, and what the two documents let happen in them.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { BROWSER, By, FRAME, PATIENCE, sandbox, SHOP, Shopper, STAGE, STAGE_FRAME } from './harness.js';
import { record } from './search.js';
import { bench, driver, stage } from './set-up.js';

const HELLO = 'tokenframe:hello';
const NONCE = '0123456789abcdef0123456789abcdef';

beforeEach(() => stage.reset());

/** A page that embeds the frame without our host, and says what it likes to it. */
const EMBEDDER = `<!doctype html><title>Embedder</title><div id="card"></div><script>
  // Members of the window, for drivers that run their scripts in a global of their own.
  window.heard = [];
  window.answers = [];
  addEventListener('message', (event) => heard.push([event.origin, event.data]));
  window.embed = (url, attributes = {}) => Object.assign(document.querySelector('#card').appendChild(Object.assign(document.createElement('iframe'), attributes)), { src: url });
  // Posts a message with a port, and keeps what the port answers.
  window.say = (message, ports = 1) => {
    const channels = Array.from({ length: ports }, () => new MessageChannel());
    const name = answers.push([]) - 1;
    for (const { port1 } of channels) port1.onmessage = ({ data }) => answers[name].push(JSON.parse(data));
    document.querySelector('#card iframe').contentWindow.postMessage(message, '*', channels.map(({ port2 }) => port2));
    window.port = channels[0]?.port1;
    return name;
  };
</script>`;

/** A page of another origin, in the same shop's page, that speaks to its siblings. */
const SIBLING = `<!doctype html><title>Sibling</title><script>
  addEventListener('message', ({ data: { to, message, port } }) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => parent.postMessage({ sibling: data }, '*');
    const target = to === 'parent' ? parent : parent.frames[to];
    target.postMessage(message, '*', port ? [channel.port2] : []);
    parent.postMessage({ sibling: 'done' }, '*');
  });
  parent.postMessage({ sibling: 'ready' }, '*');
</script>`;

const init = (changes) => ({ tokenframe: 'init', protocol: 1, nonce: NONCE, ...changes });

describe('the frame answers to its parent alone, and only once', () => {
  beforeEach(async () => {
    stage.pages = { '/embedder': EMBEDDER, '/sibling': SIBLING };
    await driver.get(`${STAGE}/embedder`);
    await bench.run((url) => void embed(url), `${FRAME}/clover/#${NONCE}`);
    await bench.until((hello) => heard.some(([, data]) => data === hello), 'the frame did not greet', HELLO);
  });

  const say = (message, ports) => bench.run((...values) => say(...values), message, ports ?? 1);
  const answered = (name) => bench.until((at) => answers[at].length > 0 && answers[at], 'the frame did not answer', name);

  test('its greeting says nothing', async () => {
    assert.deepEqual(await bench.run(() => heard), [[FRAME, HELLO]]);
  });

  test('a message of another shape, with another nonce, or without its one port is passed over', async () => {
    const wrong = [
      [init({ nonce: `${NONCE.slice(1)}0` })], [init({ nonce: '' })], [init({ nonce: null })], [init({ tokenframe: 'Init' })], [HELLO], [''], [null], [7], [[]],
      [{ ...init(), tokenframe: { toString: 'init' } }], [init(), 0], [init(), 2], [JSON.stringify(init())],
    ];
    const names = [];
    for (const [message, ports] of wrong) names.push(await say(message, ports));
    const right = await say(init());
    await answered(right);
    assert.deepEqual(await bench.run((all) => all.map((name) => answers[name].length), names), names.map(() => 0));
  });

  test('another protocol is version_mismatch', async () => {
    const [answer] = await answered(await say(init({ protocol: 2 })));
    assert.equal(answer.t, 'failed');
    assert.equal(answer.error.code, 'version_mismatch');
  });

  test('after the first handshake there is no second', async () => {
    const first = await say(init());
    await answered(first);
    await bench.run(() => (window.firstPort = port));
    const second = await say(init());
    for (const id of [1, 2]) {
      await bench.run((number) => firstPort.postMessage(JSON.stringify({ t: 'tokenize', id: number, timeoutMs: 1000 })), id);
      await bench.until((at, number) => answers[at].some((answer) => answer.id === number), 'no answer to a call', first, id);
    }
    assert.deepEqual(await bench.run((at) => answers[at], second), []);
  });

  for (const [where, origin] of [['another origin', STAGE_FRAME], ["the page's own origin", STAGE]]) {
    test(`a sibling on ${where} that knows the nonce is not its parent`, async () => {
      await bench.run((url) => void embed(url), `${origin}/sibling`);
      await bench.until(() => heard.some(([, data]) => data.sibling === 'ready'), 'the sibling is not there');
      await bench.run((message) => document.querySelectorAll('#card iframe')[1].contentWindow.postMessage({ to: 0, message, port: true }, '*'), init());
      await bench.until(() => heard.some(([, data]) => data.sibling === 'done'), 'the sibling did not speak');
      await answered(await say(init()));
      assert.deepEqual(await bench.run(() => heard.filter(([, data]) => data.sibling && !['ready', 'done'].includes(data.sibling))), []);
    });
  }

  test('nonsense on the port is passed over', async () => {
    const name = await say(init());
    await answered(name);
    await bench.run(() => {
      for (const junk of [null, 7, {}, [], '', '{', '[]', '{"t":"toString"}', '{"t":"__proto__"}', '{"t":"tokenize"}', '{"t":"tokenize","id":-1,"timeoutMs":5}', `{"t":"clear","x":"${'x'.repeat(20000)}"}`, '['.repeat(10000), '\ud800', new Date(), new Map()]) port.postMessage(junk);
      port.postMessage('{"t":"tokenize","id":9,"timeoutMs":1000}');
    });
    await bench.until((at) => answers[at].some(({ id }) => id === 9), 'the frame does not answer any more', name);
    const told = await bench.run((at) => answers[at].filter(({ t }) => t === 'failed' || t === 'result').map(({ id, error }) => [id, error.code]), name);
    assert.deepEqual(told, [[9, 'card_invalid']]);
  });
});

describe('the host takes no greeting but the one of its frame', () => {
  test('not an event that a script made, and not a message of the page itself or of a sibling', async () => {
    stage.pages = { '/sibling': SIBLING };
    await bench.mounted({ frame: STAGE_FRAME });
    stage.hold(/^\/clover\/$/);
    await bench.run(() => {
      card.unmount();
      window.mounted = card.mount('#card').then(() => (window.mounted = 'again'));
    });
    await bench.run((hello, origin, sibling) => {
      window.heard = [];
      addEventListener('message', ({ data }) => heard.push(data));
      const source = document.querySelector('#card iframe').contentWindow;
      dispatchEvent(new MessageEvent('message', { data: hello, origin, source }));
      postMessage(hello, '*');
      document.body.append(Object.assign(document.createElement('iframe'), { id: 'sibling', src: sibling }));
    }, HELLO, STAGE_FRAME, `${STAGE_FRAME}/sibling`);
    await bench.until(() => heard.some((data) => data.sibling === 'ready'), 'the sibling is not there');
    await bench.run((message) => document.querySelector('#sibling').contentWindow.postMessage({ to: 'parent', message }, '*'), HELLO);
    await bench.until(() => heard.some((data) => data.sibling === 'done'), 'the sibling did not speak');
    stage.release();
    // Had it answered any of them, the true greeting would come too late.
    await bench.until(() => window.mounted === 'again', 'the element is not ready');
  });

  test('and gives nothing to a page of another origin in the place of its frame', async () => {
    const steal = `addEventListener('message', ({ data }) => parent.postMessage({ stolen: data }, '*'))`;
    stage.pages = {
      '/clover/': `<!doctype html><script>location.replace('${STAGE}/false')</script>`,
      '/false': `<!doctype html><script>${steal};parent.postMessage('${HELLO}', '*');parent.postMessage('end', '*')</script>`,
    };
    await bench.open({ frame: STAGE_FRAME });
    await bench.run(() => {
      window.heard = [];
      // Of the frame that is mounted now: the one before it may have spoken too.
      addEventListener('message', ({ data, source }) => source === document.querySelector('#card iframe')?.contentWindow && heard.push(data));
      card.unmount();
      card.mount('#card');
    });
    await bench.until(() => heard.includes('end'), 'the false frame is not there');
    // What was sent to it before this is there before this comes back.
    await bench.run(() => document.querySelector('#card iframe').contentWindow.postMessage('echo', '*'));
    await bench.until(() => heard.some((data) => data.stolen === 'echo'), 'the false frame does not answer');
    assert.deepEqual(await bench.run(() => heard.filter((data) => data.stolen && data.stolen !== 'echo')), []);
  });
});

describe('where the frame shows', () => {
  test('a page that is not an allowed parent gets no frame', async () => {
    await driver.get(`${STAGE_FRAME}/bench?${new URLSearchParams({ frame: `${FRAME}/` })}`);
    await bench.run(() => {
      window.greeted = 0;
      addEventListener('message', () => (greeted += 1));
    });
    await bench.run((url) => {
      window.loaded = 0;
      document.body.append(Object.assign(document.createElement('iframe'), { id: 'bare', src: url, onload: () => (loaded += 1) }));
    }, `${FRAME}/clover/`);
    if (BROWSER !== 'firefox') await bench.until(() => loaded > 0, 'nothing was loaded');
    const frame = await driver.findElement(By.id('bare'));
    await driver.switchTo().frame(frame);
    assert.deepEqual(await driver.findElements(By.id('form')), []);
    await bench.page();
    assert.equal(await bench.run(() => greeted), 0);
  });

  test('opened as a page of its own it has nothing to type into, and starts nothing', async () => {
    await driver.get(`${FRAME}/clover/`);
    await driver.wait(async () => (await driver.findElements(By.css('html[data-state=failed]'))).length > 0, PATIENCE);
    for (const field of await driver.findElements(By.css('input'))) assert.equal(await field.isDisplayed(), false);
  });

  for (const [frame, code] of [
    [`${STAGE}/frame/`, 'frame_same_origin'], ['/frame/', 'frame_url_invalid'], ['javascript:alert(1)', 'frame_url_invalid'], ['data:text/html,x', 'frame_url_invalid'],
    [`blob:${FRAME}/x`, 'frame_url_invalid'], ['http://frame.example/', 'frame_url_invalid'], ['', 'frame_url_invalid'],
  ]) {
    test(`'${frame.slice(0, 12)}…' as its address throws ${code}`, async () => {
      await driver.get(`${STAGE}/bench`);
      const thrown = await bench.run(async (url) => {
        const { createTokenframe, TokenframeError } = await import('/tokenframe/index.js');
        try {
          createTokenframe({ frame: url, grant: '/grant' });
          return 'nothing';
        } catch (error) {
          return error instanceof TokenframeError ? error.code : String(error);
        }
      }, frame);
      assert.equal(thrown, code);
    });
  }
});

describe('importing does nothing', () => {
  test('in a page: no global, no listener, no request but for the modules', async () => {
    stage.pages = { '/empty': '<!doctype html><title>Empty</title>' };
    await driver.get(`${STAGE}/empty`);
    const seen = await bench.run(async () => {
      const page = document.defaultView;
      const before = Object.getOwnPropertyNames(page);
      const did = [];
      for (const [holder, name] of [[page.EventTarget.prototype, 'addEventListener'], [page, 'fetch'], [page, 'postMessage'], [page, 'setTimeout'], [page, 'setInterval']]) {
        const own = holder[name];
        holder[name] = function (...values) {
          did.push(name);
          return own.apply(this, values);
        };
      }
      const markup = document.documentElement.outerHTML;
      const given = Object.keys(await import('/tokenframe/index.js'));
      return { given, did, added: Object.getOwnPropertyNames(page).filter((name) => !before.includes(name)), same: document.documentElement.outerHTML === markup, loaded: performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((path) => path !== '/favicon.ico') };
    });
    assert.deepEqual(seen.given.sort(), ['TokenframeError', 'createTokenframe']);
    assert.deepEqual([seen.did, seen.added, seen.same], [[], [], true]);
    assert.deepEqual(seen.loaded.sort(), ['base', 'element', 'index', 'label', 'look'].map((name) => `/tokenframe/${name}.js`));
  });

  test('in bare Node, where nothing of a browser is', async () => {
    const before = Reflect.ownKeys(globalThis).length;
    const { createTokenframe } = await import('../../pkg/index.js');
    assert.equal(Reflect.ownKeys(globalThis).length, before);
    const tf = createTokenframe({ frame: 'https://card.example/', grant: '/grant' });
    assert.equal(tf.create('card').state, null);
    assert.throws(() => createTokenframe({ frame: '/x', grant: '/grant' }), { code: 'frame_url_invalid' });
  });
});

describe('the policies as they are served', () => {
  for (const vault of ['clover', 'vaultera']) {
    test(`the frame for ${vault} is served with every header that guards it`, async () => {
      const { headers } = await fetch(`${FRAME}/${vault}/`);
      const policy = headers.get('content-security-policy');
      const parts = Object.fromEntries(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]));
      assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*|data:|blob:|strict-dynamic/);
      assert.deepEqual(parts['default-src'], ["'none'"]);
      assert.equal(parts['script-src'].length, 3);
      for (const hash of parts['script-src'].slice(0, 2)) assert.match(hash, /^'sha384-[A-Za-z0-9+/]{64}'$/);
      assert.deepEqual(parts['frame-ancestors'], [SHOP, STAGE]);
      for (const name of ['form-action', 'base-uri', 'object-src']) assert.deepEqual(parts[name], ["'none'"]);
      assert.deepEqual(parts['trusted-types'], ['extra']);
      assert.deepEqual(parts['require-trusted-types-for'], ["'script'"]);
      const wanted = { 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'cross-origin-opener-policy': 'same-origin', 'origin-agent-cluster': '?1', 'cross-origin-resource-policy': 'cross-origin' };
      for (const [name, value] of Object.entries(wanted)) assert.equal(headers.get(name), value, name);
    });
  }

  test('in the frame no inline script, handler, eval or foreign request works', async () => {
    await bench.mounted();
    await sandbox.clear();
    await bench.frame();
    await driver.executeAsyncScript((elsewhere, end) => {
      const page = document.defaultView;
      page.ran = [];
      const violations = (page.violations = []);
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));
      const attempt = (work) => {
        try {
          work();
        } catch {
          // Refused at once is refused too.
        }
      };
      attempt(() => {
        const script = document.createElement('script');
        script.append('window.ran.push("inline")');
        document.head.append(script);
      });
      attempt(() => (document.head.appendChild(document.createElement('script')).textContent = 'window.ran.push("text")'));
      attempt(() => document.body.setAttribute('onclick', 'window.ran.push("handler")'));
      attempt(() => document.body.click());
      attempt(() => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran.push(1)">'));
      attempt(() => page.setTimeout('window.ran.push("timer")', 0));
      const image = new page.Image();
      image.src = `${elsewhere}/favicon.svg`;
      page.fetch(`${elsewhere}/grant`, { method: 'POST', mode: 'no-cors', body: 'x' }).then(
        () => page.ran.push('fetch'),
        () => {},
      ).then(() => page.setTimeout(end, 0));
    }, STAGE);
    for (const directive of ['connect-src', 'img-src']) {
      await driver.wait(() => driver.executeScript('return window.violations.includes(arguments[0])', directive), PATIENCE, directive);
    }
    assert.deepEqual(await driver.executeScript('return window.ran'), []);
    assert.equal(await driver.executeScript('return typeof RTCPeerConnection + typeof webkitRTCPeerConnection'), 'undefinedundefined');
  });

  test('the policy of the shop lets a payment happen without one violation', async () => {
    stage.shopScript = `(${record})()`;
    const shopper = new Shopper(driver, STAGE);
    const violations = () => driver.executeScript("return recorded.filter(({ where }) => where === 'violation').map(({ what }) => what[0])");
    for (const vault of ['clover', 'vaultera']) {
      await shopper.open(vault);
      await shopper.card(vault);
      await shopper.pay();
      await shopper.paid();
      assert.deepEqual(await violations(), []);
    }
    // That they are recorded is seen on one.
    await driver.executeScript("document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://elsewhere.example/' }))");
    await driver.wait(async () => (await violations()).includes('frame-src'), PATIENCE);
  });
});
