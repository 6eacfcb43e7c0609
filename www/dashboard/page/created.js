// The one time a key is seen. The text lives in the dialog's element and nowhere else, and goes with it.

import { button, h, icon, newId, notice, say } from './dom.js';
import { open } from './dialog.js';

/** Shows `take()`, which gives the secret once. `facts`: what may be shown again, beside it. */
export const showOnce = async ({ title, environment, what = 'API key', lines = [], facts = [], take }) => {
  const stored = h('input', { type: 'checkbox', id: newId('stored') });
  const missing = h('p', { class: 'field-error', id: newId('missing'), hidden: true }, 'Please confirm that you have stored it: it cannot be shown again.');
  const locked = (asked) => {
    const yes = !stored.checked;
    if (asked && yes) {
      missing.hidden = false;
      stored.setAttribute('aria-invalid', 'true');
      stored.setAttribute('aria-describedby', missing.id);
      stored.focus();
      say(missing.textContent);
    }
    return yes;
  };
  const label = newId('secret');
  const secret = h('code', { class: 'secret', id: newId('text'), tabindex: '0', role: 'textbox', 'aria-readonly': 'true', 'aria-labelledby': label, translate: 'no' }, take());
  const copy = button('Copy', { class: 'primary copy' }, icon('copy'));
  copy.setAttribute('aria-label', `Copy the ${what}`);
  copy.addEventListener('click', () => copied(copy, secret));
  await open({ title, environment, tone: 'created', locked }, (close) => {
    const done = button('Done', { type: 'submit', class: 'primary' });
    const submit = (event) => {
      event.preventDefault();
      if (!locked(true)) close();
    };
    return h('form', { novalidate: true, onsubmit: submit },
      h('div', { class: 'body' },
        notice('warn', h('p', {}, h('strong', {}, 'You can view or copy it only now.'), ` When this dialog closes, nobody can show you this ${what} again.`)),
        lines.map((line) => h('p', {}, line)),
        h('p', { class: 'label', id: label }, what[0].toUpperCase() + what.slice(1)),
        h('div', { class: 'secret-row' }, secret, copy),
        facts.length > 0 && h('dl', { class: 'facts' }, facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
        h('label', { class: 'check' }, stored, h('span', {}, `I have stored this ${what} in a safe place`)),
        missing,
      ),
      h('footer', { class: 'actions' }, done));
  });
  // What the closures above still hold is empty.
  secret.replaceChildren();
};

/** Copies a text, and says so where the eye and the ear are. */
export const copied = async (from, node) => {
  const text = from.querySelector('span');
  try {
    await navigator.clipboard.writeText(node.textContent);
    text.textContent = 'Copied';
    from.querySelector('use').setAttribute('href', '#i-check');
    say('Copied to the clipboard.');
  } catch {
    // Without permission the text can still be selected and copied by hand.
    getSelection().selectAllChildren(node);
    node.focus();
    text.textContent = 'Selected';
    say('The clipboard is not allowed here. The text is selected: copy it with the keyboard.');
  }
};
