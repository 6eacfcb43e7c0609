// Who may speak to the dashboard, and under which headers it answers. It holds every vault's secrets: whoever can make
// its page's requests can make keys.

import { randomBytes, timingSafeEqual } from 'node:crypto';

/** A form cannot say it, with or without its only charset. */
const JSON_TYPE = /^application\/json(\s*;\s*charset="?utf-8"?)?$/i;
export const TOKEN_HEADER = 'x-dashboard-token';

/** The text that only a page of this start of the server knows. */
export const newToken = () => randomBytes(32).toString('base64url');

const same = (given, wanted) => {
  const [one, other] = [Buffer.from(String(given ?? '')), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
};

/** The path that is routed, and so the one that is judged: `/x/../api/` is `/api/`. */
export const pathOf = (url, origin) => new URL(url, origin).pathname;

/**
 * Why a request is refused, as `[status, code]`, or `null`.
 *
 * A page that points a name of its own at this address is told by `Host`; another site's page by `Origin` and
 * `Sec-Fetch-Site`; a form by its content type; and each of them by the token, which stands in our page alone.
 */
export const refusal = ({ method, url, headers, headersDistinct }, { origin, token }) => {
  // Of two names the first alone would be looked at.
  if (headersDistinct.host?.length !== 1 || headers.host !== new URL(origin).host) return [421, 'host_refused'];
  const site = headers['sec-fetch-site'];
  if (!pathOf(url, origin).startsWith('/api/')) {
    if (!['GET', 'HEAD'].includes(method)) return [405, 'method_refused'];
    // A link to the page may stand anywhere; its scripts and styles are for the page.
    const visited = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    return !site || site === 'none' || site === 'same-origin' || visited ? null : [403, 'origin_refused'];
  }
  if (site && site !== 'same-origin') return [403, 'origin_refused'];
  if (headers.origin && headers.origin !== origin) return [403, 'origin_refused'];
  if (!same(headers[TOKEN_HEADER], token)) return [403, 'session_stale'];
  if (method !== 'GET' && !JSON_TYPE.test(headers['content-type'] ?? '')) return [415, 'content_type_refused'];
  return null;
};

/** For every answer. `frames`: whose pages the session-token tester may show. */
export const headersFor = (frames) => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `frame-src ${frames.join(' ') || "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'permissions-policy': 'clipboard-write=(self), clipboard-read=(), camera=(), microphone=(), geolocation=(), payment=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
});
