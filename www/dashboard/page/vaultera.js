import { call } from './call.js';
import { showOnce } from './created.js';
import { ask, confirm, sure } from './dialog.js';
import { button, h, icon, notice, person, say } from './dom.js';
import { field, input } from './field.js';
import { heading } from './heading.js';
import { action, columns, keyList, moment, nameOf } from './list.js';
import { tester } from './tester.js';

export const vaultera = ({ environment }) => {
  const create = async () => {
    const description = field({ label: 'Description', optional: true, hint: 'Custom note, to show where this key is used.' }, input({ maxlength: '200', autofocus: true }));
    const made = await ask({
      title: 'Create an API Key', environment, action: 'Create API Key', body: description.node,
      act: () => sure({ environment, name: description.value(), act: () => call('POST', 'vaultera/keys', { description: description.value() || undefined }) }),
    });
    if (!made) return;
    const { key } = made;
    await showOnce({ title: 'API Key created', environment, take: () => taken(made), facts: [['Description', key.description ? person(key.description) : 'None']] });
    list.loadWith(key.id);
    say(`${nameOf(key)} was created.`);
  };
  const revoke = async (key) => {
    const done = await confirm({
      title: 'Revoke this API Key?', environment, danger: true, action: 'Revoke API Key', secondary: 'Keep it', name: nameOf(key), masked: key.masked,
      text: ['Each request signed by this key will fail with an authorization error, from now on.', 'Session tokens that it made stop working.', 'This is final: a revoked key cannot be made active again.'],
      act: () => call('DELETE', `vaultera/keys/${key.id}`),
    });
    if (!done) return;
    await list.load();
    say(`${nameOf(key)} was revoked.`);
  };
  const list = keyList({
    title: 'Existing API Keys',
    path: 'vaultera/keys',
    columns: [columns.key(), columns.status, columns.created, { name: 'Revoked', cell: (key) => key.revokedAt ? moment(key.revokedAt) : h('span', { class: 'none' }, 'No') }],
    actions: (key) => (key.status === 'active' && !key.own ? [action('Revoke', key, () => revoke(key), { class: 'plain danger' })] : []),
    empty: [icon('key'), h('h3', {}, 'No API Keys yet'), h('p', {}, 'Create one for each server that calls the vault, so that one can be revoked without the others.'), button('Create API Key', { class: 'quiet', onclick: create })],
  });
  list.load();
  return [
    heading('Vaultera', 'API Keys', 'An API Key signs your server’s requests to the Vaultera PCI endpoints. It has no expiry and no scopes: whoever holds it may do everything.', button('Create API Key', { class: 'primary', onclick: create }, icon('plus'))),
    list.section,
    notice('info', h('p', {}, 'Don’t store API Keys in your source code, and limit the count of people who have access to them. A browser gets a session token in place of one.')),
    tester({ environment }),
  ];
};

/** The secret of an answer, which is then in it no longer. */
export const taken = (made) => {
  const { secret } = made;
  made.secret = '';
  return secret;
};
