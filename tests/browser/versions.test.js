// A shop's side of one version and a frame of another: within a protocol they work together, beyond it there is a name for
// what is wrong.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, test } from 'node:test';
import { FRAME, sandbox, STAGE, STAGE_FRAME } from './harness.js';
import { bench, stage } from './set-up.js';

beforeEach(() => stage.reset());

/** The bench with the shop's side of another version, and perhaps another frame. */
const open = async (changes, frame = FRAME) => {
  for (const name of ['index', 'base', 'element', 'extra', 'label', 'look']) {
    let text = await readFile(new URL(`../../pkg/${name}.js`, import.meta.url), 'utf8');
    for (const [from, to] of name === 'element' ? changes : []) {
      assert.equal(text.split(from).length, 2, from);
      text = text.replace(from, to);
    }
    stage.scripts[`/other/${name}.js`] = text;
  }
  const script = await readFile(new URL('bench.js', import.meta.url), 'utf8');
  stage.scripts['/other/bench.js'] = script.replace('/tokenframe/index.js', '/other/index.js');
  stage.pages['/other'] = '<!doctype html><html lang="en"><head><title>Another version</title></head><body><div id="card"></div><script type="module" src="/other/bench.js"></script></body></html>';
  bench.paidFor = 0;
  await bench.driver.get(`${STAGE}/other?${new URLSearchParams({ frame: `${frame}/`, vault: 'clover' })}`);
};

test('a shop of another protocol is told so at once, and asks the vault for nothing', async () => {
  await open([['const PROTOCOL = 1;', 'const PROTOCOL = 2;']]);
  assert.equal(await bench.until(() => window.mounted, 'it was not told'), 'version_mismatch');
  const errors = await bench.run(() => events.filter(({ name }) => name === 'loaderror').map(({ detail }) => detail));
  assert.deepEqual(errors, [{ kind: 'load', code: 'version_mismatch', retryable: true }]);
  assert.deepEqual((await bench.tokenize()).error.code, 'version_mismatch');
  assert.deepEqual((await sandbox.requests()).filter(({ path }) => path === '/clover/v1/tokens'), []);
});

test('a later shop may say more than the frame knows', async () => {
  await open([["t: 'config', element:", "t: 'config', novel: { deep: [{}] }, element:"], ["    post({ t: 'words',", "    post({ t: 'novel', more: [1] }); post({ t: 'words',"]]);
  await bench.until(() => window.mounted === 'ready', 'it is not ready');
  await bench.card('clover');
  assert.equal((await bench.tokenize()).ok, true);
});

test('a later frame may say more than the shop knows', async () => {
  stage.frameScript = `
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (text, ...more) {
      post.call(this, JSON.stringify({ t: 'novel', field: 'pin' }));
      post.call(this, typeof text === 'string' ? JSON.stringify({ ...JSON.parse(text), novel: { deep: [{}] } }) : text, ...more);
    };`;
  const grant = stage.grant;
  // What that frame asks is at the tests' own frame.
  stage.grant = async (vault) => ({ ...(await grant(vault)), baseUrl: `${STAGE_FRAME}/vaults/clover` });
  await open([], STAGE_FRAME);
  await bench.until(() => window.mounted, 'nothing came of it');
  assert.equal(await bench.run(() => window.mounted), 'ready');
  await bench.card('clover');
  assert.equal((await bench.tokenize()).ok, true);
});
