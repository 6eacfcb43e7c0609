// A form whose fields stand in frames of their own. One frame more, which nobody sees, leads it: there is the Wasm, and
// what was typed. All of them are of one origin and call each other; nothing of it passes through the page.

import { edge, fields as here, page, post, told } from './shared.js';

/** Which fields stand in this frame, by the name of its element. A frame that leads, or stands alone, has them all. */
const fieldsOf = (element) => {
  const field = here.NAMES.indexOf(element);
  return field < 0 ? [...here.NAMES.keys()] : [field];
};

/** The frame that draws each field, where it is not this one. */
const homes = [];
const all = () => new Set([here, ...homes.filter(Boolean)]);

// What draws fields for the Wasm draws them wherever they stand.
for (const name of ['put', 'show', 'problem', 'value', 'write', 'focus']) {
  edge[name] = (field, ...values) => (homes[field] ?? here)[name](field, ...values);
}
for (const name of ['blur', 'draw', 'phase']) {
  edge[name] = (...values) => {
    for (const home of all()) home[name](...values);
  };
}
// One live region speaks: of the frame where the shopper is.
edge.announce = (code) => {
  const those = [...all()];
  (those.find((home) => home.focused()) ?? those.at(-1)).announce(code);
};

let known;

/** The host told the frame that leads what the shop wants; frames of its group may join. */
export const lead = EMBEDS ? () => {} : (group, config) => {
  const first = !known;
  known = config;
  globalThis.tokenframe = (theirs, fields, home) => {
    if (theirs !== group) return undefined;
    for (const field of fields) {
      homes[field] = home;
      // The name is the one text that stands in its input alone.
      if (here.NAMES[field] === 'name' && !home.value(field)) home.fill(field, here.value(field));
    }
    home.phase(page.dataset.state);
    // What was typed before is taken over, and what stood there before the frame came is drawn.
    for (const field of fields) if (home.value(field)) here.ears.filled(field, 99, false);
    told(known);
    return {
      ...here.ears,
      again: () => told(known),
      fill: (field, text) => (homes[field] ?? here).fill(field, text),
      leave(keep) {
        for (const field of fields) {
          if (homes[field] !== home) continue;
          const text = home.value(field);
          homes[field] = undefined;
          if (!keep) here.ears.edited(field, 0, 0, FORGET, '');
          else if (here.NAMES[field] === 'name') here.fill(field, text);
        }
      },
    };
  };
  // Whoever looked for it before may look again.
  if (first) post('{"t":"leads"}');
};

const FORGET = 9;

let joined;
let kept;

/** Looks for the frame that leads the group, which may not be there yet: the host says so again when it is. */
export const join = EMBEDS ? () => {} : (group, element, keep) => {
  kept = keep;
  // The frame that leads may have drawn before this one knew how its digits are to be typed.
  if (joined) return joined.again();
  const home = { ...here };
  for (let at = 0; at < parent.length && !joined; at += 1) {
    try {
      joined = parent[at].tokenframe?.(group, fieldsOf(element), home);
    } catch {
      // Another origin's.
    }
  }
  if (!joined) return;
  here.follow(joined);
  addEventListener('pagehide', () => joined.leave(kept));
  post('{"t":"ready"}');
};

/** Tells the Wasm, here or in the frame that leads, what the shopper does in this frame. */
export const begin = EMBEDS ? () => {} : (element) => {
  const fields = fieldsOf(element);
  here.watch(fields);
  // Password managers fill what they find in a document: the other fields are there for them alone.
  for (const [field, input] of here.inputs.entries()) {
    if (fields.includes(field)) continue;
    input.tabIndex = -1;
    input.closest('.field').ariaHidden = true;
    input.closest('.field').classList.add('aside');
    input.addEventListener('input', () => {
      joined?.fill(field, input.value);
      input.value = '';
    });
  }
};
