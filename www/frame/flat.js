// What the Wasm reads in place of JSON: src/json/flat.rs says how it is written. The browser's own reader does the rest.

/** How deep lists and objects may nest. The deepest contract nests four. */
const DEPTH = 15;

const word = (value) => `${`${value}`.replaceAll('\0', ' ')}\0`;

const written = (value, depth) => {
  if (typeof value === 'string') return `"${word(value)}`;
  if (value === null || typeof value !== 'object') return word(value);
  if (!depth) throw depth;
  const list = Array.isArray(value);
  const members = Object.entries(value).map(([name, member]) => (list ? '' : `:${word(name)}`) + written(member, depth - 1));
  return `${list ? '[' : '{'}${members.join('')}]`;
};

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a JSON text holds, or the bytes of one; nothing where it is none. */
export const peek = (text) => {
  try {
    return JSON.parse(typeof text === 'string' ? text : strict.decode(text));
  } catch {
    return undefined;
  }
};

/** What JSON can hold, for the Wasm; no text where it is nothing, or nests too deep. */
export const flat = (value) => {
  try {
    return value === undefined ? '' : written(value, DEPTH);
  } catch {
    return '';
  }
};
