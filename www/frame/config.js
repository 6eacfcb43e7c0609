// What the shop asks for that is no matter of a card: its own words, the colour scheme of its page, and its look.

import { page, post } from './core.js';
import { dress } from './look.js';
import { reword } from './words.js';

/** Looks for it in a message of the host. A message after which all of it is there is given back. */
export const configure = (text) => {
  const message = peek(text);
  if (message?.t === 'look') dress(message);
  if (message?.t !== 'config') return;
  const { messages, scheme } = message;
  if (messages) reword(messages);
  if (scheme) page.style.colorScheme = scheme;
  post('{"t":"dressed"}');
  return message;
};

const peek = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
