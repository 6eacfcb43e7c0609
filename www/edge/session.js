// What the platform signs for a shopper at the checkout, and the edge reads: <key's name>.<claims>.<signature>.
// HMAC with SHA-256; the claims can be read by the page, so nothing secret is in them.

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };
const SHORTEST = 32;
const text = new TextEncoder();

const encoded = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const decoded = (part) => Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));

const keyFrom = (secret, use) => {
  const bytes = text.encode(secret);
  if (bytes.length < SHORTEST) throw new TypeError(`a session's key has ${SHORTEST} bytes or more`);
  return crypto.subtle.importKey('raw', bytes, ALGORITHM, false, [use]);
};

/** For the platform's own server: `{ shop, person, expires, details }`, `expires` in seconds since 1970. */
export const sign = async (claims, name, secret) => {
  const head = `${name}.${encoded(text.encode(JSON.stringify(claims)))}`;
  return `${head}.${encoded(new Uint8Array(await crypto.subtle.sign('HMAC', await keyFrom(secret, 'sign'), text.encode(head))))}`;
};

/**
 * Reads it out of `Authorization: Bearer …`. `keys` are all that are good now, by name: a new one is put beside the old
 * one, and the old one is taken away when no session of it is left. Gives the claims, or null.
 */
export const signedBy = (keys, { now = Date.now } = {}) => {
  const imported = new Map();
  const keyOf = (name) => {
    if (!imported.has(name)) imported.set(name, keyFrom(keys[name], 'verify'));
    return imported.get(name);
  };
  return async (request) => {
    const [, name, body, mac] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
    if (!name || !Object.hasOwn(keys, name)) return null;
    try {
      if (!(await crypto.subtle.verify('HMAC', await keyOf(name), decoded(mac), text.encode(`${name}.${body}`)))) return null;
      const claims = JSON.parse(new TextDecoder().decode(decoded(body)));
      return claims.expires * 1000 > now() ? claims : null;
    } catch (error) {
      // What is no base64 is no session; a key that is too short is the platform's to mend.
      if (error instanceof TypeError) throw error;
      return null;
    }
  };
};
