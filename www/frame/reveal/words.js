// What this frame says to a person beside what its document says, by permanent code: in English, which every other
// language falls back to. `{time}` stands for a number of seconds, in the words of the document's language. A new code
// needs its text in each file of words/, and its name among the `RevealMessageCode`s of www/host/index.d.ts.
export const words = {
  reveal_about: 'You alone see it, in this frame, for {time}.',
  reveal_show_code: 'Show security code',
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
