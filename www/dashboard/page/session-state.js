// What becomes of a Vaultera session token: good for one page, once.

/** `ready`, `opened`, `used` or `expired`. The vault does not say how long a token lives; `lifetime` is the sandbox's. */
export const sessionState = ({ at, opened = false, used = false }, now, lifetime) => {
  if (used) return 'used';
  if (opened) return 'opened';
  return lifetime !== undefined && now - at >= lifetime ? 'expired' : 'ready';
};

/** What the capture form says, by what is in it: it has no type. */
export const said = (data) => {
  if (data === null || typeof data !== 'object') return null;
  if ('error' in data) return 'refused';
  if ('card' in data) return 'stored';
  return typeof data.valid === 'boolean' ? (data.valid ? 'valid' : 'invalid') : null;
};
