// How a key is looked for that the page should have forgotten. `reachable` is sent to the browser as source.

import WebSocket from 'ws';

/**
 * Where a text, or its half, is: in the document with shadow roots and values of controls, in all that a script can
 * reach from the window, in storages, history, names and addresses.
 */
export const reachable = async (secret) => {
  const LIMIT = 400_000;
  const half = Math.ceil(secret.length / 2);
  const wanted = [secret.slice(0, half), secret.slice(half), btoa(secret).slice(0, half), encodeURIComponent(secret), [...secret].reverse().join('')];
  const found = new Set();
  const look = (text, where) => typeof text === 'string' && wanted.some((part) => text.includes(part)) && found.add(where);

  look(document.documentElement.outerHTML, 'markup');
  for (const node of document.querySelectorAll('*')) {
    look(node.value, 'value');
    look(node.shadowRoot?.innerHTML, 'shadow');
    for (const name of node.getAttributeNames()) look(node.getAttribute(name), 'attribute');
  }
  look(getSelection().toString(), 'selection');
  for (const [where, text] of Object.entries({ title: document.title, address: location.href, name: window.name, cookies: document.cookie, history: JSON.stringify(history.state) })) look(text, where);
  for (const store of [localStorage, sessionStorage]) look(JSON.stringify({ ...store }), 'storage');
  look(JSON.stringify((await indexedDB.databases?.()) ?? []), 'databases');
  look(JSON.stringify((await globalThis.caches?.keys()) ?? []), 'caches');
  look(JSON.stringify(performance.getEntries()), 'performance');

  const seen = new Set();
  const queue = [document.defaultView];
  let looked = 0;
  while (queue.length && looked < LIMIT) {
    const value = queue.shift();
    for (let holder = value; holder; holder = Object.getPrototypeOf(holder)) {
      for (const name of Reflect.ownKeys(holder)) {
        looked += 1;
        let member;
        try {
          member = Reflect.get(holder, name, value);
        } catch {
          continue;
        }
        look(member, 'reachable');
        if (((typeof member === 'object' && member !== null) || typeof member === 'function') && !seen.has(member)) {
          seen.add(member);
          queue.push(member);
        }
      }
    }
  }
  return { found: [...found], looked };
};

/** Chromium's own list of all that is in the page's JavaScript heap, after it was cleaned, searched for a text. */
export const inHeap = async (driver, secret) => {
  const address = (await driver.getCapabilities()).get('goog:chromeOptions').debuggerAddress;
  const here = await driver.getCurrentUrl();
  const target = (await (await fetch(`http://${address}/json`)).json()).find(({ type, url }) => type === 'page' && url === here);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  let snapshot = '';
  const ask = (id, method, params) =>
    new Promise((resolve) => {
      const hear = (data) => {
        const message = JSON.parse(data);
        if (message.method === 'HeapProfiler.addHeapSnapshotChunk') snapshot += message.params.chunk;
        if (message.id !== id) return;
        socket.off('message', hear);
        resolve();
      };
      socket.on('message', hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
  await ask(1, 'HeapProfiler.enable');
  await ask(2, 'HeapProfiler.collectGarbage');
  await ask(3, 'HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  socket.close();
  return { found: snapshot.includes(secret.slice(0, 16)) || snapshot.includes(secret.slice(-16)), bytes: snapshot.length };
};
