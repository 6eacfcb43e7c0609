// Every element in every state, in the look, direction and scheme that the address asks for:
// /gallery?look=soft&dir=rtl&scheme=dark. What only typing leads to is typed within the frame: pose.js.

import { createTokenframe } from 'tokenframe';
import { chosen, looks, wear } from '/looks.js';

const never = () => new Promise(() => {});
const nothing = async () => null;
const FRAME = 'http://127.0.0.1:4101/';
const form = { vault: 'hellgate', grant: never };
const typed = { ...form, frame: `${FRAME}posed/typed/` };
const complete = { ...form, frame: `${FRAME}posed/complete/` };
const busy = { ...complete, change: (element, { complete }) => complete && element.tokenize({ timeoutMs: 600000 }) };
// A form of our own needs no grant before it sends a card. One that does not know its vault cannot be loaded.
const ours = {
  empty: { ...form },
  focus: { ...form, then: (element) => element.focus() },
  typed,
  complete,
  error: { ...form, then: (element) => element.tokenize() },
  busy,
  loading: { grant: never },
};
// A field in a frame of its own. Alone it is no card that could be sent.
const { busy: _, ...part } = ours;
const others = Object.fromEntries(Object.entries(ours).map(([state, own]) => [state, own.vault ? { ...own, vault: 'clover' } : own]));
const agreement = { id: '2c74dcc0-61ad-4f08-8764-a29aeb98f4a4' };
const theirs = {
  loading: { vault: 'vaultera', grant: never },
  failed: { vault: 'vaultera', grant: nothing },
};

// A stored card is shown to a person who presses its button, and to no gallery.
const stored = { empty: { grant: nothing } };

const both = () => ({ brands: ['cartes-bancaires', 'visa'] });
const none = () => ({ accepted: false, message: 'No prepaid cards, please' });

// One line for each element: what it is called here, its type and options, and its states.
const elements = [
  ['card', 'card', {}, ours],
  ['card-whole', 'card', { name: true, postalCode: true }, ours],
  ['co-badged', 'card', { bin: both }, { typed, complete, busy }],
  ['refused', 'card', { bin: none }, { complete }],
  ['number', 'number', {}, part],
  ['expiry', 'expiry', {}, part],
  ['cvc', 'cvc', {}, ours],
  ['name', 'name', {}, part],
  ['postal-code', 'postalCode', {}, part],
  ['vault-page', 'card', {}, theirs],
  ['gift-card', 'giftCard', { accessCode: 'optional' }, others],
  ['bank-account', 'bankAccount', { agreement }, others],
  ['stored-card', 'card', {}, stored],
  ['stored-code', 'serviceCode', {}, stored],
];

const query = new URLSearchParams(location.search);
const page = document.documentElement;
const choices = {
  look: Object.keys(looks),
  dir: ['ltr', 'rtl'],
  scheme: ['auto', 'light', 'dark'],
  element: ['all', ...elements.map(([name]) => name)],
};
const choice = { look: chosen() };
for (const [name, values] of Object.entries(choices)) choice[name] ??= values.find((value) => value === query.get(name)) ?? values[0];

wear(choice.look);
page.dir = choice.dir;
if (choice.scheme !== 'auto') page.style.colorScheme = choice.scheme;

const make = (name, members, ...children) => {
  const node = Object.assign(document.createElement(name), members);
  node.append(...children);
  return node;
};

const nav = document.querySelector('#choices');
for (const [name, values] of Object.entries(choices)) {
  const links = values.map((value) => {
    const link = make('a', { href: `?${new URLSearchParams({ ...choice, [name]: value })}`, textContent: value });
    if (value === choice[name]) link.ariaCurrent = 'true';
    return link;
  });
  nav.append(make('p', {}, make('strong', { textContent: name }), ...links));
}

/** The elements by name and state, for who types into them. */
globalThis.gallery = {};

const gallery = document.querySelector('#gallery');
for (const [name, type, options, states] of elements) {
  if (!['all', name].includes(choice.element)) continue;
  const cells = make('div', { className: 'cells' });
  gallery.append(make('section', {}, make('h2', { textContent: name }), cells));
  for (const [state, { then, change, ...own }] of Object.entries(states)) {
    const place = make('div', { className: 'place', id: `${name}-${state}` });
    cells.append(make('figure', {}, make('figcaption', { textContent: state }), place));
    const tf = createTokenframe({ frame: FRAME, ...own, appearance: looks[choice.look], locale: choice.dir === 'rtl' ? 'ar' : 'en' });
    const element = tf[states === stored ? 'reveal' : 'create'](type, { ...options, title: `${name}, ${state}` });
    globalThis.gallery[place.id] = element;
    if (change) {
      const off = element.on('change', (now) => {
        if (change(element, now)) off();
      });
    }
    // A form that does not come is given up after a while: one that never does, and any where a machine has much to do.
    const show = () =>
      element.mount(place).then(
        () => then?.(element),
        ({ code }) => {
          if (code !== 'frame_timeout') return;
          // Else it is the one that has failed already; what leads a part goes a moment later.
          element.unmount();
          setTimeout(show);
        },
      );
    show();
  }
}
