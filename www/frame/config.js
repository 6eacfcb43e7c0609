// What the shop asks for that is no matter of a card: its own words, and the colour scheme of its page.

import { page } from './core.js';
import { seal } from './fields.js';
import { reword } from './words.js';

/** Looks for it in a message of the host. */
export const configure = (text) => {
  const message = peek(text);
  if (!message) return;
  const { messages, scheme, typing } = message;
  seal(typing);
  if (messages) reword(messages);
  if (scheme) page.style.colorScheme = scheme;
};

const peek = (text) => {
  try {
    const message = JSON.parse(text);
    return message?.t === 'config' ? message : undefined;
  } catch {
    return undefined;
  }
};
