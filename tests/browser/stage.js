// The tests' own shop and frame, for what the demo cannot show: pages that hold the element in their hands,
// a script that runs in a document before any of its own, and files that are held back.
//
//   shop   STAGE        /        the demo shop, behind us
//                       /bench   a page of one element, `card`, and what came of it: bench.js
//                       /pkg/    the scripts of the package, for pages of a test's own
//   frame  STAGE_FRAME  /clover/ the frame as it is served elsewhere, behind us: its files are the same bytes
//                       /vaults/ the sandbox, so that this frame needs no leave from it
//
// STAGE may embed the true frame (`cargo dev --allow-parent`), STAGE_FRAME may not.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import { FRAME, SHOP, STAGE, STAGE_FRAME, VAULTS } from './harness.js';

const PAGE = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' };

export class Stage {
  /** Runs in the shop's document, or in the frame's, before anything else. */
  shopScript = '';
  frameScript = '';
  /** Changes the frame's policy. */
  framePolicy = (policy) => policy;
  /** Gives the grant; the demo's server unless a test says otherwise. */
  grant = (vault) => shopGrant(vault);
  /** The frame's files of this name are served with one byte changed. */
  damaged = null;
  /** More documents, by path, on both origins. */
  pages = {};
  /** More scripts, by path. */
  scripts = {};
  /** More headers of the bench. */
  headers = {};
  /** Answers a request to the frame's origin by itself, and says whether it did. */
  answer = () => false;

  #servers = [];
  #held = null;

  static async open() {
    const stage = new Stage();
    for (const [origin, serve] of [[STAGE, stage.#shop], [STAGE_FRAME, stage.#frame]]) {
      const { hostname, port } = new URL(origin);
      const server = createServer((request, response) => {
        serve.call(stage, request, response).catch(() => response.destroy());
      });
      await new Promise((resolve, reject) => server.once('error', reject).listen(Number(port), hostname, resolve));
      stage.#servers.push(server);
    }
    return stage;
  }

  async close() {
    this.release();
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise((resolve) => {
            server.close(resolve);
            server.closeAllConnections();
          }),
      ),
    );
  }

  /** As it was when it opened. */
  reset() {
    this.release();
    Object.assign(this, { shopScript: '', frameScript: '', framePolicy: (policy) => policy, grant: (vault) => shopGrant(vault), damaged: null, pages: {}, scripts: {}, headers: {}, answer: () => false });
  }

  /** Keeps the frame's files of this name, and the package's, back until `release`. */
  hold(pattern) {
    const held = (this.#held = { pattern });
    held.until = new Promise((resolve) => (held.release = resolve));
    held.asked = new Promise((resolve) => (held.ask = resolve));
  }

  /** Until one of them was asked for. */
  holding() {
    return this.#held.asked;
  }

  release() {
    this.#held?.release();
    this.#held = null;
  }

  async #kept(pathname) {
    const held = this.#held;
    if (!held?.pattern.test(pathname)) return;
    held.ask();
    await held.until;
  }

  async #shop(request, response) {
    const { pathname } = new URL(request.url, STAGE);
    if (pathname.startsWith('/tokenframe/')) await this.#kept(pathname);
    if (this.pages[pathname]) return response.writeHead(200, PAGE).end(this.pages[pathname]);
    if (this.scripts[pathname]) return response.writeHead(200, SCRIPT).end(this.scripts[pathname]);
    if (pathname === '/bench') return response.writeHead(200, { ...PAGE, ...this.headers }).end(BENCH);
    if (pathname === '/bench.js') return response.writeHead(200, SCRIPT).end(await readFile(new URL('bench.js', import.meta.url)));
    if (/^\/pkg\/[\w/]+\.js$/.test(pathname)) return response.writeHead(200, SCRIPT).end(await readFile(new URL(`../..${pathname}`, import.meta.url)));
    if (pathname.startsWith('/grant/')) {
      const grant = await this.grant(pathname.slice('/grant/'.length));
      response.writeHead(grant ? 200 : 502, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(grant));
    }
    return pass(SHOP, request, response, pathname === '/' ? (answer) => this.#prefixed(answer, this.shopScript) : undefined);
  }

  async #frame(request, response) {
    const { pathname } = new URL(request.url, STAGE_FRAME);
    if (this.answer(request, response)) return;
    if (this.pages[pathname]) return response.writeHead(200, PAGE).end(this.pages[pathname]);
    if (pathname === '/bench' || pathname === '/bench.js' || pathname.startsWith('/tokenframe/')) return this.#shop(request, response);
    if (pathname.startsWith('/vaults/')) {
      request.url = request.url.slice('/vaults'.length);
      return pass(VAULTS, request, response);
    }
    await this.#kept(pathname);
    if (this.damaged?.test(pathname)) return damage(`${FRAME}${pathname}`, response);
    const document = (answer) => {
      // Not from the browser's cache, which has the whole files.
      if (this.damaged) answer.text = answer.text.replaceAll(/\w+-\w+\.(js|css|wasm)/g, `$&?${encodeURIComponent(this.damaged.source)}`);
      return this.#prefixed(answer, this.frameScript, this.framePolicy);
    };
    return pass(FRAME, request, response, /^\/[\w-]+\/$/.test(pathname) ? document : undefined);
  }

  #prefixed({ headers, text }, script, policy = (same) => same) {
    const before = headers['content-security-policy'];
    headers['content-security-policy'] = policy(before);
    if (!script) return text;
    const hash = createHash('sha256').update(script).digest('base64');
    headers['content-security-policy'] = policy(before).replace('script-src', `script-src 'sha256-${hash}'`);
    return text.replace(/<head>/, () => `<head><script>${script}</script>`);
  }
}

/** A grant of the demo's server, as one of its pages asks for it. */
export const shopGrant = async (vault) => {
  const headers = { 'content-type': 'application/json', cookie: `vault=${vault}` };
  return (await fetch(`${SHOP}/checkout/grant`, { method: 'POST', headers, body: '{"scope":"card"}' })).json();
};

/** Passes a request on and its answer back as it comes, or, for `change`, whole and changed. */
const pass = (origin, request, response, change) =>
  new Promise((resolve, reject) => {
    // Whoever asked may be gone, when it was held back.
    if (response.destroyed) return resolve();
    const headers = { ...request.headers, host: new URL(origin).host };
    for (const name of ['origin', 'accept-encoding']) delete headers[name];
    const outer = ask(`${origin}${request.url}`, { method: request.method, headers }, (answer) => {
      answer.once('error', reject);
      if (!change) {
        // Not kept by the browser, so that it can be held back each time.
        response.writeHead(answer.statusCode, { ...answer.headers, 'cache-control': 'no-store' });
        answer.pipe(response);
        return answer.once('end', resolve);
      }
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.once('end', () => {
        const { 'content-length': _, 'transfer-encoding': __, ...kept } = answer.headers;
        const text = change({ headers: kept, text: Buffer.concat(chunks).toString() });
        response.writeHead(answer.statusCode, kept).end(text);
        resolve();
      });
    });
    outer.once('error', reject);
    response.once('close', () => outer.destroy());
    request.pipe(outer);
  });

/** Gives a file with another last byte. */
const damage = async (url, response) => {
  const { headers, body } = await fetch(url).then(async (answer) => ({ headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) }));
  body[body.length - 1] ^= 1;
  const kept = ['content-type', 'access-control-allow-origin'].filter((name) => headers.has(name)).map((name) => [name, headers.get(name)]);
  response.writeHead(200, Object.fromEntries(kept)).end(body);
};

const BENCH = '<!doctype html><html lang="en"><head><title>Bench</title></head><body><div id="card"></div><script type="module" src="/bench.js"></script></body></html>';
