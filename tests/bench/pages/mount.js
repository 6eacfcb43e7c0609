// The shop's page: puts forms onto it, and tells how long it took until they were painted, and until they were in charge.

import { createTokenframe } from 'pkg/index.js';

const since = (begun) => performance.now() - begun;

/** Waits for what a form's document says of itself. */
const heard = (iframe, text) =>
  new Promise((resolve) => {
    const hear = ({ source, data }) => {
      if (!source || source !== iframe.contentWindow || data !== text) return;
      removeEventListener('message', hear);
      resolve();
    };
    addEventListener('message', hear);
  });

// One upon the other, since a browser does not draw what is out of sight.
const room = () => {
  const node = document.createElement('div');
  Object.assign(node.style, { position: 'absolute', top: 0, width: '30rem' });
  document.body.append(node);
  return node;
};

const ours = (node, forms, grant) => {
  const card = createTokenframe({ frame: forms, vault: 'clover', grant: async () => grant }).create('card');
  const ready = card.mount(node);
  return [heard(node.querySelector('iframe'), 'bench:usable'), ready];
};

const other = (kind) => (node, forms) => {
  const iframe = Object.assign(document.createElement('iframe'), { src: `${forms}${kind}/`, title: 'Card details', width: '100%', height: '194' });
  iframe.style.border = 0;
  const usable = heard(iframe, 'bench:usable');
  const hello = heard(iframe, 'bench:hello');
  node.append(iframe);
  if (kind === 'html') return [usable, usable];
  const ready = hello.then(
    () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        iframe.contentWindow.postMessage('bench:init', new URL(forms).origin, [port2]);
      }),
  );
  return [usable, ready];
};

const KINDS = { ours, html: other('html'), script: other('script') };

/** Puts so many forms onto the page: `[usable, ready]`, in milliseconds until the last of them. */
globalThis.mount = async (kind, forms, grant, count = 1) => {
  const begun = performance.now();
  const both = Array.from({ length: count }, () => KINDS[kind](room(), forms, grant));
  return Promise.all([0, 1].map((which) => Promise.all(both.map((one) => one[which])).then(() => since(begun))));
};
