// Dialogs: native ones, so that focus stays in, Escape closes, and focus goes back to where it came from.

import { button, environmentChip, h, icon, newId, person, say, saying } from './dom.js';
import { problem } from './problem.js';
import { mayBeDone } from './words.js';

/**
 * Opens a modal dialog, and resolves with what `close(value)` was given once it is gone.
 * `build` gets `close` and gives the content; nothing of it stays in the document.
 */
export const open = ({ title, environment, tone = '', wide = false, describedBy, first, locked = () => false }, build) =>
  new Promise((resolve) => {
    const id = newId('title');
    const from = document.activeElement;
    let given;
    let asked = false;
    // A question is read out whole when it opens.
    const question = describedBy && { role: 'alertdialog', 'aria-describedby': describedBy };
    const node = h('dialog', { 'aria-labelledby': id, ...question, class: `${tone} ${wide ? 'wide' : ''}`, 'data-environment': environment });
    const close = (value) => {
      given = value;
      asked = true;
      node.close();
    };
    const heading = h('h2', { id, tabindex: '-1' }, title);
    node.append(
      h('header', {}, environment && environmentChip(environment), heading, button('Close', { class: 'plain close', onclick: () => locked(true) || close() }, icon('cross'))),
      ...[build(close, node)].flat(),
      saying(),
    );
    // Leaving the page would lose as much as closing the dialog does.
    const hold = (event) => locked(false) && event.preventDefault();
    addEventListener('beforeunload', hold);
    node.addEventListener('cancel', (event) => locked(true) && event.preventDefault());
    node.addEventListener('close', () => {
      // A browser lets a second Escape through: what must not be lost by a slip of the hand comes back.
      if (!asked && !leaving && locked(true)) return node.showModal();
      removeEventListener('beforeunload', hold);
      // Whatever was shown or typed goes with the element.
      node.replaceChildren();
      node.remove();
      if (!from?.isConnected) document.querySelector('#main')?.focus({ preventScroll: true });
      resolve(given);
    });
    document.body.append(node);
    node.showModal();
    // A browser takes the first button there is, which closes it.
    if (!node.querySelector('[autofocus]')) first?.(node)?.focus();
  });

let leaving = false;
/** Somebody leaves the page, or it goes into a cache: no dialog waits there with a secret in it. */
addEventListener('pagehide', () => {
  leaving = true;
  for (const node of document.querySelectorAll('dialog')) node.close();
});

/** Told to the window when a dialog closes without knowing whether what it asked for was done: lists are loaded again. */
export const UNSURE = 'unsure';

/**
 * A dialog with a form. `act` does what its button says and may throw; what it gives, the dialog gives. `fail` may take
 * an error to the field that it is about, and says whether it did.
 */
export const ask = async ({ action, danger = false, secondary, act, fail = () => false, body, ...head }) => {
  const go = button(action, { type: 'submit', class: danger ? 'danger' : 'primary' });
  // A key that is on its way would be made, and never be seen.
  const locked = (asked) => {
    const busy = go.ariaBusy === 'true';
    if (asked && busy) say('Please wait for the vault’s answer.');
    return busy;
  };
  let unsure = false;
  const first = (node) => node.querySelector('.body :is(input, select, textarea):not(:disabled, [hidden] *)') ?? out;
  const out = button(secondary ?? 'Cancel', { class: 'quiet', onclick: () => locked(true) || end(), autofocus: danger });
  let end;
  const given = await open({ ...head, first, tone: danger ? 'danger' : '', locked }, (close) => {
    end = close;
    const wrong = h('div', { class: 'wrong', role: 'alert' });
    const submit = async (event) => {
      event.preventDefault();
      if (go.ariaBusy === 'true') return;
      wrong.replaceChildren();
      go.ariaBusy = 'true';
      try {
        close(await act());
      } catch (error) {
        go.ariaBusy = null;
        if (error !== STAY && mayBeDone(error)) {
          unsure = true;
          // “Keep it” would promise what nobody knows.
          out.querySelector('span').textContent = 'Close';
        }
        if (error !== STAY && !fail(error)) wrong.replaceChildren(problem(error));
      }
    };
    const actions = h('footer', { class: 'actions' }, out, go);
    return h('form', { novalidate: true, onsubmit: submit }, h('div', { class: 'body' }, body), wrong, actions);
  });
  // Whoever was given an answer loads the list by itself.
  if (unsure && given === undefined) dispatchEvent(new Event(UNSURE));
  return given;
};

/** Thrown by an `act` that has already said what is missing. */
export const STAY = Symbol('stay');

/** Asks before something that cannot be undone, or that other people would notice. */
export const confirm = ({ text, name, masked, ...rest }) => {
  const id = newId('about');
  return ask({
    ...rest,
    describedBy: id,
    body: h('div', { id, class: 'question' },
      h('p', { class: 'subject' }, h('strong', {}, person(name)), masked && h('code', { translate: 'no' }, masked)),
      h('ul', { class: 'consequences' }, text.map((line) => h('li', {}, line)))),
  });
};

/** Makes a key; where it would be a Live one, only after a question of its own. */
export const sure = async ({ environment, name, text = [], act }) => {
  if (environment !== 'live') return act();
  const made = await confirm({
    title: 'Create a Live API key?', environment, action: 'Yes, create a Live key', secondary: 'Go back', name: name || 'Key without a name',
    text: ['Real payments are made with this key.', 'Ensure that you have checked everything with a Test key first.', ...text],
    act,
  });
  if (!made) throw STAY;
  return made;
};
