// The keys of Guardian, Hellgate's vault that stands alone and has a call for them.

import { call } from './call.js';
import { showOnce } from './created.js';
import { ask, confirm, STAY, sure } from './dialog.js';
import { button, code, h, icon, say } from './dom.js';
import { check, field, group } from './field.js';
import { action, columns, keyList } from './list.js';
import { SECONDS } from './lifetime.js';
import { taken } from './vaultera.js';
import { wordsFor } from './words.js';

const named = (key) => ({ ...key, label: `Guardian key ${key.id.slice(0, 8)}` });

const scopeBoxes = (all, chosen) => {
  const boxes = all.map((scope) => check(code(scope.split(':').slice(2).join(':')), { value: scope, 'aria-label': scope, checked: chosen.includes(scope) }));
  const areas = new Map();
  for (const [at, scope] of all.entries()) {
    const area = scope.split(':').slice(0, 2).join(':');
    areas.set(area, [...(areas.get(area) ?? []), boxes[at].node]);
  }
  const scopes = group({ legend: 'Scopes', hint: 'At least one.', name: 'scopes' }, h('div', { class: 'areas' }, [...areas].map(([area, nodes]) => h('div', {}, h('p', {}, code(area)), nodes))));
  return { ...scopes, value: () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value) };
};

const form = async ({ environment, all, key, act }) => {
  const scopes = scopeBoxes(all, key?.scopes ?? []);
  const lifetime = field({ label: 'Lifetime', hint: 'Sent as expires_in; 90 days is the longest.' }, h('select', {}, h('option', { value: '' }, 'Never expires'), Object.keys(SECONDS).map((text) => h('option', { value: text, selected: text === '30 days' }, text))));
  return ask({
    title: key ? `Edit ${key.label}` : 'Create a Guardian API key', environment, wide: true, action: key ? 'Save changes' : 'Create API key',
    body: [!key && lifetime.node, scopes.node].filter(Boolean),
    act: () => {
      const wanted = { scopes: scopes.value() };
      if (!wanted.scopes.length) {
        scopes.fail('Choose at least one scope.');
        throw STAY;
      }
      if (!key && lifetime.value()) wanted.expiresIn = SECONDS[lifetime.value()];
      return act(wanted);
    },
    fail: (error) => {
      const where = { scope_invalid: scopes, scope_not_held: scopes, lifetime_invalid: lifetime }[error.code];
      where?.fail(wordsFor(error).join(' '));
      return Boolean(where);
    },
  });
};

export const guardian = ({ environment }) => {
  const known = () => call('GET', 'guardian/scopes').then(({ scopes }) => scopes);

  const create = async () => {
    const made = await form({ environment, all: await known(), act: (wanted) => sure({ environment, act: () => call('POST', 'guardian/keys', wanted) }) });
    if (!made) return;
    const key = named(made.key);
    await showOnce({ title: 'Guardian API key created', environment, take: () => taken(made), facts: [['ID', code(key.id)], ['Scopes', key.scopes.map((scope) => [code(scope), ' '])]] });
    list.loadWith(key.id);
    say(`${key.label} was created.`);
  };
  const edit = async (key) => {
    const done = await form({ environment, all: await known(), key: named(key), act: (changes) => call('PATCH', `guardian/keys/${key.id}`, changes) });
    if (!done) return;
    await list.load();
    say(`${named(key).label} was changed.`);
  };
  const remove = async (key) => {
    const { label, masked } = named(key);
    const done = await confirm({
      title: 'Delete this Guardian API key?', environment, danger: true, action: 'Delete API key', secondary: 'Keep it', name: label, masked,
      text: ['Requests with this key are refused from now on.', 'This is final: it cannot be brought back.'],
      act: () => call('DELETE', `guardian/keys/${key.id}`),
    });
    if (!done) return;
    await list.load();
    say(`${label} was deleted.`);
  };
  const list = keyList({
    title: 'Guardian API keys',
    path: 'guardian/keys',
    columns: [
      { name: 'API key', row: true, cell: (key) => [h('strong', {}, named(key).label), h('code', { translate: 'no' }, key.masked)] },
      columns.status,
      { name: 'Scopes', cell: ({ scopes }) => h('ul', { class: 'codes' }, scopes.map((scope) => h('li', {}, code(scope)))) },
      columns.created,
      columns.expires,
    ],
    actions: (key) => [action('Edit', named(key), () => edit(key)), action('Delete', named(key), () => remove(key), { class: 'plain danger' })],
    nameOf: (key) => named(key).label,
    empty: [icon('key'), h('h3', {}, 'No Guardian API keys yet'), h('p', {}, 'Guardian is Hellgate’s vault that stands alone, and the one with a call for its keys. Each has scopes, and may expire.'), button('Create a Guardian API key', { class: 'quiet', onclick: create })],
    head: button('Create a Guardian API key', { class: 'quiet', onclick: create }, icon('plus')),
  });
  list.load();
  return [list.section];
};
