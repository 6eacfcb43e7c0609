// What the Wasm asks of the browser: src/frame/edge.rs says what each function does. Nothing is decided here.

import * as glue from 'frame.js';
import { configure } from './config.js';
import { atEnd, connect, find, form, page, post, safely, wake } from './core.js';
import { embedding, listen } from './embed.js';
import { active, blur, brand, focus, problem, put, seal, show, value, watch } from './fields.js';
import { wear } from './look.js';
import { cancel, sealing, send, waiting } from './requests.js';
import { word } from './words.js';

const phase = (name) => {
  page.dataset.state = name;
  // A vault's page stays in view while it is asked.
  if (!form && name !== 'busy') find('page').dataset.state = name;
  if (!form) find('page-error').textContent = name === 'failed' ? word('unavailable') : '';
};
const announce = (code) => (find('live').textContent = word(code));
const after = (ms, id) => setTimeout(() => safely(glue.deadline, id), ms);

atEnd(() => {
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
  post, value, focus, blur, phase, announce, after, cancel, put, show, problem, brand, send, now, thisMonth,
  ...sealing, ...embedding(() => phase('ready')), ...waiting, ...(PAYS && { browser }),
};

// The host cannot see how high its frame's content is, and a frame that is not in view is not observed.
const tall = () => post(`{"t":"height","height":${Math.ceil(document.body.offsetHeight)}}`);

/** Hears the host. How the form looks does not wait for the Wasm, which has `started` later. */
export const hear = (port, started) => {
  connect(port);
  port.onmessage = ({ data }) => {
    // A font is the one message that is no text.
    if (data?.bytes) wear(data);
    if (typeof data !== 'string') return;
    const config = configure(data);
    started.then(() => {
      if (config) seal(config.typing);
      safely(glue.told, data);
      // Not before, since which fields there are is the Wasm's to say.
      if (!config) return;
      tall();
      new ResizeObserver(tall).observe(document.body);
    }, () => {});
  };
};

/** Gives the Wasm the document. */
export const run = (memory) => {
  wake(memory);
  watch();
  listen();
  addEventListener('pagehide', () => {
    // First, since a call that ends with the document has not been aborted by anyone.
    post('{"t":"gone"}');
    safely(glue.leave);
  });
  safely(glue.start, active());
};
