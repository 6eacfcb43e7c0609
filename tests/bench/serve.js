// The pages of the bench: a shop's on one site, forms on another, compressed as a deployment serves them.
//
//   shop    STAGE        /           an empty page with the script of a part
//   forms   STAGE_FRAME  /clover/    our frame, as `cargo dev` serves it
//                        /html/      three inputs and nothing else
//                        /script/    three inputs and the same rules in plain JavaScript
//                        /cold/…     the same, and nothing of it is kept by the browser

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundled, read } from './built.js';

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const KEPT = 'public, max-age=31536000, immutable';

// In each form's document before all else. It says when the inputs are painted: styled, and seen by whoever looks.
const PROBE = `(() => {
const painted = () => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => parent.postMessage('bench:usable', '*');
  port2.postMessage(0);
};
const frame = () => ([...document.querySelectorAll('link[rel=stylesheet]')].every(({ sheet }) => sheet) ? painted() : requestAnimationFrame(frame));
new MutationObserver((_, observer) => {
  if (!document.getElementById('cvc')) return;
  observer.disconnect();
  requestAnimationFrame(frame);
}).observe(document, { childList: true, subtree: true });
})()`;
const HASH = `'sha256-${createHash('sha256').update(PROBE).digest('base64')}'`;

const probed = (html) => html.replace('<head>', `<head><script>${PROBE}</script>`);

const encoders = { br: brotliCompressSync, gzip: gzipSync };

/** A file in each encoding that a browser may ask for. */
class Served {
  constructor(headers, content) {
    this.headers = headers;
    this.bodies = Object.fromEntries(Object.entries(encoders).map(([name, encode]) => [name, encode(content)]));
  }

  send(request, response, cold) {
    const encoding = /\bbr\b/.test(request.headers['accept-encoding']) ? 'br' : 'gzip';
    const body = this.bodies[encoding];
    const keep = cold ? { 'cache-control': 'no-store' } : {};
    response.writeHead(200, { ...this.headers, ...keep, 'content-encoding': encoding, 'content-length': body.length }).end(body);
  }
}

export class Site {
  /** The script of the shop's page. */
  script = '';

  #shop;
  #forms;
  #from;
  #files = new Map();
  #servers = [];

  static async open({ shop, forms, frame }) {
    const site = new Site();
    [site.#shop, site.#forms, site.#from] = [shop, forms, frame];
    const script = await bundled("import './pages/form.js';", { format: 'iife' });
    const style = read('tests/bench/pages/form.css');
    const named = (name) => read(`tests/bench/pages/${name}.html`).toString();
    site.#files.set('/html/', new Served({ 'content-type': HTML }, probed(named('html'))));
    site.#files.set('/script/', new Served({ 'content-type': HTML }, probed(named('script'))));
    site.#files.set('/script/form.js', new Served({ 'content-type': SCRIPT, 'cache-control': KEPT }, script));
    site.#files.set('/script/form.css', new Served({ 'content-type': 'text/css', 'cache-control': KEPT }, style));
    for (const [origin, serve] of [[shop, site.#page], [forms, site.#form]]) {
      const { hostname, port } = new URL(origin);
      const server = createServer((request, response) => serve.call(site, request, response).catch(() => response.destroy()));
      await new Promise((resolve, reject) => server.once('error', reject).listen(Number(port), hostname, resolve));
      site.#servers.push(server);
    }
    return site;
  }

  get page() {
    return `${this.#shop}/`;
  }

  async close() {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  async #page(request, response) {
    const { pathname } = new URL(request.url, this.#shop);
    const plain = { 'cache-control': 'no-store' };
    if (pathname === '/script.js') return response.writeHead(200, { ...plain, 'content-type': SCRIPT }).end(this.script);
    if (pathname !== '/') return response.writeHead(404).end();
    response.writeHead(200, { ...plain, 'content-type': HTML }).end('<!doctype html><html lang="en"><head><title>Bench</title></head><body><script src="/script.js"></script></body></html>');
  }

  async #form(request, response) {
    const { pathname } = new URL(request.url, this.#forms);
    const cold = pathname.startsWith('/cold/');
    const path = cold ? pathname.slice('/cold'.length) : pathname;
    if (!this.#files.has(path)) {
      const answer = await fetch(`${this.#from}${path}`);
      if (!answer.ok) return response.writeHead(answer.status).end();
      this.#files.set(path, await ours(answer));
    }
    this.#files.get(path).send(request, response, cold);
  }
}

/** A file of our frame, with the probe in its document. */
const ours = async (answer) => {
  const { 'content-length': _, 'transfer-encoding': __, date: ___, ...headers } = Object.fromEntries(answer.headers);
  const content = Buffer.from(await answer.arrayBuffer());
  if (!headers['content-type'].startsWith('text/html')) return new Served(headers, content);
  headers['content-security-policy'] = headers['content-security-policy'].replace('script-src', `script-src ${HASH}`);
  return new Served(headers, probed(content.toString()));
};
