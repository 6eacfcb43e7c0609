// What this frame says to a person, by permanent code. A shop can replace each with its own.
// `{time}` stands for a number of seconds, in the words of the document's language.

/** No text is longer, whoever wrote it. */
const LIMIT = 200;

const words = {
  reveal_about: 'You alone see it, in this frame, for {time}.',
  reveal_show: 'Show card',
  reveal_show_code: 'Show security code',
  reveal_question: 'Show it on this page?',
  reveal_confirm: 'Yes, show it',
  reveal_cancel: 'Cancel',
  reveal_busy: 'Opening the vault’s page …',
  reveal_shown: 'Shown. It hides in {time}.',
  reveal_left: 'Hides in {time}',
  reveal_hide: 'Hide now',
  reveal_hidden: 'Hidden.',
  reveal_unavailable: 'It cannot be shown. Please try again later.',
  reveal_page: 'The vault’s page: stored card',
  gesture_required: 'Please press the button yourself.',
  frame_not_visible: 'Something lies over this frame, or moved it. Look again, then press.',
  page_silent: 'The vault did not answer. Please try again.',
};

let own = {};

/** The shop's own words come first. */
export const reword = (messages) => (own = messages ?? {});

/** The text of a code. */
export const word = (code) => {
  const text = own[code];
  return typeof text === 'string' ? text.slice(0, LIMIT) : words[code];
};
