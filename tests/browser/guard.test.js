// No message counts until its source, its shape, its origin and its nonce all agree: every kind of message that does not,
// to the frame and to the host, on one page each, and then the one that does, which alone is answered.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { EMBEDDER, fence, lookalikes } from './guard.js';
import { By, FRAME, PATIENCE, seen, STAGE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const HELLO = 'tokenframe:hello';
const NONCE = '0123456789abcdef0123456789abcdef';
const INIT = { tokenframe: 'init', protocol: 1, nonce: NONCE };

beforeEach(() => {
  stage.reset();
  stage.frameScript = `(${fence})()`;
  stage.pages['/embedder'] = EMBEDDER;
});

const greeted = (count = 1) => bench.until((hello, count) => heard.filter(([, data]) => data === hello).length >= count, 'the frame did not greet', HELLO, count);

/** Until the frame has heard all that was said to it. */
const fenced = async (id) => {
  await bench.run((id) => {
    window.heard = heard.filter(([, data]) => data !== 'fenced');
    document.getElementById(id).contentWindow.postMessage('fence', '*');
  }, id);
  await bench.until(() => heard.some(([, data]) => data === 'fenced'), 'the frame does not hear');
};

const embedded = async (...frames) => {
  await driver.get(`${STAGE}/embedder`);
  for (const [id, url] of frames) await bench.run((...given) => void embed(...given), id, url);
  await greeted(frames.length);
};
const answers = (name) => bench.until((name) => answers[name].length && answers[name], `no answer: ${name}`, name);

describe('to the frame', () => {
  test('every value in every place of the greeting is passed over, and so are other nonces and other numbers of ports', async () => {
    await embedded(['frame', `${STAGE_FRAME}/clover/#${NONCE}`]);
    const count = await bench.run(
      (init, nonce) => {
        let said = 0;
        const say = (name, message, ports) => {
          try {
            window.say('frame', name, message, ports);
            said += 1;
          } catch (error) {
            // A value that this browser cannot send to anyone.
            if (error.name !== 'DataCloneError') throw error;
          }
        };
        for (const [name, value] of Object.entries(hostile())) {
          say(name, value);
          say(`${name}, as its kind`, { ...init, tokenframe: value });
          say(`${name}, as its nonce`, { ...init, nonce: value });
          say(`${name}, with more`, { ...init, nonce: nonce.slice(1), more: value });
        }
        for (const [name, other] of Object.entries({ 'a shorter nonce': nonce.slice(1), 'a longer nonce': `${nonce}0`, 'a nonce in a list': [nonce], 'a nonce in capitals': nonce.toUpperCase(), 'a nonce with room': ` ${nonce}`, 'a nonce of another frame': [...nonce].reverse().join('') })) {
          say(name, { ...init, nonce: other });
        }
        const { nonce: _, ...without } = init;
        say('no nonce', without);
        for (const ports of [0, 2, 3]) say(`${ports} ports`, init, ports);
        say('a text', JSON.stringify(init));
        say('in a list', [init]);
        say('in an object', { data: init });
        say('inherited', Object.create(init));
        return said;
      },
      INIT, NONCE,
    );
    assert.ok(count >= 150, `${count} messages were said`);
    await fenced('frame');
    assert.deepEqual(await bench.run(() => answered()), []);
    // The one that is right, and then the same again, which is a replay.
    await bench.run((init) => void say('frame', 'right', init), INIT);
    await answers('right');
    await bench.run((init) => {
      window.first = port;
      for (const name of ['again', 'and again']) say('frame', name, init);
    }, INIT);
    await fenced('frame');
    await bench.run(() => first.postMessage('{"t":"tokenize","id":1,"timeoutMs":1000}'));
    await bench.until(() => answers.right.some(({ id }) => id === 1), 'no answer to a call');
    assert.deepEqual(await bench.run(() => answered()), ['right']);
  });

  test('of all origins the exact one alone counts', async () => {
    const list = { ...lookalikes(STAGE), right: STAGE };
    await embedded(...Object.entries(list).map(([name, origin]) => [name, `${STAGE_FRAME}/clover/?${new URLSearchParams({ parents: origin })}#${NONCE}`]));
    // Another protocol is answered at once, by whoever takes the message.
    await bench.run((names, init) => names.forEach((name) => say(name, name, { ...init, protocol: 2 })), Object.keys(list), INIT);
    assert.equal((await answers('right'))[0].error.code, 'version_mismatch');
    for (const name of Object.keys(list)) await fenced(name);
    assert.deepEqual(await bench.run(() => answered()), ['right']);
  });

  test('every other version is version_mismatch once, and nothing more is heard', async () => {
    const names = ['2', '0', '-1', '1.5', 'null', 'NaN', 'text', 'list', 'none', 'big'];
    await embedded(...names.map((name) => [name, `${STAGE_FRAME}/clover/#${NONCE}`]));
    await bench.run((names, init) => {
      const values = { 2: 2, 0: 0, '-1': -1, 1.5: 1.5, null: null, NaN, text: '1', list: [1], none: undefined, big: 1n };
      for (const name of names) {
        const port = say(name, name, { ...init, protocol: values[name] });
        port.postMessage('{"t":"tokenize","id":1,"timeoutMs":1000}');
        // What comes after it is a second greeting.
        say(name, `${name} again`, init);
      }
    }, names, INIT);
    for (const name of names) {
      assert.deepEqual((await answers(name)).map(({ t, error }) => [t, error?.code]), [['failed', 'version_mismatch']]);
      await fenced(name);
    }
    assert.deepEqual((await bench.run(() => answered())).sort(), [...names].sort());
  });

  test('a sibling, a child of a sibling, a frame that is gone, the frame itself and a script are not its parent', async () => {
    const from = `addEventListener('message', ({ data: [path, message] }) => {
      const { port2 } = new MessageChannel();
      let target = top;
      for (const step of path) target = target.frames[step];
      target.postMessage(message, '*', [port2]);
      top.postMessage('said', '*');
    }); top.postMessage('there', '*');`;
    stage.pages['/sibling'] = `<!doctype html><title>Sibling</title><script>${from}</script>`;
    stage.pages['/outer'] = `<!doctype html><title>Outer</title><iframe src="/sibling"></iframe>`;
    stage.frameScript += `;(${(init) => {
      // A script in the frame itself: what it makes is not trusted, and what it posts has another source.
      addEventListener('message', ({ data, source }) => {
        if (data !== 'from within') return;
        const event = () => new MessageEvent('message', { data: init, origin: document.documentElement.dataset.parents.split(' ')[1], source, ports: [new MessageChannel().port2] });
        dispatchEvent(event());
        postMessage(init, '*', [new MessageChannel().port2]);
        globalThis.made = true;
      });
    }})(${JSON.stringify(INIT)})`;
    await embedded(['frame', `${STAGE_FRAME}/clover/#${NONCE}`]);
    for (const [id, url] of [['a', `${STAGE_FRAME}/sibling`], ['b', `${STAGE}/sibling`], ['c', `${STAGE_FRAME}/outer`], ['d', `${STAGE}/outer`]]) {
      const before = await bench.run(() => heard.filter(([, data]) => data === 'there').length);
      await bench.run((id, url) => void embed(id, url), id, url);
      await bench.until((count) => heard.filter(([, data]) => data === 'there').length > count, 'it is not there', before);
      await bench.run((id, init) => {
        const own = document.getElementById(id).contentWindow;
        (own.length ? own.frames[0] : own).postMessage([[0], init], '*');
      }, id, INIT);
    }
    await bench.until(() => heard.filter(([, data]) => data === 'said').length === 4, 'not all have spoken');
    // Of a frame that is gone the source may be null.
    await bench.run((init) => {
      const gone = document.body.appendChild(document.createElement('iframe'));
      const { port2 } = new MessageChannel();
      gone.contentWindow.eval(`(init, port) => top.frames[0].postMessage(init, '*', [port])`)(init, port2);
      gone.remove();
      document.getElementById('frame').contentWindow.postMessage('from within', '*');
    }, INIT);
    await fenced('frame');
    await driver.switchTo().frame(await driver.findElement(By.id('frame')));
    assert.equal(await driver.executeScript('return Boolean(window.made)'), true);
    await bench.page();
    // Had it taken any of them, it would not take this one.
    await bench.run((init) => void say('frame', 'right', init), INIT);
    await answers('right');
  });

  test('of two frames each takes its own nonce alone, and a frame without an origin greets nobody', async () => {
    const other = [...NONCE].reverse().join('');
    await embedded(['one', `${STAGE_FRAME}/clover/#${NONCE}`], ['two', `${STAGE_FRAME}/clover/#${other}`]);
    await bench.run((init, other) => {
      say('two', 'crossed', init);
      say('one', 'crossed too', { ...init, nonce: other });
    }, INIT, other);
    await fenced('one');
    await fenced('two');
    assert.deepEqual(await bench.run(() => answered()), []);
    await bench.run((init, other) => {
      say('one', 'one', init);
      say('two', 'two', { ...init, nonce: other });
    }, INIT, other);
    await answers('one');
    await answers('two');
    await bench.run((url) => {
      window.heard = [];
      return new Promise((resolve) => embed('opaque', url, { sandbox: 'allow-scripts', onload: () => resolve() }));
    }, `${FRAME}/clover/#${NONCE}`);
    // Its scripts are refused to an origin that is none; where one ran, its greeting would say so.
    assert.deepEqual((await bench.run(() => heard)).filter(([origin]) => origin !== 'null'), []);
  });

  test('nonsense on the port is passed over, of whatever kind, and the form is as it was', async () => {
    await embedded(['frame', `${STAGE_FRAME}/clover/#${NONCE}`]);
    await bench.run((init) => void say('frame', 'right', init), INIT);
    await answers('right');
    const count = await bench.run(() => {
      const texts = ['', '{', '[]', '""', 'null', '{"t":null}', '{"t":["clear"]}', '{"T":"clear"}', '{"t":"Clear"}', '{"t":"clear ', '{"t":"toString"}', '{"t":"__proto__"}', '{"t":"constructor"}', '{"__proto__":{"t":"clear"}}', '{"t":"unknown","id":1}', '{"t":"ready"}', '{"t":"result","id":1}', '{"t":"tokenize"}', '{"t":"tokenize","id":1}', '{"t":"tokenize","id":"1","timeoutMs":9}', '{"t":"tokenize","id":-1,"timeoutMs":9}', '{"t":"tokenize","id":1.5,"timeoutMs":9}', '{"t":"tokenize","id":4294967296,"timeoutMs":9}', '{"t":"tokenize","id":1,"timeoutMs":-1}', '{"t":"tokenize","id":1,"timeoutMs":1e99}', '{"t":"abort"}', '{"t":"abort","id":77}', '{"t":"verdict"}', '{"t":"verdict","bin":"x"}', '{"t":"focus","field":"__proto__"}', '\ud800', '['.repeat(1e5), `{"t":"clear","x":"${'x'.repeat(20000)}"}`, `{"t":"config","element":"${'x'.repeat(20000)}"}`];
      for (const text of texts) port.postMessage(text);
      let said = texts.length;
      for (const value of Object.values(hostile())) {
        try {
          port.postMessage(value);
          port.postMessage({ t: 'clear', value });
          said += 2;
        } catch (error) {
          if (error.name !== 'DataCloneError') throw error;
        }
      }
      port.postMessage('{"t":"tokenize","id":9,"timeoutMs":1000}');
      return said;
    });
    assert.ok(count >= 100, `${count} messages were said`);
    await bench.until(() => answers.right.some(({ id }) => id === 9), 'the frame does not answer any more');
    const told = await bench.run(() => answers.right.filter(({ t }) => t === 'failed' || t === 'result').map(({ id, error }) => [id, error.code]));
    assert.deepEqual(told, [[9, 'card_invalid']]);
  });
});

describe('to the host', () => {
  test('every other greeting, of whoever, is passed over, and a second one of the frame too', async () => {
    // In the frame: all that is not the greeting, before it; the greeting again, after it.
    stage.frameScript += `;(${(hello) => {
      globalThis.inits = 0;
      addEventListener('message', ({ data }) => {
        if (data?.tokenframe !== 'init') return;
        globalThis.inits += 1;
        for (let count = 0; count < 3; count += 1) parent.postMessage(hello, '*', [new MessageChannel().port2]);
      });
      for (const value of [`${hello} `, hello.toUpperCase(), hello.slice(1), [hello], { data: hello }, { tokenframe: 'hello' }, { tokenframe: 'init' }, new String(hello), JSON.stringify(hello), null, 7, '', new Map([[hello, hello]])]) parent.postMessage(value, '*', [new MessageChannel().port2]);
    }})('${HELLO}')`;
    stage.pages['/sibling'] = `<!doctype html><script>for (let count = 0; count < 100; count += 1) parent.postMessage('${HELLO}', '*'); parent.postMessage('said', '*')</script>`;
    await bench.mounted({ frame: STAGE_FRAME });
    await bench.run((hello, origin, urls) => {
      window.said = 0;
      addEventListener('message', ({ data }) => (window.said += data === 'said'));
      const source = document.querySelector('#card iframe').contentWindow;
      for (const from of [source, null]) dispatchEvent(new MessageEvent('message', { data: hello, origin, source: from }));
      postMessage(hello, '*');
      for (const url of urls) document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
      const gone = document.body.appendChild(document.createElement('iframe'));
      gone.contentWindow.eval(`(hello) => parent.postMessage(hello, '*')`)(hello);
      gone.remove();
    }, HELLO, STAGE_FRAME, [`${STAGE_FRAME}/sibling`, `${STAGE}/sibling`]);
    await bench.until(() => said === 2, 'the siblings have not spoken');
    await bench.frame();
    assert.equal(await driver.executeScript('return window.inits'), 1);
    await bench.page();
    // It still speaks with the frame that it spoke with first.
    assert.equal((await bench.tokenize()).error.code, 'card_invalid');
  });
});

describe('a flood', () => {
  test('after the greeting the frame hears no window, and what is typed meanwhile arrives whole', async () => {
    stage.frameScript += `;(${() => {
      // How often something of the frame's own is called for a message of a window.
      globalThis.handled = 0;
      const listen = addEventListener;
      const own = new Map();
      globalThis.addEventListener = (type, work, ...more) => {
        if (type !== 'message') return listen(type, work, ...more);
        const counting = (event) => {
          globalThis.handled += 1;
          return work(event);
        };
        own.set(work, counting);
        return listen(type, counting, ...more);
      };
      const forget = removeEventListener;
      globalThis.removeEventListener = (type, work, ...more) => forget(type, own.get(work) ?? work, ...more);
    }})()`;
    stage.pages['/sibling'] = `<!doctype html><script>
      window.count = 0;
      const more = () => { for (let each = 0; each < 200; each += 1, count += 1) { parent.frames[0].postMessage({ tokenframe: 'init', nonce: 'x', count }, '*'); parent.postMessage('${HELLO}', '*'); }
        if (count < ${process.env.LONG ? 100000 : 20000}) setTimeout(more, 1); else parent.postMessage('done', '*'); };
      more();
    </script>`;
    await bench.mounted({ frame: STAGE_FRAME });
    await bench.frame();
    const before = await driver.executeScript('return window.handled');
    await bench.run((url) => {
      window.done = false;
      addEventListener('message', ({ data }) => data === 'done' && (window.done = true));
      document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
    }, `${STAGE_FRAME}/sibling`);
    // WebKit's driver loses a key now and then, so it may be typed more than once.
    await bench.retype();
    await bench.frame();
    assert.equal(await driver.executeScript(seen, 'number'), '4242 4242 4242 4242');
    await bench.page();
    await driver.wait(() => driver.executeScript('return window.done'), 4 * PATIENCE, 'the flood does not end');
    await bench.frame();
    const after = await driver.executeScript('return window.handled');
    await bench.page();
    assert.ok(before >= 1, 'nothing is counted');
    assert.equal(after, before);
    assert.equal(await bench.run(() => results.length), 0);
  });
});
