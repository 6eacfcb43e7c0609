// The networks of a co-badged card, for the shopper to choose from: in the place of the brand's mark, which they are.

import { fields, say } from './shared.js';

// Our own drawings, of networks that a form rarely meets: what is filled, and what is drawn upon it in white.
const MARKS = {
  'cartes-bancaires': [
    ['M4 0h28q4 0 4 4v16q0 4-4 4h-28q-4 0-4-4v-16q0-4 4-4z', '#0a4a94'],
    ['M18 0h14q4 0 4 4v16q0 4-4 4h-14z', '#12855f'],
    ['M16 7.5h-5a4.5 4.5 0 0 0 0 9h5M20.5 7.5h6a2.2 2.2 0 0 1 0 4.5h-6 6.5a2.2 2.2 0 0 1 0 4.5h-6.5z'],
  ],
  dankort: [
    ['M4 0h28q4 0 4 4v16q0 4-4 4h-28q-4 0-4-4v-16q0-4 4-4z', '#c8102e'],
    ['M9 7.5v9h2.5a4.5 4.5 0 0 0 0-9zM21 7.5v9M27.5 7.5l-6 4.5 6 4.5'],
  ],
};

/** Comes before the shop's own look. */
const style = new CSSStyleSheet();
style.replaceSync(`
[data-brand=cartes-bancaires]>.cartes-bancaires,[data-brand=dankort]>.dankort{display:inline}
.choice{position:absolute;inset-block:0;inset-inline-end:.375rem;display:flex}
.choice p{position:absolute;inset-block-end:calc(100% + .25rem);inset-inline-end:-.375rem;color:var(--tf-muted);font-size:.8125rem;line-height:1.25rem;letter-spacing:normal;white-space:nowrap}
.choice span{position:relative;display:grid;place-items:center;inline-size:2.75rem}
.choice input{z-index:1;padding:0;cursor:pointer}
.choice .brand{position:static;border-radius:4px;opacity:.55;transition:opacity .15s}
.choice b{display:grid;place-items:center;overflow:hidden;color:var(--tf-text);outline:1px solid var(--tf-border);font-size:.5rem;letter-spacing:normal}
.choice :is(:checked,:hover)+.brand{opacity:1}
.choice :checked+.brand{outline:2px solid var(--tf-accent);outline-offset:1px}
.choice :focus-visible{outline:2px solid var(--tf-accent);outline-offset:-3px}
.box:has(.choice span)>.brand,.choice:not(:has(span)){display:none}
.box:has(.choice span){--end:6.25rem}
.box:has(.choice span + span + span){--end:9rem}
@media (max-width:18.74em){
.choice p{display:none}
.choice{inset-inline-end:.125rem}
.choice span{inline-size:2.5rem}
.box:has(.choice span){--end:5.375rem}
.box:has(.choice span + span + span){--end:7.875rem}
}
@media (forced-colors:active){
.choice .brand{forced-color-adjust:none;opacity:1}
.choice :checked+.brand{outline-color:Highlight}
.choice b{color:CanvasText}
}
`);
document.adoptedStyleSheets.push(style);

const make = (name, members, ...children) => {
  const node = Object.assign(document.createElement(name), members);
  node.append(...children);
  return node;
};

const box = fields.inputs[0]?.parentNode;
const mark = box?.querySelector('.brand');
const title = make('p', { id: 'choose' });
const choice = make('div', { className: 'choice', role: 'radiogroup' }, title);
choice.setAttribute('aria-labelledby', title.id);
mark?.before(choice);
say(title, 'label_brand');

const drawn = (kind, attributes) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', kind);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};
for (const [name, shapes] of Object.entries(MARKS)) {
  const group = drawn('g', { class: name });
  group.append(...shapes.map(([d, fill]) => drawn('path', fill ? { d, fill } : { d, stroke: '#fff', 'stroke-width': 1.8 })));
  mark?.append(group);
}

// As each writes itself, where that is not the name in capitals.
const SPELLED = { jcb: 'JCB', unionpay: 'UnionPay' };

const option = (name) => {
  const title = SPELLED[name] ?? name.replace(/(^|-)(.)/g, (_, gap, letter) => (gap && ' ') + letter.toUpperCase());
  const radio = make('input', { type: 'radio', name: 'brand', value: name, title, ariaLabel: title, onchange: () => fields.choose(name) });
  const own = mark.cloneNode(true);
  own.dataset.brand = name;
  // One that is not drawn is written.
  return make('span', {}, radio, own.querySelector(`.${name}`) ? own : make('b', { className: 'brand', ariaHidden: true, textContent: name }));
};

let offered = '';

/** Offers these networks, none where there is no choice, and shows which is chosen. */
export const offer = (names, chosen) => {
  if (`${names}` !== offered && !choice.closest('.aside')) {
    offered = `${names}`;
    choice.replaceChildren(title, ...names.map(option));
    // The focus may go by it.
    if (offered) fields.announce('label_brand');
  }
  for (const radio of choice.querySelectorAll('input')) radio.checked = radio.value === chosen;
};
