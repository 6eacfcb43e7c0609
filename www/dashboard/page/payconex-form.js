// The settings of a PayConex key: a new one's, or what is to change of one.

import { ask, STAY } from './dialog.js';
import { h, person } from './dom.js';
import { check, field, group, input } from './field.js';
import { day, expiry } from './format.js';
import { AS_IS, LIFETIMES, lifetimeOf, localInput, NEVER, ON_DATE } from './lifetime.js';
import { picker } from './scope-picker.js';
import { wordsFor } from './words.js';

const LABEL = /^[A-Za-z0-9 _-]{3,100}$/;
const ACCOUNT = /^\d{12}$/;
const METHODS = ['HMAC', 'BASIC'];
/** The one that sends no secret. */
const ADVISED = 'HMAC';

const same = (one, other) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());

const lifetime = (key) => {
  const now = expiry(key?.expiresAt, Date.now());
  const choices = [
    ...(key ? [[AS_IS, now === 'never' ? 'As it is: never expires' : `As it is: until ${day(key.expiresAt)}`]] : []),
    ...(key && now === 'never' ? [] : [[NEVER, 'Never expires']]),
    ...LIFETIMES.map((text) => [text, text]),
    [ON_DATE, 'On a date…'],
  ];
  // A key that somebody forgets should end by itself.
  const first = key ? AS_IS : '90 days';
  const select = h('select', {}, choices.map(([value, text]) => h('option', { value, selected: value === first }, text)));
  const until = field({ label: 'Lifetime', hint: 'How long this key should live for.' }, select);
  const date = field({ label: 'Expires at', hint: 'In your time zone.' }, input({ type: 'datetime-local', min: localInput(Date.now()) }));
  date.node.hidden = true;
  select.addEventListener('change', () => (date.node.hidden = select.value !== ON_DATE));
  return { node: h('div', { class: 'inline' }, until.node, date.node), until, date, value: () => lifetimeOf(select.value, date.control.value, Date.now()) };
};

/** Opens the form. `act` gets what is to be sent, and nothing that did not change. */
export const settings = async ({ environment, table, key, act }) => {
  let given;
  try {
    given = await table;
  } catch (error) {
    return ask({ title: 'API Key', environment, action: 'Reload the page', body: h('p', {}, 'The table of scopes could not be loaded.'), act: () => location.reload(), fail: () => false });
  }
  const label = field({ label: 'Label', hint: 'A word or short phrase that describes an API Key.' }, input({ value: key?.label ?? '', maxlength: '100', autofocus: true }));
  const enabled = check('Enabled', { checked: key?.enabled ?? true, role: 'switch' });
  const boxes = METHODS.map((name) => check(name, { value: name, checked: key ? key.methods.includes(name) || key.methods.includes('ALL') : name === ADVISED }));
  const methods = group({ legend: 'Methods', hint: 'How the key may show who it is. HMAC sends no secret, and is the one to choose.', name: 'methods' }, h('div', { class: 'inline' }, boxes.map(({ node }) => node)));
  const known = [...new Set([...given.accounts, ...(key?.accounts ?? [])])];
  const accountBoxes = known.map((account) => check(account, { value: account, checked: key?.accounts.includes(account) ?? false }));
  const accounts = group({ legend: 'Accounts', optional: true, hint: 'Other accounts that it works on. This dashboard’s key can give these.', name: 'accounts' }, h('div', { class: 'inline mono' }, accountBoxes.map(({ node }) => node)));
  const life = lifetime(key);
  const scopes = picker({ tree: given.tree, held: given.held, chosen: key?.scopes ?? [] });
  const ofField = { label_invalid: label, lifetime_invalid: life.until, scope_invalid: scopes, scope_not_held: scopes, account_invalid: accounts, auth_method_invalid: methods };

  const wanted = () => {
    const on = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    const values = {
      label: label.value(),
      methods: on.length === METHODS.length ? ['ALL'] : on,
      accounts: accountBoxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
      scopes: scopes.value(),
      enabled: enabled.box.checked,
    };
    const wrong = (where, text) => {
      where.fail(text);
      throw STAY;
    };
    if (!LABEL.test(values.label)) wrong(label, wordsFor({ code: 'label_invalid' })[1]);
    if (!on.length) wrong(methods, 'Choose at least one method.');
    if (!values.accounts.every((account) => ACCOUNT.test(account))) wrong(accounts, wordsFor({ code: 'account_invalid' })[1]);
    const expires = life.value();
    if (!expires) wrong(life.date, 'Choose a time in the future.');
    if (!values.scopes.length) wrong(scopes, 'Choose at least one scope.');
    // A new key without an expiry needs no word about it.
    const all = { ...values, ...(key || expires.expiresAt !== null ? expires : {}) };
    if (!key) return all;
    const before = { ...key, methods: key.methods.includes('ALL') || METHODS.every((name) => key.methods.includes(name)) ? ['ALL'] : key.methods };
    return Object.fromEntries(Object.entries(all).filter(([name, value]) => (Array.isArray(value) ? !same(value, before[name]) : name.startsWith('expires') || value !== before[name])));
  };

  return ask({
    title: key ? ['Edit ', person(key.label)] : 'Create an API Key',
    environment,
    wide: true,
    action: key ? 'Save changes' : 'Create API Key',
    body: [label.node, h('div', { class: 'columns' }, h('div', {}, life.node, methods.node, known.length > 0 && accounts.node, group({ legend: 'State', name: 'state' }, enabled.node).node), scopes.node)],
    act: async () => {
      const body = wanted();
      return Object.keys(body).length ? act(body) : {};
    },
    fail: (error) => {
      const where = ofField[error.code];
      where?.fail([...wordsFor(error), error.reason].filter(Boolean).join(' '));
      return Boolean(where);
    },
  });
};
