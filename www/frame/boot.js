// The first script of the frame: it shakes hands with the host (www/host/index.js numbers the steps), starts the
// Wasm, and hands the port over. The inputs are of use before any of this.

import { begin, imports } from 'frame.js';
import { fail, page } from './core.js';
// Of this frame's kind: the build says which.
import { hear, run } from 'edge.js';

const PROTOCOL = 1;
const HELLO = 'tokenframe:hello';

const parents = page.dataset.parents.split(' ');
const [nonce, scheme, , element] = location.hash.slice(1).split('.');

// A policy cannot switch WebRTC off, and it is the one way out that connect-src does not close.
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) delete globalThis[name];

// The event that tells of it comes later than the failure, in some browsers: so we try the smallest module.
const blocked = () => {
  try {
    // Some browsers refuse the one, some the other.
    new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch {
    return true;
  }
};

// The build's own link names the module and its hash; a file that was changed is refused.
const { href, integrity } = document.querySelector('link[as=fetch]');
if (element) page.dataset.element = element;

// A frame of one field has its Wasm in the frame that leads.
const wasm = element
  ? Promise.resolve()
  : WebAssembly.instantiateStreaming(fetch(href, { integrity, redirect: 'error' }), imports).then(({ instance }) => begin(instance.exports));
wasm.catch(() => {});

const shake = ({ isTrusted, source, data, origin, ports }) => {
  if (!isTrusted || !source || source !== parent) return;
  if (typeof data !== 'object' || data === null || data.tokenframe !== 'init' || ports.length !== 1) return;
  if (!parents.includes(origin)) return;
  if (data.nonce !== nonce) return;
  removeEventListener('message', shake);
  const [port] = ports;
  if (data.protocol !== PROTOCOL) fail('version_mismatch', port);
  else {
    hear(port, wasm.then(run), origin);
    wasm.catch(() => fail(blocked() ? 'wasm_blocked' : 'wasm_failed', port));
  }
};

if (scheme) page.style.colorScheme = scheme;
if (parent === window) page.dataset.state = 'failed';
else {
  addEventListener('message', shake);
  // To anyone, since it says nothing: whoever is not a registered parent gets no further.
  parent.postMessage(HELLO, '*');
}
