// Requests, ciphertexts and pauses: what the Wasm asks for under a ticket.

import * as glue from 'frame.js';
import { atEnd, safely } from './core.js';
import { sealed } from './encrypt.js';
import { flat, peek } from './flat.js';

const BODY_LIMIT = 65536;

const requests = new Map();

atEnd(() => {
  for (const controller of requests.values()) controller.abort();
  requests.clear();
});

export const cancel = (ticket) => {
  // Without a reason, since what a reason is differs between browsers.
  requests.get(ticket)?.abort();
  requests.delete(ticket);
};

export const send = async (ticket, method, url, headers, body) => {
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
    const body = type === 'application/json' ? flat(peek(whole)) : '';
    if (requests.delete(ticket)) safely(glue.reply, ticket, response.status, /^\d{1,9}$/.test(seconds) ? Number(seconds) : -1, body);
  } catch {
    if (requests.delete(ticket)) safely(glue.lost, ticket, why);
  }
};

// What only some vaults ask for is left out of the frames of the others: the build sets ENCRYPTS, WAITS, EMBEDS and
// PAYS as src/vault/mod.rs has them.
export const waiting = WAITS && {
  wait(ticket, ms) {
    requests.set(ticket, new AbortController());
    setTimeout(() => requests.delete(ticket) && safely(glue.waited, ticket), ms);
  },
};

export const sealing = ENCRYPTS && {
  async encrypt(ticket, n, e, plaintext) {
    requests.set(ticket, new AbortController());
    // A buffer of its own: V8 keeps a short array in its heap, and leaves that behind when the bytes move out of it.
    const text = new Uint8Array(new ArrayBuffer(plaintext.length));
    text.set(plaintext);
    const ciphertext = await sealed(n, e, text);
    if (!requests.delete(ticket)) return;
    if (ciphertext) safely(glue.encrypted, ticket, ciphertext);
    else safely(glue.lost, ticket, 0);
  },
};
