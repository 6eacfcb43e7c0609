import { call } from './call.js';
import { showOnce } from './created.js';
import { confirm, sure } from './dialog.js';
import { button, code, h, icon, person, say } from './dom.js';
import { heading } from './heading.js';
import { action, columns, keyList, nameOf } from './list.js';
import { settings } from './payconex-form.js';
import { buildTree, summary } from './scope-tree.js';
import { taken } from './vaultera.js';

export const payconex = ({ environment }) => {
  const table = call('GET', 'payconex/scopes').then((given) => ({ ...given, tree: buildTree(given.rows) }));
  // Whoever opens the form hears of it.
  table.catch(() => {});
  let tree;
  table.then((given) => (tree = given.tree), () => {});

  const create = async () => {
    const made = await settings({ environment, table, act: (wanted) => sure({ environment, name: wanted.label, act: () => call('POST', 'payconex/keys', wanted) }) });
    if (!made) return;
    const { key } = made;
    await showOnce({
      title: 'API Key created', environment, what: 'secret', take: () => taken(made),
      lines: ['A request is signed with the key’s ID and this secret.'],
      facts: [['Label', person(key.label)], ['Key ID', code(key.id)]],
    });
    list.loadWith(key.id);
    say(`${key.label} was created.`);
  };
  const edit = async (key) => {
    const done = await settings({ environment, table, key, act: (changes) => call('PATCH', `payconex/keys/${key.id}`, changes) });
    if (!done) return;
    await list.load();
    say(`${key.label} was changed.`);
  };
  const turn = async (key) => {
    const enabled = !key.enabled;
    const done = await confirm({
      title: enabled ? 'Enable this API Key?' : 'Disable this API Key?', environment, danger: !enabled, name: nameOf(key), masked: key.id, action: enabled ? 'Enable API Key' : 'Disable API Key', secondary: enabled ? 'Cancel' : 'Keep it enabled',
      text: enabled ? ['Its secret works again at once, with the same scopes.'] : ['Requests with this key are refused from now on, until it is enabled again.', 'Checkouts that it opened stop working.'],
      act: () => call('PATCH', `payconex/keys/${key.id}`, { enabled }),
    });
    if (!done) return;
    await list.load();
    say(`${nameOf(key)} is ${enabled ? 'enabled' : 'disabled'}.`);
  };
  const remove = async (key) => {
    const done = await confirm({
      title: 'Delete this API Key?', environment, danger: true, name: nameOf(key), masked: key.id, action: 'Delete API Key', secondary: 'Keep it',
      text: ['Requests with this key are refused from now on.', 'This is final: the key cannot be brought back, and a new one has another ID and secret.', 'To stop it for a while, disable it instead.'],
      act: () => call('DELETE', `payconex/keys/${key.id}`),
    });
    if (!done) return;
    await list.load();
    say(`${nameOf(key)} was deleted.`);
  };
  const scopes = ({ scopes: held, methods }) => [
    held.length > 2 ? h('details', {}, h('summary', {}, summary(held, tree)), h('ul', { class: 'codes' }, held.map((scope) => h('li', {}, code(scope))))) : h('ul', { class: 'codes' }, held.map((scope) => h('li', {}, code(scope)))),
    h('small', {}, `Methods: ${methods.join(', ')}`),
  ];
  const list = keyList({
    title: 'Existing API Keys',
    path: 'payconex/keys',
    // The words for a key's scopes need the table.
    also: table.catch(() => {}),
    columns: [columns.key((key) => h('code', { class: 'id', translate: 'no', title: key.id }, key.id)), columns.status, { name: 'Scopes', cell: scopes }, columns.created, columns.expires],
    actions: (key) =>
      key.own
        ? []
        : [
            action('Edit', key, () => edit(key)),
            key.status !== 'expired' && action(key.enabled ? 'Disable' : 'Enable', key, () => turn(key)),
            action('Delete', key, () => remove(key), { class: 'plain danger' }),
          ].filter(Boolean),
    empty: [icon('key'), h('h3', {}, 'No API Keys yet'), h('p', {}, 'Create one for each thing that calls PayConex, with the scopes that it needs and no more.'), button('Create an API Key', { class: 'quiet', onclick: create })],
  });
  list.load();
  return [
    heading('Bluefin PayConex', 'API Keys', 'A key may do what its scopes say, with the methods and on the accounts that it names, until it expires. It can hand on only scopes that it holds itself.', button('Create an API Key', { class: 'primary', onclick: create }, icon('plus'))),
    list.section,
  ];
};
