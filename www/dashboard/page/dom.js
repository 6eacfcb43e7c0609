// Elements from data. Texts are always text nodes: nothing that a vault or a person wrote becomes markup.

const SVG = 'http://www.w3.org/2000/svg';

const put = (node, name, value) => {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name in node && !name.includes('-') && typeof value !== 'string') node[name] = value;
  else node.setAttribute(name, value === true ? '' : value);
};

export const h = (tag, values = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) put(node, name, value);
  node.append(...children.flat(3).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
};

export const icon = (name) => {
  const node = document.createElementNS(SVG, 'svg');
  node.setAttribute('class', `icon ${name}`);
  node.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  node.append(use);
  return node;
};

let last = 0;
export const newId = (name) => `${name}-${(last += 1)}`;

/** May break after a colon, and only there: `pcx:payments:card_not_present:*`. */
export const code = (text) => h('code', { translate: 'no' }, text.split(/(?<=:)/).flatMap((part, at) => (at ? [h('wbr'), part] : [part])));
/** What a person wrote: in whatever script, it turns no word around it. */
export const person = (text) => h('bdi', {}, text);
export const unseen = (...texts) => h('span', { class: 'unseen' }, ...texts);

export const button = (text, values = {}, ...more) => h('button', { type: 'button', ...values }, ...more, h('span', {}, text));

/** A line with an icon: `info`, `warn` or `problem`. */
export const notice = (tone, ...children) => h('div', { class: `notice ${tone}` }, icon(tone === 'info' ? 'info' : 'warn'), h('div', {}, ...children));

const ENVIRONMENTS = { live: 'Live', test: 'Test' };
/** Word, icon, shape and colour: a Live key is never told from a Test key by one of them alone. */
export const environmentChip = (environment) => h('span', { class: `environment ${environment}` }, icon(environment), ENVIRONMENTS[environment]);

const STATUS = { active: 'Active', disabled: 'Disabled', expired: 'Expired', revoked: 'Revoked' };
export const statusChip = (status) => h('span', { class: `status ${status}` }, icon(status), STATUS[status]);

/**
 * Says something to those who do not see it. A modal dialog makes the rest of the page silent, so it has a region of
 * its own.
 */
export const say = (text) => {
  const regions = [...document.querySelectorAll('[data-says]')];
  const region = regions.findLast((one) => one.closest('dialog')?.open) ?? regions[0];
  // As a new node, so that the same words are said again.
  region?.replaceChildren(text);
};
export const saying = (values = {}) => h('p', { role: 'status', 'data-says': '', class: 'unseen', ...values });
