// One-time passwords by time (RFC 6238), six digits, thirty seconds each. WebCrypto makes the HMAC.

import { timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;

/** The counter of a moment. */
export const counterAt = (ms) => Math.floor(ms / STEP_MS);

/** The milliseconds that the code of a moment still has. */
export const leftAt = (ms) => STEP_MS - (ms % STEP_MS);

/** The code of a counter. `secret` is bytes. */
export const code = async (secret, counter) => {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
  const message = new DataView(new ArrayBuffer(8));
  message.setBigUint64(0, BigInt(counter));
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, message.buffer));
  // RFC 4226, 5.3.
  const at = mac.getUint8(mac.byteLength - 1) & 15;
  return String((mac.getUint32(at) & 0x7fffffff) % 1e6).padStart(6, '0');
};

/** The counter whose code this is, of those that are newer than `last` and at most one away from now; else null. */
export const counterOf = async (secret, given, now, last) => {
  const typed = Buffer.from(String(given).replace(/\s/g, ''));
  let found = null;
  for (const counter of [-1, 0, 1].map((away) => counterAt(now) + away)) {
    const wanted = Buffer.from(await code(secret, counter));
    if (counter > last && typed.length === wanted.length && timingSafeEqual(typed, wanted)) found = counter;
  }
  return found;
};
