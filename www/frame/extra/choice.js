// The networks of a co-badged card, for the shopper to choose from: in the place of the brand's mark, which they are.

import { fields, say } from './shared.js';

const WHOLE = 'M4 0h28q4 0 4 4v16q0 4-4 4h-28q-4 0-4-4v-16q0-4 4-4z';
const CARD = ['M4 .5h28q3.5 0 3.5 3.5v16q0 3.5-3.5 3.5h-28q-3.5 0-3.5-3.5v-16q0-3.5 3.5-3.5z', '#fff', '#0003'];

// Our own drawings, of networks that a form rarely meets: each shape, its fill, and its line.
const MARKS = {
  'cartes-bancaires': [
    [WHOLE, '#0a4a94'],
    ['M18 0h14q4 0 4 4v16q0 4-4 4h-14z', '#12855f'],
    ['M16 7.5h-5a4.5 4.5 0 0 0 0 9h5M20.5 7.5h6a2.2 2.2 0 0 1 0 4.5h-6 6.5a2.2 2.2 0 0 1 0 4.5h-6.5z', 'none', '#fff', 1.8],
  ],
  dankort: [
    [WHOLE, '#c8102e'],
    ['M9 7.5v9h2.5a4.5 4.5 0 0 0 0-9zM21 7.5v9M27.5 7.5l-6 4.5 6 4.5', 'none', '#fff', 1.8],
  ],
  'diners-club': [
    CARD,
    ['M9 12a9 9 0 0 1 18 0 9 9 0 0 1-18 0', '#0079be'],
    ['M10.5 12a7.5 7.5 0 0 1 15 0 7.5 7.5 0 0 1-15 0', '#fff'],
    ['M16.5 6v12a6.2 6.2 0 0 1 0-12M19.5 6v12a6.2 6.2 0 0 0 0-12', '#0079be'],
  ],
  jcb: [
    CARD,
    ['M6.5 4h7v16h-7z', '#0e4c96'],
    ['M14.5 4h7v16h-7z', '#bc1c2e'],
    ['M22.5 4h7v16h-7z', '#007940'],
    ['M11.5 9v4.5q-1.5 2-3 0M20 10.5q-3.5-2-3.5 1.5t3.5 1.5M24.5 9.5h2a1 1 0 0 1 0 2.5h-2 2a1 1 0 0 1 0 2.5h-2z', 'none', '#fff', 1.2],
  ],
  unionpay: [CARD, ['M8 4h9l-3 16h-9z', '#e21836'], ['M15 4h9l-3 16h-9z', '#00447c'], ['M22 4h9l-3 16h-9z', '#007b84']],
};

/** Comes before the shop's own look. */
const style = new CSSStyleSheet();
style.replaceSync(`
${Object.keys(MARKS).map((name) => `[data-brand=${name}]>.${name}`)}{display:inline}
.choice{position:absolute;inset-block:0;inset-inline-end:.375rem;display:flex}
:where(.choice) p{position:absolute;inset-block-end:calc(100% + .25rem);inset-inline-end:-.375rem;color:var(--tf-muted);font-size:.8125rem;line-height:1.25rem;letter-spacing:normal;white-space:nowrap}
.choice span{position:relative;display:grid;place-items:center;inline-size:2.75rem}
.choice input{z-index:1;padding:0;cursor:pointer}
.choice .brand{position:static;border-radius:4px;opacity:.75;transition:opacity .15s}
.choice b{display:grid;place-items:center;overflow:hidden;color:var(--tf-text);outline:1px solid var(--tf-border);font-size:.5rem;letter-spacing:normal}
.choice :is(:checked,:hover)+.brand{opacity:1}
.choice :checked+.brand{outline:2px solid var(--tf-accent);outline-offset:1px}
.choice :focus-visible+.brand{outline:3px solid var(--tf-accent);box-shadow:0 0 0 7px color-mix(in srgb,var(--tf-accent) 25%,#0000)}
.field .box:has(.choice :focus-visible){outline:0;box-shadow:none}
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
.choice :focus-visible+.brand{outline-color:CanvasText}
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
  group.append(...shapes.map(([d, fill, stroke = 'none', width = 1]) => drawn('path', { d, fill, stroke, 'stroke-width': width })));
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
