// One call to a vault: the Wasm says what is sent and what the answer means; this sends it, in bounded time.

import { prepare, read } from 'server.js';

const TIMEOUT_MS = 10000;
const BODY_LIMIT = 65536;
const ATTEMPTS = 3;

/** What went wrong, by a documented code. Holds no key, no URL and no words of a vault. */
export class TokenframeError extends Error {
  constructor({ kind, code, retryable, reason, retryAfterMs }) {
    super(code);
    Object.assign(this, { name: 'TokenframeError', kind, code, retryable });
    if (reason) this.reason = reason;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}

export const wrong = (code) => new TokenframeError({ kind: 'config', code, retryable: false });

const NETWORK = { kind: 'network', code: 'network_failed', retryable: true };

/**
 * Makes the call `{ does, … }`. `reads` names the answer's form where it is not `does`. What only reads is tried again;
 * what makes something is sent once.
 */
export const call = async (fetch, asked, { signal, timeoutMs = TIMEOUT_MS } = {}, reads = asked.does) => {
  const request = from(() => prepare(asked));
  const deadline = AbortSignal.timeout(timeoutMs);
  const both = signal ? AbortSignal.any([signal, deadline]) : deadline;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(fetch, request, both, reads);
    } catch (error) {
      if (signal?.aborted) throw new TokenframeError({ kind: 'aborted', code: 'aborted', retryable: true });
      if (deadline.aborted) throw new TokenframeError({ kind: 'timeout', code: 'timed_out', retryable: true });
      const known = error instanceof TokenframeError ? error : new TokenframeError(NETWORK);
      const again = request.method === 'GET' && known.retryable && attempt < ATTEMPTS;
      if (!again) throw known;
      await pause(known.retryAfterMs ?? 100 * 2 ** attempt, both);
    }
  }
};

const once = async (fetch, { method, url, headers, body }, signal, reads) => {
  const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const type = response.headers.get('content-type')?.split(';')[0].trim().toLowerCase();
  const seconds = response.headers.get('retry-after');
  const wait = /^\d{1,9}$/.test(seconds ?? '') ? Number(seconds) : undefined;
  const whole = bytes.length <= BODY_LIMIT ? bytes : new Uint8Array();
  // A redirect that was not followed has no status in some runtimes.
  return from(() => read(reads, response.status || 302, type === 'application/json', wait, whole));
};

const from = (work) => {
  try {
    return work();
  } catch (error) {
    throw error?.code ? new TokenframeError(error) : error;
  }
};

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** The base URL that is meant: the one that was given, or that of the environment. */
export const baseOf = ({ baseUrl, environment = 'production' }, environments) => {
  const base = baseUrl ?? environments[environment];
  if (!base) throw wrong('environment_unknown');
  return base.replace(/\/$/, '');
};

/** The key in an option: a text that is not empty. */
export const keyOf = (options, name) => {
  const key = options[name];
  if (typeof key !== 'string' || !key) throw wrong('key_missing');
  return key;
};

/** The members that are there. */
export const given = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
