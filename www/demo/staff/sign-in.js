// Who works here: a password, then a code that works once, then a session that ends by itself.

import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { code, counterAt, counterOf, leftAt } from './totp.js';

const HALF_MS = 5 * 60_000;
const WHOLE_MS = 15 * 60_000;
const TRIES = 5;
// Whoever knows a password could begin again and again: wrong codes of one person count over all sessions as well.
const WRONG_CODES = 15;
const WAIT_MS = 30_000;
const COOKIE = 'staff';

const hash = promisify(scrypt);

/** One person, as the demo has it; a shop has a table of them. Each start of the demo has another authenticator. */
const person = (name, password) => {
  const salt = randomBytes(16);
  return { name, salt, hash: scryptSync(password, salt, 32), secret: randomBytes(20), last: 0, wrong: 0, waits: 0 };
};

const STAFF = [person('noor', 'low-water-9')];
// Whoever guesses a name learns nothing from how long the answer takes.
const NOBODY = person('', randomBytes(16).toString('hex'));

const sessions = new Map();

const begin = (who, is, ms) => {
  const id = randomBytes(24).toString('base64url');
  sessions.set(id, { who, is, until: Date.now() + ms, tries: 0 });
  return id;
};

const idOf = (request) => new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(request.headers.get('cookie'))?.[1];

const find = (request, is) => {
  const id = idOf(request);
  const session = sessions.get(id);
  if (session && session.until <= Date.now()) sessions.delete(id);
  return session?.is === is && session.until > Date.now() ? session : undefined;
};

const set = (id, ms) => `${COOKIE}=${id}; path=/staff; max-age=${ms / 1000}; httponly; samesite=strict`;

/** Who is signed in with both factors, if anybody is. */
export const signedIn = (request) => find(request, 'whole')?.who.name;

/** The steps, by path. Each gives what the page is told, and a cookie where there is a new one. */
export const steps = {
  '/staff/sign-in': async (_, { name, password }) => {
    const who = STAFF.find((one) => one.name === String(name)) ?? NOBODY;
    if (!timingSafeEqual(await hash(String(password), who.salt, 32), who.hash)) return { body: { problem: 'Name or password is not right.' } };
    return { body: { step: 'code' }, cookie: set(begin(who, 'half', HALF_MS), HALF_MS) };
  },

  '/staff/code': async (request, body) => {
    const half = find(request, 'half');
    if (!half || half.tries >= TRIES) return { body: { step: 'password', problem: 'That took too long or too many tries. Please start again.' } };
    half.tries += 1;
    const { who } = half;
    if (Date.now() < who.waits) return { body: { problem: 'Too many wrong codes. Please wait a while.' } };
    const counter = await counterOf(who.secret, body.code, Date.now(), who.last);
    // A code works once, for anybody who saw it typed, and where two send it at once.
    if (counter === null || counter <= who.last) {
      who.wrong += 1;
      if (who.wrong >= WRONG_CODES) who.waits = Date.now() + Math.min(WAIT_MS * 2 ** (who.wrong - WRONG_CODES), WHOLE_MS);
      return { body: { problem: 'This code is not right, or was used before.' } };
    }
    Object.assign(who, { last: counter, wrong: 0 });
    sessions.delete(idOf(request));
    return { body: { step: 'in' }, cookie: set(begin(who, 'whole', WHOLE_MS), WHOLE_MS) };
  },

  '/staff/sign-out': (request) => {
    sessions.delete(idOf(request));
    return { body: { step: 'password' }, cookie: set('', 0) };
  },

  // The sandbox's telephone: an authenticator that this demo shows on the same screen. Nowhere else is it there.
  '/staff/phone': async (request) => {
    const half = find(request, 'half');
    if (!half) return { body: { step: 'password' } };
    const now = Date.now();
    // The next code where the one of now was used, as far as one may be early.
    const counter = Math.max(counterAt(now), half.who.last + 1);
    const early = counter > counterAt(now) + 1;
    return { body: { code: early ? '······' : await code(half.who.secret, counter), leftMs: leftAt(now) } };
  },
};
