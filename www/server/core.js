// One call to a vault: the Wasm says what is sent and what the answer means; this sends it, in bounded time.

import { prepare, read, tell } from 'server.js';
import { renew } from './instance.js';

const TIMEOUT_MS = 10000;
/** A list of keys may be long; what a vault passes on may be longer. */
const BODY_LIMIT = 4 << 20;
const ATTEMPTS = 3;
/** The deepest that a call's own members nest is two. */
const DEPTH = 8;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** What went wrong, by a documented code. Holds no key, no URL and no words of a vault. */
export class TokenframeError extends Error {
  constructor({ kind, code, retryable, reason, retryAfterMs }) {
    super(code);
    Object.assign(this, { name: 'TokenframeError', kind, code, retryable });
    if (reason) this.reason = reason;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
  }
}

export const wrong = (code, reason) => new TokenframeError({ kind: 'config', code, reason, retryable: false });

const NETWORK = { kind: 'network', code: 'network_failed', retryable: true };
const LATE = { kind: 'timeout', code: 'timed_out', retryable: true };
/** It may have been done, and only a look at the vault says whether it was. */
const UNKNOWN = { kind: 'network', code: 'unknown_outcome', retryable: false };
const UNSURE = ['vault_unavailable', 'bad_response'];
/** With these, no byte of the request went anywhere. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/**
 * A way to make calls: `vault` and what every call of it says, `fetch` and a clock.
 *
 * `ask` makes the call `{ does, … }`. What only reads is tried again; what makes something is sent once, and `lasting`
 * where it is nothing that would just run out: then a lost answer is `unknown_outcome`. `pass` gives the answer as it is.
 */
export const caller = (vault, fetch, common = () => ({}), now = Date.now) => {
  const make = async ({ does, extra = [], ...asked }, limits, { lasting = false, settle }) => {
    for (let attempt = 1; ; attempt += 1) {
      // Anew each time: a signature is good once.
      const call = { [vault]: { ...given(common()), what: { [does]: given(plain(asked)) } } };
      const { url, method, body, headers } = from(() => prepare(call, now()));
      limits.check();
      try {
        const once = async () => settle(await fetch(url, { method, body, headers: [...headers, ...extra], signal: limits.signal, redirect: 'manual' }), call);
        return await limits.within(once());
      } catch (error) {
        const sent = lasting && !NEVER_SENT.includes(error?.cause?.code);
        limits.check(sent);
        const known = error instanceof TokenframeError ? error : new TokenframeError(sent ? UNKNOWN : NETWORK);
        // Whatever failed behind the vault's door, or garbled its answer, may have come after the work was done.
        if (sent && UNSURE.includes(known.code)) throw new TokenframeError(UNKNOWN);
        const wait = known.retryAfterMs ?? 100 * 2 ** attempt;
        const again = method === 'GET' && known.retryable && attempt < ATTEMPTS && wait < limits.left();
        if (!again) throw known;
        await pause(wait, limits.signal);
      }
    }
  };

  return {
    ask: (asked, limits, lasting) =>
      limited(limits, make, asked, {
        lasting,
        async settle(response, call) {
          const { status, headers } = response;
          const seconds = headers.get('retry-after');
          const wait = /^\d{1,9}$/.test(seconds ?? '') ? Number(seconds) : undefined;
          const body = (await bounded(response)) ?? new Uint8Array();
          // A redirect that was not followed has no status in some runtimes.
          return from(() => without(read(call, now(), status || 302, typeOf(response) === 'application/json', wait, body)));
        },
      }),
    pass: (asked, limits) =>
      limited(limits, make, asked, {
        lasting: true,
        async settle(response) {
          const body = await bounded(response);
          if (!body) throw new TokenframeError({ kind: 'vault', code: 'bad_response', retryable: false });
          return given({ status: response.status, contentType: response.headers.get('content-type') ?? undefined, body: new TextDecoder().decode(body) });
        },
      }),
  };
};

/** Does `make(asked, limits, how)` in bounded time, whether or not what it waits for heeds a signal. */
const limited = async (wanted, make, asked, how) => {
  const { signal, timeoutMs = TIMEOUT_MS } = wanted ?? {};
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS)) throw wrong('timeout_invalid');
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw wrong('call_invalid', 'signal');
  const end = performance.now() + timeoutMs;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  const both = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
  let leave;
  const left = new Promise((_, reject) => {
    leave = () => reject(new TokenframeError(LATE));
    both.addEventListener('abort', leave, { once: true });
  });
  left.catch(() => {});
  const limits = {
    signal: both,
    within: (promise) => Promise.race([promise, left]),
    left: () => end - performance.now(),
    /** Throws where the time is over. `sent`: something may come of it that lasts. */
    check(sent) {
      if (signal?.aborted) throw new TokenframeError({ kind: 'aborted', code: 'aborted', retryable: !sent });
      if (deadline.signal.aborted) throw new TokenframeError(sent ? UNKNOWN : LATE);
    },
  };
  try {
    return await make(asked, limits, how);
  } finally {
    clearTimeout(timer);
    both.removeEventListener('abort', leave);
  }
};

/** What others wait for too, within this caller's own limits: whoever leaves takes it from nobody. */
export const within = (promise, limits) =>
  limited(limits, async (_, own) => {
    try {
      own.check();
      return await own.within(promise);
    } catch (error) {
      own.check();
      throw error;
    }
  });

const typeOf = (response) => response.headers.get('content-type')?.split(';')[0].trim().toLowerCase();

/** The body, or nothing where it is longer than anybody would mean. */
const bounded = async ({ body }) => {
  if (!body) return new Uint8Array();
  const parts = [];
  let length = 0;
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > BODY_LIMIT) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

const from = (work) => {
  try {
    return work();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      renew();
      throw new TokenframeError({ kind: 'internal', code: 'internal', retryable: false });
    }
    throw error?.code ? new TokenframeError(error) : error;
  }
};

/** What was asked, without what no call has: something endless, or nested deeper than any. */
const plain = (value, depth = DEPTH) => {
  if (value === undefined || value === null || ['string', 'boolean', 'number'].includes(typeof value)) return value;
  if (typeof value !== 'object' || depth === 0) throw wrong('call_invalid');
  if (Array.isArray(value)) return value.map((item) => plain(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member, depth - 1)]));
};

/** What a wrong argument made of our own code. Other errors are not ours, and stay what they are. */
const meant = (error) => (error instanceof TypeError || error instanceof RangeError ? wrong('call_invalid') : error);

/** The same function, for which an argument of a wrong kind is `call_invalid`. */
export const checked = (work) => (...given) => {
  try {
    return work(...given);
  } catch (error) {
    throw meant(error);
  }
};

/** The same client, each of whose calls is asynchronous, and rejects with a documented code whatever it is given. */
export const client = (members, ...synchronous) =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]) => {
      if (typeof member === 'object' && member) return [name, client(member)];
      if (typeof member !== 'function') return [name, member];
      if (synchronous.includes(name)) return [name, checked(member)];
      return [name, async (...given) => {
        try {
          return await member(...given);
        } catch (error) {
          throw meant(error);
        }
      }];
    }),
  );

/** What a function of the shop's own gives. Its error is the `cause`, since we do not know what it says. */
export const theirs = async (work) => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TokenframeError) throw error;
    throw Object.defineProperty(wrong('tokens_unavailable'), 'cause', { value: error });
  }
};

const pause = (ms, signal) =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });

/** What is known without asking a vault: a table, or what follows from one. */
export const told = (about, more) => from(() => tell({ [about]: { ...plain(more) } }));

/** The base URL that is meant: the one that was given, or that of the environment. */
export const baseOf = ({ baseUrl, environment = 'production' }, environments) => {
  const base = baseUrl ?? (Object.hasOwn(environments, environment) ? environments[environment] : undefined);
  if (!base) throw wrong('environment_unknown');
  if (typeof base !== 'string') throw wrong('call_invalid', 'baseUrl');
  return base.replace(/\/$/, '');
};

/** Where keys are managed that the vendor has no address for. */
export const keysUrlOf = ({ keysUrl }) => {
  if (!keysUrl) throw wrong('keys_url_missing');
  return keysUrl.replace(/\/$/, '');
};

/** The key in an option: a text that is not empty. */
export const keyOf = (options, name) => {
  const key = options?.[name];
  if (typeof key !== 'string' || !key) throw wrong('key_missing', name);
  return key;
};

/** An answer without the members that are not there, so that they are not printed either. */
const without = (value) => {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(given(value)).map(([name, member]) => [name, without(member)]));
};

/** The members that are there. */
export const given = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
