// What the shop asks for that is no matter of a card: its own words, how digits are typed, and the colour scheme of its
// page.

import { page } from './core.js';
import { seal } from './fields.js';
import { language } from './language.js';
import { join, lead } from './together.js';

/** Looks for it in a message of the host; true where there is nothing else in it. */
export const configure = (text) => {
  const { t, locale, messages, scheme, typing, group, element, keep } = peek(text);
  // Apart from the rest, since a shop's words in all its languages are more than the Wasm reads in one message.
  if (t === 'words') language(locale, messages);
  if (t === 'config') {
    seal(typing);
    if (scheme) page.style.colorScheme = scheme;
    if (page.dataset.element) join(group, element, keep);
    else if (group) lead(group, text);
  }
  return t === 'words';
};

const peek = (text) => {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
};
