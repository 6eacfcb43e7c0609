// A grant for whoever may have one: a web-standard handler, `(Request) => Promise<Response>`.

import { given, TokenframeError } from './core.js';

const BODY_LIMIT = 10000;
const SCOPES = ['card', 'show_card', 'show_service_code'];

/** @type {import('./index.js').grantHandler} */
export const grantHandler = ({ vault, vaults = vault ? [vault] : [], authorize, scopes = ['card'], origins = [], limit, audit = () => {}, now = Date.now }) => {
  if (typeof authorize !== 'function') throw new TypeError('authorize must be a function: it says who may have which grant');
  if (!scopes.every((scope) => SCOPES.includes(scope))) throw new TypeError(`scopes must be of ${SCOPES.join(', ')}`);
  if (limit && !(limit.most >= 0)) throw new TypeError('limit.most must be a number: how many grants a person may have');
  const spent = new Map();
  const { per = 60000, most } = limit ?? {};
  let swept = now();
  const isOverLimit = (who) => {
    if (!limit || who === undefined) return false;
    const since = now() - per;
    // Whoever has not come for so long is forgotten, all of them at once, now and then.
    if (swept <= since) {
      swept = now();
      for (const [other, times] of spent) if (times.every((time) => time <= since)) spent.delete(other);
    }
    const times = (spent.get(who) ?? []).filter((time) => time > since);
    spent.set(who, times);
    if (times.length >= most) return true;
    times.push(now());
    return false;
  };

  return async (request, { address } = {}) => {
    const asked = { address };
    const origin = request.headers.get('origin');
    const readable = origins.includes(origin) ? { 'access-control-allow-origin': origin } : {};
    const written = (status, body, headers) => {
      const all = { 'cache-control': 'no-store', vary: 'Origin', ...readable, ...headers };
      return body === null ? new Response(null, { status, headers: all }) : Response.json(body, { status, headers: all });
    };
    const tell = async (status, code) => audit(given({ at: now(), status, code, ...asked }));
    /** The auditor's own failure takes no grant away that was made; but nobody sees a card of which nobody hears. */
    const answer = async (status, body, code, headers) => {
      const heard = tell(status, code);
      if (status === 200 && asked.scope !== 'card') {
        try {
          await heard;
        } catch {
          return written(500, { error: { code: 'audit_failed' } });
        }
      }
      heard.catch(() => {});
      return written(status, body, headers);
    };
    const refuse = (status, code, headers) => answer(status, { error: { code } }, code, headers);

    // A page of an origin that was named asks first, since what it sends is JSON.
    if (request.method === 'OPTIONS' && readable['access-control-allow-origin']) {
      return written(204, null, { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type', 'access-control-max-age': '600' });
    }
    if (request.method !== 'POST') return refuse(405, 'method_refused', { allow: 'POST' });
    // A browser says where a request comes from; another site's page cannot send JSON without being asked first.
    const own = request.headers.get('sec-fetch-site') ?? (origin === null || origin === new URL(request.url).origin ? 'same-origin' : 'cross-site');
    if (own !== 'same-origin' && !origins.includes(origin)) return refuse(403, 'origin_refused');
    if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return refuse(415, 'content_type_refused');

    let wanted;
    try {
      wanted = JSON.parse(await textOf(request));
    } catch {
      wanted = null;
    }
    if (typeof wanted !== 'object' || wanted === null) return refuse(400, 'grant_invalid');
    const { scope = 'card', vault: name } = wanted;
    if (SCOPES.includes(scope)) asked.scope = scope;
    // Whoever may pay may not see: an endpoint shows cards where it was made for that.
    if (!scopes.includes(scope)) return refuse(400, 'scope_mismatch');
    const meant = name === undefined && vaults.length === 1 ? vaults[0] : vaults.find((one) => one.vault === name);
    if (name !== undefined && vaults.length && !meant) return refuse(400, 'vault_unknown');
    asked.vault = meant?.vault;

    try {
      const allowed = await authorize(request, { scope, vault: asked.vault ?? name, address });
      if (!allowed) return refuse(403, 'not_authorized');
      asked.person = allowed.person;
      if (scope !== 'card') Object.assign(asked, { card: allowed.details?.cardToken, serviceCode: allowed.details?.serviceCode });
      // What a reveal shows belongs to somebody, and somebody must have asked.
      if (scope !== 'card' && !allowed.person) return refuse(403, 'not_authorized');
      if (isOverLimit(allowed.person)) return refuse(429, 'rate_limited', { 'retry-after': String(Math.ceil(per / 1000)) });
      const client = allowed.vault ?? meant;
      if (!client) return refuse(400, 'vault_unknown');
      asked.vault = client.vault;
      const grant = await client.grant({ scope }, allowed.details, { signal: request.signal });
      // A shop knows the invoice before its page can pay it.
      await allowed.granted?.(grant);
      return answer(200, grant);
    } catch (error) {
      // An error that is not ours may say anything, in its code too.
      if (!(error instanceof TokenframeError)) return refuse(500, 'internal');
      if (error.code === 'scope_mismatch') return refuse(400, error.code);
      return refuse(error.kind === 'config' ? 500 : 502, error.code);
    }
  };
};

/** The text of a request's body; `null` where it is too long, of which no more is read than shows it. */
const textOf = async ({ body }) => {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let part = await reader?.read(); part?.value; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
    if (text.length > BODY_LIMIT) {
      await reader.cancel();
      return null;
    }
  }
  return text;
};

/** The handler for `node:http` and Express: `(request, response) => Promise<void>`. */
export const nodeHandler = (handler) => async (incoming, outgoing) => {
  const controller = new AbortController();
  outgoing.once('close', () => controller.abort());
  try {
    const response = await handler(await requestOf(incoming, controller.signal), { address: incoming.socket.remoteAddress });
    const text = await response.text();
    // Somebody else may have answered since, such as a time limit of the server's own.
    if (outgoing.headersSent) return;
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(text);
  } catch {
    // Whatever a request says, in its Host header for one, it must not end the server.
    if (outgoing.headersSent) return;
    outgoing.writeHead(400, { 'cache-control': 'no-store' });
    outgoing.end('');
  }
};

const requestOf = async (incoming, signal) => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const scheme = incoming.socket.encrypted ? 'https' : 'http';
  // The target is a path of this server's, whatever it looks like: `//other.example` is no other server.
  const target = incoming.originalUrl ?? incoming.url;
  const url = new URL(`${scheme}://${incoming.headers.host ?? 'localhost'}${target.startsWith('/') ? target : '/'}`);
  const body = ['GET', 'HEAD'].includes(incoming.method) ? undefined : await bodyOf(incoming);
  return new Request(url, { method: incoming.method, headers, body, signal });
};

const bodyOf = async (incoming) => {
  // A framework may have read it already.
  if (incoming.body instanceof Uint8Array) return new TextDecoder().decode(incoming.body);
  if (incoming.body !== undefined) return typeof incoming.body === 'string' ? incoming.body : JSON.stringify(incoming.body);
  let text = '';
  // Read to its end, since a stream that is left takes the answer's connection with it; what is too long is not kept.
  for await (const chunk of incoming.setEncoding('utf8')) {
    if (text.length <= BODY_LIMIT) text += chunk;
  }
  return text;
};
