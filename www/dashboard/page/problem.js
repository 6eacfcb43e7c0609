// What went wrong, with its code and what to do.

import { button, code, h, icon } from './dom.js';
import { wordsFor } from './words.js';

export const problem = (error, retry) => {
  const [what, todo] = wordsFor(error);
  // What nobody has set up is nothing that went wrong.
  const calm = error.code === 'not_set_up';
  return h('div', { class: `notice problem ${calm ? 'calm' : ''}` }, icon(calm ? 'info' : 'warn'), h('div', {},
    h('p', { class: 'what' }, h('strong', {}, what)),
    h('p', {}, todo, error.needs && [' ', error.needs.flatMap((name, at) => [at ? ', ' : '', code(name)])]),
    h('p', { class: 'code' }, 'Code ', code(error.code ?? 'internal'), error.reason && [', the vault says ', code(error.reason)]),
    retry && button('Try again', { class: 'quiet', onclick: retry }),
  ));
};
