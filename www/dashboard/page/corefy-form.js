// The form of a new Corefy key: its type, and the table of permissions with presets.

import { ask, STAY, sure } from './dialog.js';
import { environmentChip, h, icon, notice, say, unseen } from './dom.js';
import { field, input, radios } from './field.js';
import { CUSTOM, entityName, groups, presetOf, turn } from './preset.js';

const TYPES = [
  ['Test', 'Test', 'Sets access only to test permissions. It is safe to use this key in the test environment.'],
  ['Live', 'Live', 'Sets access only to live permissions. Real payments are made with it.'],
];
const RIGHTS = [['view', 'View'], ['edit', 'Edit']];

/** The preset's row of buttons, and the switches that make it Custom. */
export const permissionTable = ({ entities, presets }) => {
  let on = new Set(presets['Read-only']);
  const choices = radios('preset', [...Object.keys(presets), CUSTOM].map((name) => [name, name]), 'Read-only');
  choices.node.classList.add('presets');
  const switches = new Map();
  const total = h('p', { class: 'chosen', role: 'status' });

  const draw = () => {
    const name = presetOf(on, presets);
    for (const box of choices.boxes) {
      box.checked = box.value === name;
      // Custom is what the switches make of it; it is nothing to choose.
      if (box.value === CUSTOM) box.disabled = name !== CUSTOM;
    }
    for (const [permission, box] of switches) box.checked = on.has(permission);
    total.textContent = `${name}: ${on.size} of ${switches.size} permissions`;
    error.hidden = true;
  };
  const cell = (entity, [right, word]) => {
    const permission = `${entity}:${right}`;
    const box = h('input', { type: 'checkbox', role: 'switch', value: permission });
    box.addEventListener('change', () => {
      on = turn(on, permission, box.checked);
      draw();
    });
    switches.set(permission, box);
    return h('td', { role: 'cell' }, h('label', { class: 'switch' }, box, h('span', {}, word, unseen(` ${entityName(entity)}`))));
  };
  for (const box of choices.boxes) {
    box.addEventListener('change', () => {
      if (!presets[box.value]) return;
      on = new Set(presets[box.value]);
      draw();
    });
  }
  const table = h('table', { role: 'table', class: 'permissions' },
    h('caption', { class: 'unseen' }, 'Permissions'),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ['Entities', ...RIGHTS.map(([, word]) => word)].map((text) => h('th', { role: 'columnheader', scope: 'col' }, text)))),
    groups(entities).map(({ name, entities: members }) => h('tbody', { role: 'rowgroup' },
      h('tr', { role: 'row', class: 'group' }, h('th', { role: 'rowheader', scope: 'rowgroup', colspan: '3' }, `${name} scope`)),
      members.map((entity) => h('tr', { role: 'row' }, h('th', { role: 'rowheader', scope: 'row' }, entityName(entity)), RIGHTS.map((right) => cell(entity, right)))))));
  const error = h('p', { class: 'field-error', role: 'alert', hidden: true }, 'Switch on at least one permission.');
  draw();
  return {
    node: h('fieldset', { class: 'permission-set' }, h('legend', {}, 'Permissions'), h('p', { class: 'hint' }, 'Start from a preset. As soon as one switch differs, the set is Custom.'), choices.node, table, total, error),
    value: () => {
      const preset = presetOf(on, presets);
      return preset === CUSTOM ? { permissions: [...switches.keys()].filter((permission) => on.has(permission)) } : { preset };
    },
    fail: () => {
      error.hidden = false;
      choices.boxes.find((box) => box.checked)?.focus();
    },
    isEmpty: () => on.size === 0,
  };
};

export const settings = async ({ form, act }) => {
  let given;
  try {
    given = await form;
  } catch {
    return ask({ title: 'Add API key', action: 'Reload the page', body: h('p', {}, 'The table of permissions could not be loaded.'), act: () => location.reload() });
  }
  const type = radios('type', TYPES, 'Test');
  for (const [at, environment] of ['test', 'live'].entries()) type.node.children[at].querySelector('strong').replaceWith(environmentChip(environment));
  const band = h('div', { class: 'type-band' });
  const name = field({ label: 'Name', optional: true }, input({ maxlength: '100' }));
  const description = field({ label: 'Description', optional: true }, input({ maxlength: '250' }));
  const permissions = permissionTable(given);
  const follow = () => {
    const dialog = type.node.closest('dialog');
    const live = type.value() === 'Live';
    band.replaceChildren(icon(live ? 'live' : 'test'), live ? 'You are creating a Live key. Real payments are made with it.' : 'You are creating a Test key. Nothing is charged with it.');
    band.className = `type-band ${live ? 'live' : 'test'}`;
    if (dialog) {
      dialog.dataset.environment = live ? 'live' : 'test';
      dialog.querySelector('header .environment').replaceWith(environmentChip(live ? 'live' : 'test'));
      dialog.querySelector('h2').textContent = `Add ${type.value()} API key`;
      dialog.querySelector('button[type=submit] span').textContent = `Create ${type.value()} API key`;
      say(band.textContent);
    }
  };
  type.node.addEventListener('change', follow);
  follow();

  return ask({
    title: 'Add Test API key', environment: 'test', wide: true, action: 'Create Test API key',
    body: [
      h('div', { class: 'columns' },
        h('div', {}, h('fieldset', {}, h('legend', {}, 'Type'), type.node), band, name.node, description.node,
          notice('warn', h('p', {}, h('strong', {}, 'Pay attention!'), ' You can establish the permissions only when creating the API key, without the possibility to modify it later.'))),
        permissions.node),
    ],
    act: async () => {
      if (permissions.isEmpty()) {
        permissions.fail();
        throw STAY;
      }
      const wanted = { type: type.value(), name: name.value() || undefined, description: description.value() || undefined, ...permissions.value() };
      return sure({ environment: wanted.type.toLowerCase(), name: wanted.name, text: ['Its permissions cannot be changed later.'], act: () => act(wanted) });
    },
  });
};
