// What the shop asks for that is no matter of a card: its own words, the colour scheme of its page, its look, how digits
// are typed, and which frames make one form.

import { page, post } from './core.js';
import { coming, extra, load } from './extra.js';
import { name, seal } from './fields.js';
import { peek } from './flat.js';
import { language } from './language.js';

/** Looks for it in a message of the host, and gives back what the message is about. */
export const configure = (text, edge) => {
  const message = peek(text) ?? {};
  if (message.t === 'words') language(message.locale, message.messages);
  if (message.t === 'look') load(edge).then(() => extra.dress(message));
  if (message.t === 'config') {
    if (message.scheme) page.style.colorScheme = message.scheme;
    name(message.label);
    // The last of what the look waits for.
    Promise.resolve(coming).then(() => post('{"t":"dressed"}'));
  }
  return message;
};

/** The rest of it, once the Wasm is there. */
export const settle = ({ typing, group, element, keep }, text) => {
  seal(typing);
  if (page.dataset.element) extra.join(group, element, keep);
  else if (group) extra.lead(group, text);
};
