import { h } from './dom.js';

/** The head of a page: what this is, in the vault's words, and what can be done. */
export const heading = (vault, title, lead, ...actions) =>
  h('header', { class: 'page-head' }, h('div', {}, vault && h('p', { class: 'eyebrow' }, vault), h('h1', {}, title), h('p', { class: 'lead' }, lead)), actions.length > 0 && h('div', { class: 'page-actions' }, actions));
