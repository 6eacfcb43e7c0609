// What the Wasm asks of the browser: src/frame/edge.rs says what each function does. Nothing is decided here.

import * as glue from 'frame.js';
import { configure } from './config.js';
import { atEnd, connect, post, safely } from './core.js';
import { embedding, listen } from './embed.js';
import { active, inputs } from './fields.js';
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

/** Gives the Wasm the document and the port. */
export const run = (memory, port, element) => {
  connect(memory, port);
  port.onmessage = ({ data }) => {
    if (typeof data !== 'string') return;
    if (!configure(data)) safely(glue.told, data);
  };
  begin(element);
  listen();
  addEventListener('pagehide', () => {
    // First, since a call that ends with the document has not been aborted by anyone.
    post('{"t":"gone"}');
    safely(glue.leave);
  });
  // The host cannot see how high its frame's content is, and a frame that is not in view is not observed.
  const tall = () => post(`{"t":"height","height":${Math.ceil(document.body.offsetHeight)}}`);
  tall();
  new ResizeObserver(tall).observe(document.body);
  if (memory) safely(glue.start, active());
};
