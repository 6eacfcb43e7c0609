// What the Wasm asks of the browser: src/frame/edge.rs says what each function does. Nothing is decided here.

import * as glue from 'frame.js';
import { configure, settle } from './config.js';
import { atEnd, connect, grow, page, post, safely, wake } from './core.js';
import { embedding, listen } from './embed.js';
import { coming, extra, load } from './extra.js';
import * as fields from './fields.js';
import { flat } from './flat.js';
import { cancel, sealing, send, waiting } from './requests.js';

const after = (ms, id) => setTimeout(() => safely(glue.deadline, id), ms);

atEnd(() => {
  for (const field of fields.inputs.keys()) edge.put(field, '', 0);
  edge.phase('failed');
  edge.announce('frame_crashed');
});

const browser = () =>
  [navigator.language, navigator.userAgent, screen.width, screen.height, innerWidth, innerHeight, screen.colorDepth, new Date().getTimezoneOffset()].join('\n');

const now = () => Date.now() / 1000;

const thisMonth = () => {
  const now = new Date();
  return now.getFullYear() * 16 + now.getMonth() + 1;
};

let told;
const state = (text) => {
  if (text !== told) post((told = text));
  const { state } = JSON.parse(text);
  edge.draw(state);
  // A choice of networks, or one whose mark is drawn there: extra/choice.js.
  if (!extra && state.brand && (state.brands[1] || /^(c|da|di.*-|j|un)/.test(state.brand))) load(edge).then(() => edge.draw(JSON.parse(told).state));
};

/** What src/frame/edge.rs names, for the glue. */
export const edge = {
  ...fields.hands, post, after, cancel, send, now, thisMonth, ...(!EMBEDS && { state }),
  ...(ENCRYPTS && sealing), ...(WAITS && waiting), ...(PAYS && { browser }),
  ...(EMBEDS && embedding(() => fields.phase('ready'))),
};

/** Hears the host. How the form looks does not wait for the Wasm, which has `started` later. */
export const hear = (port, started) => {
  connect(port);
  port.onmessage = ({ data }) => {
    // A font is the one message that is no text.
    if (data?.bytes) load(edge).then(() => extra.wear(data));
    if (typeof data !== 'string') return;
    const message = configure(data, edge);
    // These are no matter of the Wasm, and may be longer than it reads.
    if (message.t === 'words' || message.t === 'look') return;
    // Not before the look that was asked for, or the host would make room for another.
    Promise.all([started, coming]).then(() => {
      const configured = message.t === 'config';
      const text = flat(message);
      if (configured) settle(message, text);
      safely(glue.told, text);
      // Not before, since which fields there are is the Wasm's to say: that of another frame, which may come later.
      if (!configured || (page.dataset.element && !page.dataset.state)) return;
      grow();
    }, () => {});
  };
};

/** Gives the Wasm the document. */
export const run = async (memory) => {
  wake(memory);
  // The host says behind the element's name whether it will ask for it.
  if (location.hash.split('.')[4]) await load(edge);
  if (page.dataset.element) extra.begin(page.dataset.element);
  else fields.watch(fields.inputs.keys());
  if (EMBEDS) listen();
  addEventListener('pagehide', () => {
    // First, since a call that ends with the document has not been aborted by anyone.
    post('{"t":"gone"}');
    safely(glue.leave);
  });
  // A part has its Wasm in the frame that leads.
  if (memory) safely(glue.start, fields.active(), document.activeElement.selectionEnd ?? 0);
};
