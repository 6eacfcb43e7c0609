// The fields: what the Wasm shows in them, and what the shopper does to them.

import * as glue from 'frame.js';
import { atEnd, find, form, page, post, safely } from './core.js';
import { extra } from './extra.js';
import { LIMIT, nameCode, say, word } from './language.js';
// Of this frame's kind: the build says which.
import { NAMES, PLAIN } from 'names.js';

export { NAMES };
export const inputs = EMBEDS ? [] : NAMES.map(find);
// Where the focus last went by itself, and when: a Tab that was on its way by then has been done.
const TAB_MS = 2000;
let arrived;
let arrival;
// What each input holds since we last wrote to it.
const left = [];

// What an input holds in place of a digit: src/card/typed.rs knows it too.
const STAND_IN = '\u2022';

// Where the Wasm takes an edit over before the browser does it, by what it is to do: src/frame/exports.rs counts them.
const ACTS = [
  ['insertText', 'insertFromPaste', 'insertFromDrop', 'insertFromYank'],
  ['deleteContentBackward', 'deleteByCut', 'deleteByDrag'],
  ['deleteContentForward'],
  ['deleteWordBackward'],
  ['deleteWordForward'],
  ['deleteSoftLineBackward', 'deleteHardLineBackward', 'deleteEntireSoftLine'],
  ['deleteSoftLineForward', 'deleteHardLineForward'],
  ['historyUndo'],
  ['historyRedo'],
];
const UNDO = 7;

// What hears of these fields: the Wasm here, or, where another frame leads the form, that one's.
let ear = EMBEDS ? {} : {
  edited: (...values) => safely(glue.edited, ...values),
  filled: (...values) => safely(glue.filled, ...values),
  focused: (field) => safely(glue.focused, field),
  blurred: (field) => safely(glue.blurred, field),
};

export const ears = ear;

/** Another frame's Wasm has the texts of these fields from now on. */
export const follow = (other) => (ear = other);

/** What a password manager filled in elsewhere. */
export const fill = (field, text) => {
  inputs[field].value = text;
  ear.filled(field, text.length, false);
};

/** Whether digits are drawn beside an input that never holds them. */
export const seal = (typing) => {
  page.dataset.typing = typing === 'native' ? typing : 'sealed';
  space();
};

/** The page has a label of its own for the one field of this frame: said in place of ours, which would be another. */
export const name = (text) => {
  const node = find(page.dataset.element);
  if (!node) return;
  node.ariaLabel = text?.substring?.(0, LIMIT) || null;
  node.labels[0].hidden = node.ariaLabel;
};

export const value = (field) => inputs[field].value;
export const focus = (field, on) => {
  // For a field in another frame than the one that has it.
  globalThis.focus();
  inputs[field]?.focus();
  if (on) [arrived, arrival] = [inputs[field], performance.now()];
};
export const blur = () => document.activeElement?.blur();

/** The index of the field that has the focus; 255 where none has. */
export const active = () => inputs.indexOf(document.activeElement) & 255;

/** Gives the name, which is no text of ours, another text. */
export const write = (field, text) => (inputs[field].value = text);

export const put = (field, bytes, caret) => {
  const node = inputs[field];
  const drawn = find(`${NAMES[field]}-ink`);
  const ink = page.dataset.typing === 'sealed' && drawn;
  let text = '';
  // One sign at a time: there is never a text of more than one digit.
  const signs = Array.from(bytes, (byte) => String.fromCharCode(byte));
  for (const sign of signs) text += ink && sign > ' ' ? STAND_IN : sign;
  const [from, to] = caret > signs.length ? [node.selectionStart, node.selectionEnd] : [caret, caret];
  node.value = left[field] = text;
  if (!ink) drawn?.replaceChildren();
  if (ink) {
    if (!ink.textContent) space();
    while (ink.children.length < signs.length) {
      const cell = document.createElement('span');
      const room = document.createElement('i');
      room.ariaHidden = true;
      cell.append(room, document.createElement('b'));
      ink.append(cell);
    }
    for (const [at, { firstChild, lastChild }] of [...ink.children].entries()) {
      const sign = signs[at] ?? '';
      if (lastChild.textContent === sign) continue;
      firstChild.textContent = sign > ' ' ? STAND_IN : sign;
      lastChild.textContent = sign;
    }
  }
  // Selecting would take the focus, in some browsers.
  if (document.activeElement === node) node.setSelectionRange?.(from, to);
  // Not every browser goes to where a script has put the caret.
  if (to === signs.length) node.scrollLeft = node.scrollWidth;
  else if (ink) {
    // With the sign before it, as who deletes wants to see.
    const [start, end] = [to && to - 1, to].map((at) => ink.children[at].offsetLeft);
    node.scrollLeft = Math.min(Math.max(node.scrollLeft, end - ink.clientWidth), start);
  }
  scroll();
};

const scroll = () => {
  for (const ink of document.querySelectorAll('.ink')) ink.scrollLeft = ink.previousElementSibling.scrollLeft;
};

/** Gives stand-ins as much room as digits have, so that the caret stands where the digits are. */
export const space = () => {
  for (const { parentNode } of inputs) {
    parentNode.style.letterSpacing = '';
    if (page.dataset.typing !== 'sealed' || !parentNode.querySelector('.ink')) continue;
    // A new one each time, since some browsers do not look for a font again that was missing before.
    const pencil = document.createElement('canvas').getContext('2d');
    const { fontStyle, fontWeight, fontSize, fontFamily, letterSpacing } = getComputedStyle(parentNode);
    pencil.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    const [digit, other] = ['0', STAND_IN].map((sign) => pencil.measureText(sign).width);
    parentNode.style.letterSpacing = `${(parseFloat(letterSpacing) || 0) + digit - other}px`;
  }
};

export const show = (field, need, last) => {
  const node = inputs[field];
  node.closest('.field').hidden = !need;
  node.ariaRequired = String(need === 2);
  node.enterKeyHint = last ? 'done' : 'next';
};

export const problem = (field, code) => {
  const valid = code === 'valid';
  const node = find(`${NAMES[field]}-error`);
  say(node, valid ? '' : code);
  node.parentNode.toggleAttribute('data-valid', valid);
  if (code && !valid) inputs[field].setAttribute('aria-invalid', 'true');
  else inputs[field].removeAttribute('aria-invalid');
};

/** Draws what the form shows of its state. */
export const draw = ({ brand, brands, code }) => {
  nameCode(code);
  for (const mark of document.querySelectorAll('.box>svg')) mark.dataset.brand = brand ?? '';
  // A brand that is known and not alone is one of several networks.
  extra?.offer(brand && brands[1] ? brands : [], brand);
};

/** The shopper chose a network: src/frame/exports.rs counts this too. */
export const choose = (name) => ear.edited(0, 0, 0, 10, name);

/** Tells the Wasm what the shopper does in these fields. */
export const watch = EMBEDS ? () => {} : (fields) => {
  seal();
  for (const index of fields) {
    const node = inputs[index];
    const act = (what, data = '') => ear.edited(index, node.selectionStart, node.selectionEnd, what, data);
    const filled = ({ inputType, isComposing }) => {
      // What an input method is at work on is not ours before it is done.
      if (isComposing) return;
      left[index] = node.value;
      ear.filled(index, node.selectionEnd, inputType === 'deleteContentForward');
      // Who fills in a whole form may say so once.
      for (const [at, other] of inputs.entries()) if (other.value !== (left[at] ?? '')) other.dispatchEvent(new Event('input'));
    };
    if (!PLAIN.includes(NAMES[index])) {
      node.addEventListener('beforeinput', (event) => {
        const what = ACTS.findIndex((types) => types.includes(event.inputType));
        if (what < 0 || event.isComposing || !event.cancelable) return;
        event.preventDefault();
        act(what, event.data ?? event.dataTransfer?.getData('text'));
      });
      // Stand-ins that are dragged would come back as nothing.
      node.addEventListener('dragstart', (event) => event.preventDefault());
      // To some browsers each stand-in is a word.
      node.addEventListener('dblclick', () => node.select());
      // What an input method is at work on is nowhere but in the input.
      node.addEventListener('compositionstart', () => node.classList.add('raw'));
      node.addEventListener('compositionend', () => node.classList.remove('raw'));
      node.addEventListener('scroll', scroll);
      node.addEventListener('keydown', (event) => {
        // The browser has nothing to undo: it did nothing.
        // By the key, since no other keyboard's letter for it is a Latin one.
        const what = event.altKey || !(event.ctrlKey || event.metaKey) ? -1 : [90, 89].indexOf(event.keyCode);
        if (what < 0) return;
        event.preventDefault();
        act(UNDO + (what || +event.shiftKey));
      });
    }
    for (const type of ['input', 'compositionend', 'change']) node.addEventListener(type, filled);
    node.addEventListener('focus', () => {
      arrived = undefined;
      ear.focused(index);
    });
    node.addEventListener('blur', () => ear.blurred(index));
  }
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Tab' && !event.shiftKey && event.target === arrived && performance.now() - arrival < TAB_MS) event.preventDefault();
    arrived = undefined;
    if (event.key === 'Escape') post('{"t":"escape"}');
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    post('{"t":"submit"}');
  });
  // Not every browser says that an input has scrolled, and none scrolls before it says that the caret has moved.
  document.addEventListener('selectionchange', () => requestAnimationFrame(scroll));
  form.addEventListener('submit', (event) => event.preventDefault());
};

/** Whether the shopper is in this frame. */
export const focused = () => document.hasFocus();

export const phase = (name) => {
  const busy = name === 'busy';
  page.dataset.state = name;
  // What was said of the attempt before is over.
  if (busy) announce('');
  if (EMBEDS) {
    // A vault's page stays in view while it is asked.
    if (!busy) find('page').dataset.state = name;
    say(find('page-error'), name === 'failed' ? 'unavailable' : '');
  } else form.ariaBusy = busy;
};

export const announce = (code) => (find('live').textContent = word(code));

/** What the Wasm shows these fields by, and what the second script has of them. */
export const hands = {
  ...(!EMBEDS && { choose, draw, fill, follow, problem, put, show, value, watch, write }),
  NAMES, announce, blur, ears, focus, focused, inputs, phase, space,
};
