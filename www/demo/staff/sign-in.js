// Who works here: a password, then a code that works once, then a session that ends by itself.

import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { code, counterAt, counterOf, leftAt } from './totp.js';

const HALF_MS = 5 * 60_000;
const WHOLE_MS = 15 * 60_000;
const TRIES = 5;
const COOKIE = 'staff';

const hash = (password, salt) => scryptSync(password, salt, 32);

/** One person, as the demo has it; a shop has a table of them. Each start of the demo has another authenticator. */
const person = (name, password) => {
  const salt = randomBytes(16);
  return { name, salt, hash: hash(password, salt), secret: randomBytes(20), last: 0 };
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
  '/staff/sign-in': (_, { name, password }) => {
    const who = STAFF.find((one) => one.name === String(name)) ?? NOBODY;
    if (!timingSafeEqual(hash(String(password), who.salt), who.hash)) return { body: { problem: 'Name or password is not right.' } };
    return { body: { step: 'code' }, cookie: set(begin(who, 'half', HALF_MS), HALF_MS) };
  },

  '/staff/code': async (request, body) => {
    const half = find(request, 'half');
    if (!half || half.tries >= TRIES) return { body: { step: 'password', problem: 'That took too long or too many tries. Please start again.' } };
    half.tries += 1;
    const counter = await counterOf(half.who.secret, body.code, Date.now(), half.who.last);
    if (counter === null) return { body: { problem: 'This code is not right, or was used before.' } };
    // A code works once, for anybody who saw it typed.
    half.who.last = counter;
    sessions.delete(idOf(request));
    return { body: { step: 'in' }, cookie: set(begin(half.who, 'whole', WHOLE_MS), WHOLE_MS) };
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
