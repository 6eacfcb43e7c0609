// What WebDriver cannot do, for Chromium alone: the frame is a process and so a target of its own.

import WebSocket from 'ws';
import { driver } from './set-up.js';

/** Sends commands to the frame that is open now, to one of several, or to its page. */
export const devtools = async (kind = 'iframe', at = 0) => {
  const { debuggerAddress } = (await driver.getCapabilities()).get('goog:chromeOptions');
  const targets = await (await fetch(`http://${debuggerAddress}/json`)).json();
  const socket = new WebSocket(targets.filter(({ type }) => type === kind)[at].webSocketDebuggerUrl);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  socket.on('message', (data) => {
    const { id, result, error } = JSON.parse(data);
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  });
  let last = 0;
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return { send, close: () => socket.close() };
};
