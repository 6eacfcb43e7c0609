// What the sandbox asks of Node: time, and other programs on this machine.

import { request } from 'node:http';

const MOST_BYTES = 1024 * 1024;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** `[status, content type, body]` of what a program on loopback answers, or nothing. */
export const ask = (address, method, path, headers, body) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(`http://${address}`);
    const asked = request({ host: hostname, port, method, path, headers: [...headers], agent: false }, (answer) => {
      const chunks = [];
      let size = 0;
      answer.on('data', (chunk) => ((size += chunk.length) > MOST_BYTES ? answer.destroy() : chunks.push(chunk)));
      answer.once('end', () => resolve([answer.statusCode, answer.headers['content-type'], Buffer.concat(chunks)]));
      answer.once('close', () => resolve(undefined));
    });
    asked.once('error', () => resolve(undefined));
    asked.end(body);
  });
