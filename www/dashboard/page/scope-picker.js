// The scope tree as boxes: native ones, in native disclosures.

import { code, h, newId } from './dom.js';
import { group, input } from './field.js';
import { choose, countOf, coversAny, found, least, stateOf } from './scope-tree.js';

const NOT_HELD = 'Cannot be granted: this dashboard’s key does not hold it.';

/** `pcx:iframe:instance:create` below `pcx:iframe:*` reads `instance:create`. */
const short = (node) => node.scope.split(':').slice(2).join(':') || node.scope;

export const picker = ({ tree, held, chosen: before }) => {
  let chosen = least(new Set(before));
  // What a key holds comes first: nobody looks for it among 24 families.
  const inOrder = tree.families.toSorted((one, other) => (countOf(other, chosen).allowed > 0) - (countOf(one, chosen).allowed > 0));
  const unknown = [...chosen].filter((scope) => !tree.nodes.has(scope));
  const boxes = new Map();
  const items = new Map();
  const total = h('p', { class: 'chosen', role: 'status' });
  const nothing = h('p', { class: 'none', hidden: true }, 'No scope matches.');
  const families = [];

  const item = (node) => {
    const can = !held || coversAny(held, node.scope);
    const about = newId('about');
    const box = h('input', { type: 'checkbox', value: node.scope, 'aria-describedby': about, disabled: !can });
    box.addEventListener('change', () => {
      chosen = choose(tree, chosen, node.scope, box.checked);
      draw();
    });
    boxes.set(node.scope, box);
    const covered = h('em', { hidden: true }, 'covered');
    const line = h('label', { class: `scope ${node.wildcard ? 'wildcard' : ''}` }, box, h('span', {}, h('code', { translate: 'no' }, node.wildcard ? node.scope : short(node)), covered, h('small', { id: about }, node.description,  !can && h('b', {}, ` ${NOT_HELD}`))));
    const li = h('li', {}, line, node.children.length > 0 && h('ul', {}, node.children.map(item)));
    items.set(node.scope, { li, covered });
    return li;
  };

  const family = (one) => {
    const counted = h('span', { class: 'counted' });
    const node = h('details', { class: 'family' }, h('summary', {}, h('span', {}, one.title), counted), h('ul', {}, one.roots.map(item)));
    families.push({ ...one, node, counted });
    return node;
  };

  const draw = () => {
    for (const [scope, box] of boxes) {
      const state = stateOf(tree.nodes.get(scope), chosen);
      box.checked = state === 'chosen' || state === 'covered';
      box.indeterminate = state === 'some';
      items.get(scope).covered.hidden = state !== 'covered';
      items.get(scope).li.dataset.state = state;
    }
    for (const one of families) {
      const { allowed, of } = countOf(one, chosen);
      one.counted.textContent = `${allowed} of ${of}`;
      one.node.classList.toggle('some', allowed > 0);
    }
    const list = [...chosen];
    total.replaceChildren(list.length ? `${list.length} chosen: ` : 'None chosen yet.', ...list.slice(0, 6).flatMap((scope) => [code(scope), ' ']), list.length > 6 ? `and ${list.length - 6} more` : '');
  };

  const query = input({ type: 'search', placeholder: 'Search scopes, e.g. refund', 'aria-label': 'Search scopes' });
  let opened = null;
  const search = () => {
    const text = query.value.trim();
    // What was open before a search is open after it.
    opened ??= families.map(({ node }) => node.open);
    const shown = text ? found(tree, text) : null;
    for (const [scope, { li }] of items) li.hidden = Boolean(shown) && !shown.has(scope);
    for (const [at, one] of families.entries()) {
      const any = !shown || one.nodes.some(({ scope }) => shown.has(scope));
      one.node.hidden = !any;
      one.node.open = shown ? any : opened[at];
    }
    nothing.hidden = !shown || shown.size > 0;
    if (!text) opened = null;
  };
  query.addEventListener('input', (event) => {
    event.stopPropagation();
    search();
  });
  query.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
    // Escape empties the search first, and closes the dialog only then.
    if (event.key !== 'Escape' || !query.value) return;
    event.preventDefault();
    query.value = '';
    search();
  });

  const { node, fail } = group({ legend: 'Scopes', hint: 'At least one. A wildcard also grants what the vault adds below it later.', name: 'scopes' },
    query,
    h('div', { class: 'tree' }, inOrder.map(family), nothing),
    total,
    unknown.length > 0 && h('p', { class: 'hint' }, 'Kept as they are, since this page does not know them: ', unknown.map((scope) => code(scope))));
  node.classList.add('scopes');
  draw();
  for (const one of families) one.node.open = countOf(one, chosen).allowed > 0 && before.length < 20;
  return { node, fail, value: () => [...chosen] };
};
