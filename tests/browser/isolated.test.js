// A page that is cross-origin isolated takes a frame only where the frame's own headers allow it. By itself, since the
// driver of WebKit loses a browser that has left such a page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, stage } from './set-up.js';

test('in a page that is cross-origin isolated', async () => {
  stage.headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  for (const elements of ['card', 'number,expiry,cvc']) {
    await bench.open({ elements });
    await bench.until(() => window.mounted === 'ready', 'the element is not ready');
    assert.equal(await bench.run(() => crossOriginIsolated), true);
    if (elements !== 'card') continue;
    await bench.card('clover');
    assert.equal((await bench.tokenize()).ok, true);
  }
});
