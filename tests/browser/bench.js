// A page of one element. It holds `card`, and writes down what comes of it. Options are in the address:
// frame, vault, and any of the element's, as JSON in `options`.

import { createTokenframe } from '/tokenframe/index.js';

const query = new URLSearchParams(location.search);
const vault = query.get('vault') ?? 'clover';
const tf = createTokenframe({ frame: query.get('frame'), vault, grant: `/grant/${vault}`, ...JSON.parse(query.get('options') ?? '{}') });

globalThis.card = tf.create('card');
globalThis.events = [];
globalThis.results = [];
globalThis.controller = null;
globalThis.warned = [];
console.warn = (...texts) => warned.push(texts.join(' '));

for (const name of ['ready', 'change', 'focus', 'blur', 'submit', 'escape', 'brandschange', 'loaderror']) {
  card.on(name, (detail) => events.push({ name, detail }));
}

globalThis.pay = (options = {}) => {
  globalThis.controller = new AbortController();
  card.tokenize({ signal: controller.signal, ...options }).then(
    (result) => results.push(result),
    (error) => results.push({ threw: error.code ?? String(error) }),
  );
};

card.mount('#card').then(
  () => (globalThis.mounted = 'ready'),
  (error) => (globalThis.mounted = error.code),
);
