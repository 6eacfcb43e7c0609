// A labelled control with its hint and its error.

import { h, newId } from './dom.js';

/** `control` gets its id and its description; `fail(text)` marks it, `fail()` takes the mark away. */
export const field = ({ label, hint, optional = false }, control) => {
  const id = newId('field');
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  control.id = id;
  const described = [hint && `${id}-hint`, error.id].filter(Boolean).join(' ');
  control.setAttribute('aria-describedby', described);
  const node = h('div', { class: 'field' },
    h('label', { for: id }, label, optional && h('small', {}, 'optional')),
    hint && h('p', { class: 'hint', id: `${id}-hint` }, hint),
    control,
    error);
  const fail = (text = '') => {
    error.textContent = text;
    error.hidden = !text;
    if (text) {
      control.setAttribute('aria-invalid', 'true');
      control.focus();
    } else control.removeAttribute('aria-invalid');
  };
  control.addEventListener('input', () => fail());
  return { node, control, fail, value: () => control.value.trim() };
};

export const input = (values) => h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...values });

/** Boxes or radios under one legend; `fail` as above. */
export const group = ({ legend, hint, optional = false, name }, ...content) => {
  const id = newId(name ?? 'group');
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  const node = h('fieldset', { 'aria-describedby': [hint && `${id}-hint`, error.id].filter(Boolean).join(' ') },
    h('legend', {}, legend, optional && h('small', {}, 'optional')),
    hint && h('p', { class: 'hint', id: `${id}-hint` }, hint),
    ...content,
    error);
  const fail = (text = '') => {
    error.textContent = text;
    error.hidden = !text;
    if (text) node.querySelector('input:not(:disabled), summary')?.focus();
  };
  node.addEventListener('input', () => fail());
  return { node, fail };
};

/** One of several, each with a line about it: `[value, name, about]`. */
export const radios = (name, choices, chosen) => {
  const id = newId(name);
  const boxes = choices.map(([value]) => h('input', { type: 'radio', name: id, value, checked: value === chosen }));
  const node = h('div', { class: 'cards' }, choices.map(([value, text, about], at) =>
    h('label', { class: 'card', 'data-value': value }, boxes[at], h('span', {}, h('strong', {}, text), about && h('small', {}, about)))));
  return { node, boxes, value: () => boxes.find((box) => box.checked)?.value };
};

export const check = (text, values = {}) => {
  const box = h('input', { type: 'checkbox', ...values });
  return { node: h('label', { class: 'check' }, box, h('span', {}, text)), box };
};
