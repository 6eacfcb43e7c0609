// What all of the frame's rooms share: the document, the port to the host, and the Wasm while it is well.

import { enter } from 'frame.js';

export const page = document.documentElement;
export const find = (id) => document.getElementById(id);
export const form = find('form');

let port;
let memory;
const endings = [];

/** The port is there. */
export const connect = (ours) => (port = ours);

/** The Wasm is there, with this memory. */
export const wake = (theirs) => (memory = theirs);

export const post = (message) => port?.postMessage(message);

/** Tells the host that the frame cannot work. */
export const fail = (code, to = port) => to?.postMessage(`{"t":"failed","error":{"kind":"load","code":"${code}","retryable":true}}`);

/** What is done when the Wasm has trapped. */
export const atEnd = (work) => endings.push(work);

/** Calls what the Wasm exports under this name. A trapped instance is never called again, and nothing stays in it. */
export const safely = (name, ...values) => {
  if (!memory) return;
  try {
    enter(name, ...values);
  } catch {
    new Uint8Array(memory.buffer).fill(0);
    memory = undefined;
    for (const work of endings) work();
    fail('frame_crashed');
  }
};

const tall = () => post(`{"t":"height","height":${Math.ceil(document.body.getBoundingClientRect().height)}}`);
let growth;

/** Tells the host how high the document is, now and from now on: it cannot see that itself. */
export const grow = () => {
  tall();
  growth ??= new ResizeObserver(tall);
  growth.observe(document.body);
};
