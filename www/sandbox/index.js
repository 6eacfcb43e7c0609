// The sandbox on Node: a mock of the five vaults, for development and tests. What it answers is the Rust of
// tests/sandbox, as Wasm; here are its sockets.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { initSync, Sandbox } from 'glue.js';

const WHOLE_BODY = 4 * 1024 * 1024;
const PATIENCE_MS = 15000;

let started;
/** Compiled at the first start: importing does nothing. */
const compiled = () => (started ??= readFile(new URL('./sandbox.wasm', import.meta.url)).then((module) => initSync({ module })));

/** @type {import('./index.js').startSandbox} */
export const startSandbox = async ({ port = 0, ...options } = {}) => {
  await compiled();
  const sandbox = new Sandbox(JSON.stringify(options));
  const server = createServer({ headersTimeout: PATIENCE_MS, requestTimeout: 2 * PATIENCE_MS, keepAliveTimeout: PATIENCE_MS }, (request, response) => {
    answer(sandbox, request, response).catch(() => response.destroy());
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const own = async (path, method = 'GET', body) => {
    const response = await fetch(`${url}/_sandbox/${path}`, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  };
  return {
    url,
    credentials: JSON.parse(sandbox.credentials()),
    requests: async () => (await own('requests')).requests,
    fault: (fault) => own('faults', 'POST', fault),
    ask: own,
    stop: () =>
      new Promise((resolve) => {
        sandbox.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const answer = async (sandbox, request, response) => {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    // So much of a body that is too large is still read, so that the client sees the answer.
    if ((size += chunk.length) > WHOLE_BODY) break;
    chunks.push(chunk);
  }
  const found = await sandbox.answer(request.method, request.url, request.rawHeaders, Buffer.concat(chunks));
  if (!found) return response.destroy();
  const [status, headers, body, whole] = found;
  response.writeHead(status, headers);
  if (whole) return response.end(body);
  // Breaks off once what there is has been written.
  response.write(body, () => response.destroy());
};
