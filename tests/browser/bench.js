// A page of one element. It holds `card`, and writes down what comes of it. Options are in the address:
// frame, vault, and any of the element's, as JSON in `options`.

import { createTokenframe } from '/tokenframe/index.js';

const query = new URLSearchParams(location.search);
const vault = query.get('vault') ?? 'clover';
const tf = createTokenframe({ frame: query.get('frame'), vault, grant: `/grant/${vault}`, ...JSON.parse(query.get('options') ?? '{}') });

// One element, or several that share a form: `card` is the first of them then.
const names = (query.get('elements') ?? 'card').split(',');
globalThis.tf = tf;
globalThis.parts = Object.fromEntries(names.map((name) => [name, tf.create(name, JSON.parse(query.get('own') ?? '{}')[name])]));
globalThis.card = parts[names[0]];
globalThis.events = [];
globalThis.times = [];
globalThis.results = [];
globalThis.controller = null;
globalThis.warned = [];
globalThis.violations = [];
document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));
console.warn = (...texts) => warned.push(texts.join(' '));

for (const name of ['ready', 'change', 'focus', 'blur', 'submit', 'escape', 'brandschange', 'expiring', 'expired', 'loaderror']) {
  card.on(name, (detail) => {
    events.push({ name, detail });
    times.push(Date.now());
  });
}

globalThis.pay = (options = {}) => {
  globalThis.controller = new AbortController();
  card.tokenize({ signal: controller.signal, ...options }).then(
    (result) => results.push(result),
    (error) => results.push({ threw: error.code ?? String(error) }),
  );
};

const rooms = names.map((name, index) => {
  if (index === 0) return document.getElementById('card');
  const room = document.createElement('div');
  room.id = `room-${name}`;
  document.body.append(room);
  return room;
});

Promise.all(names.map((name, index) => parts[name].mount(rooms[index]))).then(
  () => (globalThis.mounted = 'ready'),
  (error) => (globalThis.mounted = error.code),
);
