// What the Wasm of this frame asks of the browser: src/frame/edge.rs and src/frame/instruments/edge.rs say what each
// function does. Nothing is decided here. Fields, languages, look and requests are those of the card form.

import * as glue from 'frame.js';
import { atEnd, connect, find, grow, page, post, safely, wake } from '../core.js';
import { coming, extra, load } from '../extra.js';
import { active, announce, blur, focus, inputs, phase, problem, put, seal, show, value, watch, write } from '../fields.js';
import { flat, peek } from '../flat.js';
import { language, say } from '../language.js';
import { cancel, send } from '../requests.js';

// The host says in the address which element this is, and whether it has a look of its own.
const [isDressed, element] = location.hash.split('.').slice(-2);
page.dataset.element = element;
say(document.querySelector('title'), `title_${element}`);

// The states of the United States stand in the document once.
find('identityState').append(...[...find('state').options].slice(1).map((option) => option.cloneNode(true)));

const CHOICES = ['holder', 'account'];
const identity = find('identity');
/** Whose numbers have no letters. */
const NUMERIC = ['1', '2'];

const named = () => {
  find('identityNumber').inputMode = NUMERIC.includes(identity.value) ? 'numeric' : 'text';
};

const choose = (which, value) => {
  if (CHOICES[which]) document.querySelectorAll(`[name=${CHOICES[which]}]`)[value].checked = true;
  else identity.value = String(value);
  named();
};

atEnd(() => {
  for (const field of inputs.keys()) put(field, '', 0);
  phase('failed');
  announce('frame_crashed');
});

const after = (ms, id) => setTimeout(() => safely(glue.deadline, id), ms);
const now = () => Date.now() / 1000;

/** What src/frame/edge.rs names, for the glue. */
export const edge = { post, value, put, show, write, problem, phase, announce, focus, blur, send, cancel, after, now, choose };

/** Hears the host. How the form looks does not wait for the Wasm, which has `started` later. */
export const hear = (port, started) => {
  connect(port);
  port.onmessage = ({ data }) => {
    // A font is the one message that is no text.
    if (data?.bytes) load(edge).then(() => extra.wear(data));
    if (typeof data !== 'string') return;
    const message = peek(data) ?? {};
    // These are no matter of the Wasm, and may be longer than it reads.
    if (message.t === 'words') return language(message.locale, message.messages);
    if (message.t === 'look') return load(edge).then(() => extra.dress(message));
    const configured = message.t === 'config';
    if (configured && message.scheme) page.style.colorScheme = message.scheme;
    // Not before the look that was asked for, or the host would make room for another.
    Promise.all([started, coming]).then(() => {
      if (configured) seal(message.typing);
      safely(glue.told, flat(message));
      if (!configured) return;
      for (const node of document.querySelectorAll('[data-choice]')) node.hidden = element !== 'bankAccount';
      // Which fields there are is the Wasm's to say: until then the page shows where they will be.
      post('{"t":"dressed"}');
      grow();
    }, () => {});
  };
};

/** Gives the Wasm the document. */
export const run = (memory) => {
  wake(memory);
  if (isDressed) load(edge);
  watch([...inputs.keys()]);
  for (const [which, name] of CHOICES.entries()) {
    for (const node of document.querySelectorAll(`[name=${name}]`)) node.addEventListener('change', () => safely(glue.chosen, which, Number(node.value)));
  }
  identity.addEventListener('change', () => safely(glue.chosen, 2, Number(identity.value)));
  addEventListener('pagehide', () => {
    // First, since a call that ends with the document has not been aborted by anyone.
    post('{"t":"gone"}');
    safely(glue.leave);
  });
  safely(glue.start, active(), document.activeElement.selectionEnd ?? 0);
};
