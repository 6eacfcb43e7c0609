// The page or component of a vault that captures the card itself.

import * as glue from 'frame.js';
import { find, safely } from './core.js';
import { flat, peek } from './flat.js';

const SAID_LIMIT = 16384;
const LOAD_MS = 15000;

let iframe;
let iframeOrigin;
let untold;

const tell = (message) => {
  if (untold) untold.push(message);
  else iframe.contentWindow?.postMessage(message, iframeOrigin);
};

/** What src/frame/edge.rs names, for those vaults; `shown` is called when the page or component is there. */
export const embedding = (shown) => EMBEDS && {
  open(url, origin) {
    iframe?.remove();
    iframe = document.createElement('iframe');
    iframe.className = 'page';
    iframe.title = document.title;
    iframe.sandbox = 'allow-scripts allow-same-origin allow-forms';
    iframe.referrerPolicy = 'no-referrer';
    iframe.src = url;
    iframeOrigin = origin;
    untold = [];
    iframe.onload = () => {
      shown();
      safely(glue.opened);
      const messages = untold ?? [];
      untold = undefined;
      messages.forEach(tell);
    };
    find('page').append(iframe);
  },
  tell,
  embed(source, host, bearer) {
    const room = document.createElement('div');
    const hear = (event) => (data) => {
      // One that was exchanged for another, or given up, has nothing to say any more.
      if (room !== find('component')) return;
      if (event === 'blocked') room.remove();
      if (event === 'iframeLoaded') {
        clearTimeout(timer);
        shown();
        safely(glue.opened);
      }
      const text = stringified({ event, data: data ?? null });
      safely(glue.said, flat(text && text.length <= SAID_LIMIT ? peek(text) : { event: 'error' }));
    };
    // A page that may not be framed here says nothing, and no browser tells.
    const timer = setTimeout(hear('blocked'), LOAD_MS);
    find('component')?.remove();
    room.id = 'component';
    room.className = 'page';
    find('page').append(room);
    const show = () => {
      const callbacks = Object.fromEntries(['iframeLoaded', 'checkoutComplete', 'error', 'timeout'].map((name) => [name, hear(name)]));
      try {
        IframeV2.init({ parentDivId: 'component', width: '100%', height: `${room.clientHeight}px` }, bearer, callbacks, null, host);
      } catch {
        hear('blocked')();
      }
    };
    if (globalThis.IframeV2) return show();
    const script = document.createElement('script');
    script.src = source;
    script.onload = show;
    script.onerror = hear('blocked');
    document.head.append(script);
  },
};

/** Hears what the vault's page says. */
export const listen = () =>
  EMBEDS &&
  addEventListener('message', ({ isTrusted, source, origin, data }) => {
    // A frame that was removed has no window, and in some browsers neither has its message.
    if (!isTrusted || !source || source !== iframe?.contentWindow) return;
    if (origin !== iframeOrigin || typeof data !== 'object' || data === null) return;
    const text = stringified(data);
    if (text && text.length <= SAID_LIMIT) safely(glue.said, flat(peek(text)));
  });

const stringified = (data) => {
  try {
    return JSON.stringify(data);
  } catch {
    // It has a cycle, or nests too deep: no message that we know does.
  }
};
