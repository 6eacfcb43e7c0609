// What the Wasm asks of the browser: src/frame/edge.rs says what each function does. Nothing is decided here.

import * as glue from 'frame.js';
import { configure, settle } from './config.js';
import { atEnd, connect, page, post, safely, wake } from './core.js';
import { embedding, listen } from './embed.js';
import { active, inputs } from './fields.js';
import { wear } from './look.js';
import { cancel, sealing, send, waiting } from './requests.js';
import { begin, everywhere } from './together.js';

const { announce, phase } = everywhere;
const after = (ms, id) => setTimeout(() => safely(glue.deadline, id), ms);

atEnd(() => {
  for (const field of inputs.keys()) everywhere.put(field, '', 0);
  phase('failed');
  announce('frame_crashed');
});

const browser = () =>
  [navigator.language, navigator.userAgent, screen.width, screen.height, innerWidth, innerHeight, screen.colorDepth, new Date().getTimezoneOffset()].join('\n');

const now = () => Date.now() / 1000;

const thisMonth = () => {
  const now = new Date();
  return now.getFullYear() * 16 + now.getMonth() + 1;
};

/** What src/frame/edge.rs names, for the glue. */
export const edge = {
  post, after, cancel, send, now, thisMonth, ...everywhere,
  ...sealing, ...embedding(() => phase('ready')), ...waiting, ...(PAYS && { browser }),
};

// The host cannot see how high its frame's content is, and a frame that is not in view is not observed.
const tall = () => post(`{"t":"height","height":${Math.ceil(document.body.getBoundingClientRect().height)}}`);
const growth = new ResizeObserver(tall);

/** Hears the host. How the form looks does not wait for the Wasm, which has `started` later. */
export const hear = (port, started) => {
  connect(port);
  port.onmessage = ({ data }) => {
    // A font is the one message that is no text.
    if (data?.bytes) wear(data);
    if (typeof data !== 'string') return;
    const message = configure(data);
    // These are no matter of the Wasm, and may be longer than it reads.
    if (message.t === 'words' || message.t === 'look') return;
    started.then(() => {
      const configured = message.t === 'config';
      if (configured) settle(message, data);
      safely(glue.told, data);
      // Not before, since which fields there are is the Wasm's to say: that of another frame, which may come later.
      if (!configured || (page.dataset.element && !page.dataset.state)) return;
      tall();
      growth.observe(document.body);
    }, () => {});
  };
};

/** Gives the Wasm the document. */
export const run = (memory) => {
  wake(memory);
  begin(page.dataset.element);
  listen();
  addEventListener('pagehide', () => {
    // First, since a call that ends with the document has not been aborted by anyone.
    post('{"t":"gone"}');
    safely(glue.leave);
  });
  // A part has its Wasm in the frame that leads.
  if (memory) safely(glue.start, active(), document.activeElement.selectionEnd ?? 0);
};
