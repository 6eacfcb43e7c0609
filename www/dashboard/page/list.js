// A list of keys, in each of its states: loading, empty, failed, shown.

import { call } from './call.js';
import { UNSURE } from './dialog.js';
import { button, h, newId, person, say, statusChip, unseen } from './dom.js';
import { field, input } from './field.js';
import { count, day, distance, expiry, whole } from './format.js';
import { problem } from './problem.js';

const ORDER = ['active', 'disabled', 'expired', 'revoked'];
const byUse = (one, other) =>
  ORDER.indexOf(one.status) - ORDER.indexOf(other.status) || (other.createdAt ?? '').localeCompare(one.createdAt ?? '');

const time = (iso, now) => h('time', { datetime: iso, title: whole(iso) }, day(iso), h('small', {}, distance(iso, now)));
/** When something was. A vault whose clock is ahead of ours did not do it in the future. */
export const moment = (iso) => (iso ? time(iso, Math.max(Date.now(), Date.parse(iso) + 1)) : h('span', { class: 'none' }, 'Not said'));

const EXPIRES = { never: 'Never', over: 'Expired', soon: 'Soon', later: '' };
export const expires = (iso) => {
  const kind = expiry(iso, Date.now());
  if (kind === 'never') return h('span', { class: 'none' }, EXPIRES.never);
  return h('span', { class: `expires ${kind}` }, time(iso, Date.now()));
};

/** What a key is called, where it has a name. */
export const nameOf = (key) => key.label || 'Key without a name';

/** A vault that keeps nothing of a secret has no mask to show. */
const mask = ({ masked }) => /\w/.test(masked) && h('code', { translate: 'no' }, masked);

const WORKERS = { shop: 'The demo shop', dashboard: 'This dashboard' };
/** Who works with a key, of those whom this page knows. */
const worker = ({ own, usedBy }) => (own ? WORKERS.dashboard : WORKERS[usedBy]);

/** What a question adds before such a key is ended: its button says more, and so does its first line. */
export const ending = (key, { action: go, text, ...rest }) => {
  const who = worker(key);
  if (!who) return { ...rest, action: go, text };
  return { ...rest, action: `${go} all the same`, text: [h('strong', {}, `${who} works with this key, and stops working.`), ...text] };
};

/** From how many keys on a list has a filter. */
const MANY = 20;

/** The columns that every vault's list has. */
export const columns = {
  key: (more) => ({ name: 'API key', row: true, cell: (key) => [h('strong', {}, person(nameOf(key))), mask(key), more?.(key), worker(key) && h('span', { class: 'own' }, `${worker(key)} works with it`)] }),
  status: { name: 'Status', cell: (key) => statusChip(key.status) },
  created: { name: 'Created', cell: (key) => moment(key.createdAt) },
  expires: { name: 'Expires', cell: (key) => expires(key.expiresAt) },
};

export const action = (name, key, run, values = {}) =>
  button(name, { class: 'plain', 'data-action': name, onclick: run, ...values });

/** Loads a list again, by hand: another page, or another person, may have changed it. */
export const reloader = (title, load) =>
  button('Reload', { class: 'plain', 'data-action': 'reload', 'aria-label': `Reload ${title}`, onclick: async () => (await load()) && say(`${title}: loaded again.`) });

/**
 * `path` is what the keys are asked for at, `actions` the buttons of a row, `empty` what stands where there is no key,
 * `groups` parts of the list under heads of their own, `head` what stands beside the title, `also` what rows wait for.
 */
export const keyList = ({ title, path, columns: shown, actions, empty, groups, head, nameOf: called = nameOf, also }) => {
  const id = newId('list');
  const total = h('span', { class: 'total' });
  const heading = h('h2', { id, tabindex: '-1' }, title);
  const body = h('div', { class: 'list-body' });
  const section = h('section', { class: 'list', 'aria-labelledby': id }, h('div', { class: 'list-head' }, heading, total, h('div', { class: 'tools' }, reloader(title, () => load()), head)), body);
  let fresh = null;
  let asked = 0;

  const row = (key) =>
    h('tr', { role: 'row', 'data-key': key.id, class: [key.status, key.id === fresh ? 'fresh' : '', key.environment ?? ''].join(' ') },
      shown.map((column) => h(column.row ? 'th' : 'td', { role: column.row ? 'rowheader' : 'cell', scope: column.row && 'row', 'data-label': column.name }, column.cell(key))),
      h('td', { role: 'cell', class: 'row-actions' }, h('div', {}, actions(key).map((one) => {
        // Named after its key: a screen reader's list of buttons tells them apart.
        one.append(unseen(' ', person(called(key))));
        return one;
      }))));

  const table = (keys) => {
    const heads = h('tr', { role: 'row' }, shown.map(({ name }) => h('th', { role: 'columnheader', scope: 'col' }, name)), h('th', { role: 'columnheader', scope: 'col' }, unseen('Actions')));
    const parts = groups ? groups(keys) : [{ keys }];
    return h('div', { class: 'table-wrap' }, h('table', { role: 'table', 'aria-labelledby': id },
      h('thead', { role: 'rowgroup' }, heads),
      parts.map((part) => h('tbody', { role: 'rowgroup', class: part.class },
        part.head && h('tr', { role: 'row', class: 'group' }, h('th', { role: 'rowheader', scope: 'rowgroup', colspan: String(shown.length + 1) }, part.head)),
        part.keys.map(row)))));
  };

  const skeleton = () =>
    h('div', { class: 'skeleton', role: 'status' }, unseen(`Loading ${title}`), [1, 2, 3].map(() => h('div', { 'aria-hidden': 'true' }, h('i'), h('i'), h('i'), h('i'))));

  /** Where the focus was, in words that outlive the rows. */
  const place = () => {
    const at = document.activeElement;
    if (!body.contains(at)) return null;
    return { key: at.closest('[data-key]')?.dataset.key, action: at.dataset.action };
  };
  const back = ({ key, action: name }) => {
    const again = key && body.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const target = again?.querySelector(`[data-action="${name}"]`) ?? again?.querySelector('button') ?? heading;
    target.focus({ preventScroll: target === heading });
  };

  const filter = field({ label: 'Filter', hint: 'By what a row says: a name, a part of a key, a status.' }, input({ type: 'search' }));
  filter.node.classList.add('filter');
  filter.node.hidden = true;
  const none = h('p', { class: 'none', role: 'status', hidden: true }, 'No key matches.');
  let all = [];
  /** Shows the rows that hold every word of the filter. */
  const sift = () => {
    const words = filter.value().toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of body.querySelectorAll('[data-key]')) {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      left += row.hidden ? 0 : 1;
    }
    for (const part of body.querySelectorAll('tbody')) part.hidden = !part.querySelector('[data-key]:not([hidden])');
    none.hidden = left > 0 || !all.length;
    const usable = all.filter(({ status }) => status === 'active').length;
    total.textContent = all.length ? `${words.length ? `${left} of ` : ''}${count(all.length, 'key')}, ${usable} active` : '';
  };
  filter.control.addEventListener('input', sift);
  section.insertBefore(filter.node, body);
  section.append(none);

  const show = (content) => {
    const from = place();
    body.replaceChildren(content);
    if (from) back(from);
  };

  const load = async () => {
    const mine = (asked += 1);
    body.setAttribute('aria-busy', 'true');
    if (!body.querySelector('table')) show(skeleton());
    try {
      const [{ keys }] = await Promise.all([call('GET', path), also]);
      // An answer that was overtaken is older than what is shown.
      if (mine !== asked) return keys;
      all = keys;
      filter.node.hidden = keys.length <= MANY;
      // What is out of sight must not hide keys.
      if (filter.node.hidden) filter.control.value = '';
      show(keys.length ? table(keys.toSorted(byUse)) : h('div', { class: 'empty' }, empty));
      sift();
      return keys;
    } catch (error) {
      if (mine !== asked) return null;
      all = [];
      filter.node.hidden = true;
      none.hidden = true;
      total.textContent = '';
      // A list of before the error would look like the truth.
      show(problem(error, error.code === 'not_set_up' ? undefined : load));
      return null;
    } finally {
      if (mine === asked) body.removeAttribute('aria-busy');
    }
  };
  addEventListener(UNSURE, load);

  return {
    section,
    load,
    /** The same again, with a key that was just made marked as such. */
    loadWith(id) {
      fresh = id;
      return load();
    },
  };
};
