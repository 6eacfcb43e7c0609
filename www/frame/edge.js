// What the Wasm asks of the browser: src/frame/edge.rs says what each function does. Nothing is decided here.

import * as glue from 'frame.js';
import { sealed } from './encrypt.js';
import { words } from './words.js';

const BODY_LIMIT = 65536;
const SAID_LIMIT = 16384;
const LOAD_MS = 15000;

const page = document.documentElement;
const find = (id) => document.getElementById(id);
const NAMES = ['number', 'expiry', 'cvc', 'name', 'postalCode'];
const form = find('form');
const inputs = form ? NAMES.map(find) : [];
const requests = new Map();

const { blurred, deadline, focused, input, leave, lost, reply, start, told } = glue;

let port;
let memory;
let own = {};
let iframe;
let iframeOrigin;
let untold;

const post = (message) => port.postMessage(message);
const value = (field) => inputs[field].value;
const focus = (field) => inputs[field]?.focus();
const blur = () => document.activeElement?.blur();
const phase = (name) => {
  page.dataset.state = name;
  // A vault's page stays in view while it is asked.
  if (!form && name !== 'busy') find('page').dataset.state = name;
  if (!form) find('page-error').textContent = name === 'failed' ? word('unavailable') : '';
};
const announce = (code) => (find('live').textContent = word(code));
const after = (ms, id) => setTimeout(() => safely(deadline, id), ms);
const cancel = (ticket) => {
  // Without a reason, since what a reason is differs between browsers.
  requests.get(ticket)?.abort();
  requests.delete(ticket);
};

const put = (field, text, caret) => {
  const node = inputs[field];
  node.value = text;
  // Selecting would take the focus, in some browsers.
  if (document.activeElement === node) node.setSelectionRange(caret, caret);
};

const show = (field, need) => {
  const node = inputs[field];
  node.closest('.field').hidden = !need;
  node.ariaRequired = String(need === 2);
  const shown = inputs.filter((input) => !input.closest('.field').hidden);
  for (const input of shown) input.enterKeyHint = input === shown.at(-1) ? 'done' : 'next';
};

const problem = (field, code) => {
  const node = find(`${NAMES[field]}-error`);
  const text = word(code);
  if (node.textContent !== text) node.textContent = text;
  if (code) inputs[field].setAttribute('aria-invalid', 'true');
  else inputs[field].removeAttribute('aria-invalid');
};

const brand = (name) => {
  if (name) form.dataset.brand = name;
  else delete form.dataset.brand;
};

const send = async (ticket, method, url, headers, body) => {
  const lines = headers.split('\n');
  const controller = new AbortController();
  requests.set(ticket, controller);
  const options = { method, headers: [], credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', cache: 'no-store', signal: controller.signal };
  for (let at = 0; lines[at]; at += 2) options.headers.push([lines[at], lines[at + 1]]);
  // A view of the Wasm's memory: fetch takes its copy now, and the Wasm overwrites its own.
  if (method !== 'GET') options.body = body;
  let why = 0;
  try {
    const response = await fetch(url, options);
    why = 1;
    const chunks = [];
    let length = 0;
    for (const reader = response.body?.getReader(); reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > BODY_LIMIT) {
        why = 2;
        controller.abort();
        throw why;
      }
      chunks.push(value);
    }
    const whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    const type = response.headers.get('content-type')?.split(';')[0].trim().toLowerCase();
    const seconds = response.headers.get('retry-after');
    if (requests.delete(ticket)) {
      safely(reply, ticket, response.status, type === 'application/json', /^\d{1,9}$/.test(seconds) ? Number(seconds) : -1, whole);
    }
  } catch {
    if (requests.delete(ticket)) safely(lost, ticket, why);
  }
};

// What only some vaults ask for is left out of the frames of the others: the build sets ENCRYPTS, WAITS, EMBEDS and
// PAYS as src/vault/mod.rs has them.
const waiting = WAITS && {
  wait(ticket, ms) {
    requests.set(ticket, new AbortController());
    setTimeout(() => requests.delete(ticket) && safely(glue.waited, ticket), ms);
  },
};

const sealing = ENCRYPTS && {
  async encrypt(ticket, n, e, plaintext) {
    requests.set(ticket, new AbortController());
    const text = await sealed(n, e, plaintext.slice());
    if (!requests.delete(ticket)) return;
    if (text) safely(glue.encrypted, ticket, text);
    else safely(lost, ticket, 0);
  },
};

const embedding = EMBEDS && {
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
      phase('ready');
      safely(glue.opened);
      const messages = untold ?? [];
      untold = undefined;
      messages.forEach(embedding.tell);
    };
    find('page').append(iframe);
  },
  tell(message) {
    if (untold) untold.push(message);
    else iframe.contentWindow?.postMessage(message, iframeOrigin);
  },
  embed(source, host, bearer) {
    const room = document.createElement('div');
    const hear = (event) => (data) => {
      // One that was exchanged for another, or given up, has nothing to say any more.
      if (room !== find('component')) return;
      if (event === 'blocked') room.remove();
      if (event === 'iframeLoaded') {
        clearTimeout(timer);
        phase('ready');
        safely(glue.opened);
      }
      const text = stringified({ event, data: data ?? null });
      safely(glue.said, text && text.length <= SAID_LIMIT ? text : '{"event":"error"}');
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

const browser = () =>
  [navigator.language, navigator.userAgent, screen.width, screen.height, innerWidth, innerHeight, screen.colorDepth, new Date().getTimezoneOffset()].join('\n');

const now = () => Date.now() / 1000;

const thisMonth = () => {
  const now = new Date();
  return now.getFullYear() * 16 + now.getMonth() + 1;
};

/** What src/frame/edge.rs names, for the glue. */
export const edge = { post, value, focus, blur, phase, announce, after, cancel, put, show, problem, brand, send, now, thisMonth, ...sealing, ...embedding, ...waiting, ...(PAYS && { browser }) };

/** Gives the Wasm the document and the port. */
export const run = (theirs, ours) => {
  memory = theirs;
  port = ours;
  port.onmessage = ({ data }) => {
    if (typeof data !== 'string') return;
    const { messages, scheme } = peek(data);
    if (messages) own = messages;
    if (scheme) page.style.colorScheme = scheme;
    safely(told, data);
  };
  for (const [index, node] of inputs.entries()) {
    node.addEventListener('input', ({ inputType }) => {
      const deleted = inputType === 'deleteContentBackward' ? 1 : inputType === 'deleteContentForward' ? 2 : 0;
      safely(input, index, node.selectionEnd ?? node.value.length, deleted);
    });
    node.addEventListener('focus', () => safely(focused, index));
    node.addEventListener('blur', () => safely(blurred, index));
    node.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') post('{"t":"escape"}');
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault();
      post('{"t":"submit"}');
    });
  }
  form?.addEventListener('submit', (event) => event.preventDefault());
  if (EMBEDS) {
    addEventListener('message', ({ isTrusted, source, origin, data }) => {
      // A frame that was removed has no window, and in some browsers neither has its message.
      if (!isTrusted || !source || source !== iframe?.contentWindow) return;
      if (origin !== iframeOrigin || typeof data !== 'object' || data === null) return;
      const text = stringified(data);
      if (text && text.length <= SAID_LIMIT) safely(glue.said, text);
    });
  }
  addEventListener('pagehide', () => {
    // First, since a call that ends with the document has not been aborted by anyone.
    post('{"t":"gone"}');
    safely(leave);
  });
  // The host cannot see how high its frame's content is, and a frame that is not in view is not observed.
  const tall = () => post(`{"t":"height","height":${Math.ceil(document.body.offsetHeight)}}`);
  tall();
  new ResizeObserver(tall).observe(document.body);
  safely(start, inputs.indexOf(document.activeElement) & 255);
};

const word = (code) => (code && (own[code] ?? words[code])) || '';

const stringified = (data) => {
  try {
    return JSON.stringify(data);
  } catch {
    // It has a cycle, or nests too deep: no message that we know does.
  }
};

const peek = (text) => {
  try {
    const message = JSON.parse(text);
    return message?.t === 'config' ? message : {};
  } catch {
    return {};
  }
};

// A trapped instance is never called again, and nothing stays in it.
const safely = (call, ...values) => {
  if (!memory) return;
  try {
    call(...values);
  } catch {
    new Uint8Array(memory.buffer).fill(0);
    memory = undefined;
    for (const controller of requests.values()) controller.abort();
    requests.clear();
    for (const node of inputs) node.value = '';
    phase('failed');
    announce('frame_crashed');
    post('{"t":"failed","error":{"kind":"load","code":"frame_crashed","retryable":true}}');
  }
};
