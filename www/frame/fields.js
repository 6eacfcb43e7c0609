// The fields: what the Wasm shows in them, and what the shopper does to them.

import * as glue from 'frame.js';
import { atEnd, find, form, post, safely } from './core.js';
import { word } from './words.js';

const NAMES = ['number', 'expiry', 'cvc', 'name', 'postalCode'];
const inputs = form ? NAMES.map(find) : [];

atEnd(() => {
  for (const node of inputs) node.value = '';
});

export const value = (field) => inputs[field].value;
export const focus = (field) => inputs[field]?.focus();
export const blur = () => document.activeElement?.blur();

/** The index of the field that has the focus; 255 where none has. */
export const active = () => inputs.indexOf(document.activeElement) & 255;

export const put = (field, text, caret) => {
  const node = inputs[field];
  node.value = text;
  // Selecting would take the focus, in some browsers.
  if (document.activeElement === node) node.setSelectionRange(caret, caret);
};

export const show = (field, need) => {
  const node = inputs[field];
  node.closest('.field').hidden = !need;
  node.ariaRequired = String(need === 2);
  const shown = inputs.filter((input) => !input.closest('.field').hidden);
  for (const input of shown) input.enterKeyHint = input === shown.at(-1) ? 'done' : 'next';
};

export const problem = (field, code) => {
  const node = find(`${NAMES[field]}-error`);
  const text = word(code);
  if (node.textContent !== text) node.textContent = text;
  if (code) inputs[field].setAttribute('aria-invalid', 'true');
  else inputs[field].removeAttribute('aria-invalid');
};

export const brand = (name) => {
  if (name) form.dataset.brand = name;
  else delete form.dataset.brand;
};

/** Tells the Wasm what the shopper does. */
export const watch = () => {
  for (const [index, node] of inputs.entries()) {
    node.addEventListener('input', ({ inputType }) => {
      const deleted = inputType === 'deleteContentBackward' ? 1 : inputType === 'deleteContentForward' ? 2 : 0;
      safely(glue.input, index, node.selectionEnd ?? node.value.length, deleted);
    });
    node.addEventListener('focus', () => safely(glue.focused, index));
    node.addEventListener('blur', () => safely(glue.blurred, index));
    node.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') post('{"t":"escape"}');
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      post('{"t":"submit"}');
    });
  }
  form?.addEventListener('submit', (event) => event.preventDefault());
};
