import { call } from './call.js';
import { h, icon } from './dom.js';
import { count } from './format.js';
import { heading } from './heading.js';
import { wordsFor } from './words.js';

const VAULTS = [
  ['clover', 'Clover', 'Public API access key', 'One PAKMS key for each merchant. Public, and only Clover disables it.'],
  ['vaultera', 'Vaultera', 'API Keys, session tokens', 'Keys with a description, revoked for good. Session tokens for pages.'],
  ['payconex', 'Bluefin PayConex', 'API Keys', 'Keys with scopes, methods, accounts and a lifetime.'],
  ['hellgate', 'Hellgate Commerce', 'API Keys, Guardian', 'Labelled keys, scoped to merchants in an ecosystem.'],
  ['corefy', 'Corefy', 'API keys', 'Live and Test keys, with permissions fixed at creation.'],
];

const told = async (name) => {
  if (name === 'clover') {
    const { key } = await call('GET', 'clover/key');
    return [key.active ? 'active' : 'disabled', key.active ? '1 key, active' : '1 key, disabled by Clover'];
  }
  const { keys } = await call('GET', `${name}/keys`);
  const active = keys.filter(({ status }) => status === 'active');
  const live = active.filter(({ environment }) => environment === 'live').length;
  const all = `${count(keys.length, 'key')}, ${active.length} active`;
  return [active.length ? 'active' : 'disabled', live ? `${all}, ${live} of them Live` : all];
};

export const overview = () => {
  const cards = VAULTS.map(([name, vault, what, about]) => {
    const state = h('p', { class: 'count', 'aria-live': 'off' }, h('i', { class: 'bone' }));
    told(name).then(
      ([kind, text]) => state.replaceChildren(icon(kind), text),
      (error) => state.replaceChildren(icon(error.code === 'not_set_up' ? 'disabled' : 'warn'), error.code === 'not_set_up' ? 'Not set up here' : wordsFor(error)[0]),
    );
    return h('li', { 'data-vault': name }, h('h2', {}, h('a', { href: `/${name}` }, vault)), h('p', { class: 'what' }, what), h('p', {}, about), state);
  });
  return [
    heading('', 'Keys', 'The API keys of five payment vaults, each in its own words. Secrets are shown once, when they are made.'),
    h('ul', { class: 'vaults' }, cards, h('li', { class: 'aside' }, icon('lock'), h('p', {}, h('strong', {}, 'A key is seen once.'), ' The vaults show a new secret in one answer and never again. This page passes it on to you, and forgets it as soon as you close the dialog.'))),
  ];
};
