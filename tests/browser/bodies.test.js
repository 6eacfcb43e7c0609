// Answers that no order to the sandbox can make: too long, packed, without an end, before their time; whose connection
// must be closed when nobody waits for them any more; and a vault that is not there.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CARD_AT, DIRECT } from './faults.js';
import { BROWSER, PATIENCE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';
import { shopGrant } from './stage.js';

afterEach(() => stage.reset());

const LONG = 200e6;
const CHUNK = Buffer.alloc(65536, 'x');
const head = (response, more = {}) => response.writeHead(200, { 'content-type': 'application/json', ...more });

/** A form of this vault with a card in it, whose card goes to the tests' own server: `answer` gives each its answer. */
const sending = async (vault, answer) => {
  stage.reset();
  stage.grant = async (name) => ({ ...(await shopGrant(name)), encryptionKey: undefined, baseUrl: `${STAGE_FRAME}/vaults/${name}` });
  await bench.mounted({ frame: STAGE_FRAME, vault });
  await bench.retype({}, vault);
  const asked = [];
  stage.answer = (request, response) => {
    if (request.method !== 'POST' || !request.url.startsWith(`/vaults/${vault}${CARD_AT[vault].path}`)) return false;
    const one = { closed: false, bytes: 0 };
    asked.push(one);
    response.once('close', () => Object.assign(one, { closed: true }));
    request.resume();
    return answer(response, one) !== false;
  };
  return asked;
};

const closed = (one) => driver.wait(() => one.closed, PATIENCE, 'the connection stays open');

// What reads an answer is the same in each frame: one vault stands for the others where there is little time.
const others = process.env.LONG ? false : 'this vault runs under `cargo verify --long`';

for (const vault of DIRECT) {
  const skip = vault === 'clover' ? false : others;
  const bad = vault === 'corefy' ? 'unknown_outcome' : 'bad_response';
  const paid = async () => {
    stage.answer = () => false;
    const result = await bench.tokenize();
    assert.equal(result.ok, true, JSON.stringify(result));
    assert.equal(await bench.run(() => results.length), bench.paidFor);
  };

  test(`an answer without an end is left after 64 kB, packed or not, and the next one is read: ${vault}`, { skip }, async () => {
    const floods = {
      endless(response, one) {
        head(response);
        const more = () => {
          while (one.bytes < LONG && !response.destroyed) {
            one.bytes += CHUNK.length;
            if (!response.write(CHUNK)) return response.once('drain', more);
          }
          response.end();
        };
        more();
      },
      packed: (response) => head(response, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50e6))),
      justTooLong: (response) => head(response).end(JSON.stringify({ a: 'x'.repeat(65536) })),
    };
    let flood = 'endless';
    const asked = await sending(vault, (response, one) => floods[flood](response, one));
    for (flood of Object.keys(floods)) {
      const { error } = await bench.tokenize();
      assert.deepEqual([flood, error?.code], [flood, bad]);
    }
    await closed(asked[0]);
    // What the network holds of it on its way is more than was read of it, and far from all.
    // WebKit's network process reads far ahead of whoever reads.
    assert.ok(asked[0].bytes < (BROWSER === 'webkit' ? LONG : LONG / 4), `${asked[0].bytes} bytes were taken`);
    assert.equal(asked.length, 3);
    await paid();
  });

  test(`an answer that comes byte by byte, and one that never begins, end with the call's time, and their connections: ${vault}`, { skip }, async () => {
    const timers = [];
    const slow = (response) => {
      head(response);
      timers.push(setInterval(() => response.write('{'), 50));
      response.once('close', () => timers.forEach(clearInterval));
    };
    let answer = slow;
    const asked = await sending(vault, (response) => answer(response));
    for (answer of [slow, () => {}]) {
      assert.equal((await bench.tokenize({ timeoutMs: 700 })).error.code, 'unknown_outcome');
      await closed(asked.at(-1));
    }
    assert.equal(asked.length, 2);
    await paid();
  });

  test(`a flood of answers before the answer changes nothing: ${vault}`, { skip }, async () => {
    await sending(vault, (response) => {
      for (let count = 0; count < 100; count += 1) response.writeProcessing();
      return response.writeHead(304).end();
    });
    assert.equal((await bench.tokenize()).error.code, bad);
    await paid();
  });

  test(`a call that is given up, and a page that is left, close their connection: ${vault}`, { skip }, async () => {
    const asked = await sending(vault, () => {});
    const struck = (count) => driver.wait(() => asked.length === count, PATIENCE, 'nothing was sent');
    await bench.start();
    await struck(1);
    await bench.run(() => controller.abort());
    assert.equal((await bench.settled()).error.code, 'aborted');
    await closed(asked[0]);
    // A second abort, and one of a call that is over, say nothing more.
    await bench.run(() => controller.abort());
    await bench.start();
    await struck(2);
    assert.equal(await bench.run(() => results.length), 1);
    await bench.page();
    await driver.get('about:blank');
    await closed(asked[1]);
  });
}

describe('a vault that is not there', () => {
  test('is network_failed, whether nothing listens or the policy forbids it', async () => {
    const port = await new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
    });
    const nowhere = `http://127.0.0.1:${port}`;
    for (const allowed of [nowhere, '']) {
      stage.reset();
      stage.framePolicy = (policy) => policy.replace('connect-src', `connect-src ${allowed}`);
      stage.grant = async (name) => ({ ...(await shopGrant(name)), encryptionKey: undefined, baseUrl: nowhere });
      await bench.mounted({ frame: STAGE_FRAME });
      await bench.retype();
      const { error } = await bench.tokenize();
      assert.equal(error.code, 'network_failed');
    }
  });
});
