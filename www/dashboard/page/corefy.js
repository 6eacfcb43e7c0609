import { call } from './call.js';
import { settings } from './corefy-form.js';
import { showOnce } from './created.js';
import { confirm } from './dialog.js';
import { button, code, environmentChip, h, icon, notice, person, say } from './dom.js';
import { count } from './format.js';
import { heading } from './heading.js';
import { action, columns, ending, keyList, moment, nameOf } from './list.js';
import { entityName } from './preset.js';
import { taken } from './vaultera.js';

const ABOUT = { live: 'Real payments', test: 'Test environment, nothing is charged' };

const permissions = ({ preset, permissions: held }) =>
  h('details', {}, h('summary', {}, preset, h('small', {}, count(held.length, 'permission'))),
    h('ul', { class: 'codes' }, held.map((permission) => {
      const [entity, right] = permission.split(':');
      return h('li', {}, `${right === 'edit' ? 'Edit' : 'View'} ${entityName(entity)}`);
    })));

export const corefy = () => {
  const form = call('GET', 'corefy/permissions');
  form.catch(() => {});

  const create = async () => {
    const made = await settings({ form, act: (wanted) => call('POST', 'corefy/keys', wanted) });
    if (!made) return;
    const { key } = made;
    await showOnce({ title: `${key.type} API key created`, environment: key.environment, take: () => taken(made), facts: [['Type', environmentChip(key.environment)], ['Name', person(nameOf(key))], ['Permissions', `${key.preset}, ${key.permissions.length}`]] });
    list.loadWith(key.id);
    say(`${key.type} key ${nameOf(key)} was created.`);
  };
  const revoke = async (key) => {
    const done = await confirm(ending(key, {
      title: `Revoke this ${key.type} API key?`, environment: key.environment, danger: true, action: `Revoke ${key.type} key`, secondary: 'Keep it', name: nameOf(key), masked: key.masked,
      text: [key.environment === 'live' ? 'Real payments that are made with this key stop at once.' : 'Requests with this key are refused from now on. Nothing real is charged with it.', 'This is final: create a new key to go on. Its permissions are chosen anew.'],
      act: () => call('DELETE', `corefy/keys/${key.id}`),
    }));
    if (!done) return;
    await list.load();
    say(`${key.type} key ${nameOf(key)} was revoked.`);
  };
  const list = keyList({
    title: 'Existing API keys',
    path: 'corefy/keys',
    columns: [
      columns.key((key) => key.description && h('small', {}, person(key.description))),
      { name: 'Type', cell: (key) => environmentChip(key.environment) },
      columns.status,
      { name: 'Permissions', cell: permissions },
      columns.created,
      { name: 'Revoked', cell: (key) => (key.revokedAt ? moment(key.revokedAt) : h('span', { class: 'none' }, 'No')) },
    ],
    groups: (keys) =>
      ['live', 'test']
        .map((environment) => ({ class: environment, keys: keys.filter((key) => key.environment === environment), environment }))
        .filter((part) => part.keys.length)
        .map((part) => ({ ...part, head: h('div', {}, environmentChip(part.environment), h('span', {}, ABOUT[part.environment]), h('span', { class: 'total' }, count(part.keys.length, 'key'))) })),
    actions: (key) => (key.status === 'active' ? [action('Revoke', key, () => revoke(key), { class: 'plain danger' })] : []),
    empty: [icon('key'), h('h3', {}, 'No API keys yet'), h('p', {}, 'Start with a Test key: it is safe, and shows what your integration needs.'), button('Add API key', { class: 'quiet', onclick: create })],
  });
  list.load();
  return [
    heading('Corefy', 'API keys', 'Keys of a merchant account. The Live key sets access only to live permissions, the Test key only to test permissions. What a key may do is chosen when it is created, and never again.', button('Add API key', { class: 'primary', onclick: create }, icon('plus'))),
    list.section,
    notice('info', h('p', {}, h('strong', {}, 'Corefy has no call for its keys:'), ' they are made in its own dashboard, in the Developers tab of a merchant account. Here you try the same with the keys of Tokenframe’s sandbox, at ', code('/_sandbox/corefy'), '.')),
  ];
};
