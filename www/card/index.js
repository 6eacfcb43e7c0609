// The card rules for JavaScript. src/rules.rs is the other side of the buffer.

const WASM = '{{wasm}}';

let rules;

// Compiled at the first call, so that importing does nothing.
const start = () => {
  const bytes = Uint8Array.from(atob(WASM), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const at = exports.buffer();
  const length = exports.describe();
  // Nothing here grows the memory beyond this, so the views stay.
  const buffer = new Uint8Array(exports.memory.buffer, at, 2048);
  const { brands, codes } = JSON.parse(new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length)));
  const indexes = new Map(brands.map(({ name }, index) => [name, index]));
  return { exports, buffer, brands, codes, indexes, encoder: new TextEncoder() };
};

// Every rule looks at less than a thousand characters; a longer text is as wrong without its end.
const LIMIT = 1024;

const judge = (text, call) => {
  rules ??= start();
  const { buffer, codes, encoder } = rules;
  if (typeof text !== 'string') throw new TypeError('The text must be a string');
  const cut = text.length > LIMIT ? text.slice(0, LIMIT) : text;
  let length = 0;
  for (; length < cut.length; length++) {
    const code = cut.charCodeAt(length);
    if (code > 127) {
      length = encoder.encodeInto(cut, buffer).written;
      break;
    }
    buffer[length] = code;
  }
  const packed = call(length);
  const verdict = packed & 255;
  const more = { valid: verdict === 2, potentiallyValid: verdict !== 3, code: verdict === 3 ? codes[packed >> 8] : null };
  return [more, () => buffer.fill(0, 0, Math.max(length, 32))];
};

const only = (text, call) => {
  const [result, wipe] = judge(text, call);
  wipe();
  return result;
};

/** @type {import('./index.js').number} */
export const number = (text) => {
  const [result, wipe] = judge(text, (length) => rules.exports.number(length));
  const { buffer, brands } = rules;
  const bits = buffer[0] | (buffer[1] << 8) | (buffer[2] << 16) | (buffer[3] << 24);
  const possible = brands.filter((_, index) => (bits >> index) & 1);
  let formatted = '';
  for (let index = 0; index < buffer[4]; index++) formatted += String.fromCharCode(buffer[5 + index]);
  wipe();
  const [brand] = possible.length === 1 ? possible : [null];
  result.brand = brand && brand.name;
  result.brands = possible.map(({ name }) => name);
  result.formatted = formatted;
  result.lengths = [...new Set(possible.flatMap(({ lengths }) => lengths))].sort((a, b) => a - b);
  result.cvc = brand && { ...brand.cvc };
  return result;
};

/** @type {import('./index.js').expiry} */
export const expiry = (text, { now = new Date() } = {}) => {
  const [year, month] = now instanceof Date ? [now.getFullYear(), now.getMonth() + 1] : [now.year, now.month];
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12)) throw new TypeError('now must be a Date, or { year, month }');
  const [result, wipe] = judge(text, (length) => rules.exports.expiry(length, year, month));
  const [readMonth, low, high] = rules.buffer;
  wipe();
  result.month = readMonth || null;
  result.year = readMonth ? low | (high << 8) : null;
  return result;
};

/** @type {import('./index.js').cvc} */
export const cvc = (text, { brand } = {}) => only(text, (length) => rules.exports.cvc(length, rules.indexes.get(brand) ?? 255));

/** @type {import('./index.js').holder} */
export const holder = (text) => only(text, (length) => rules.exports.holder(length));

/** @type {import('./index.js').postalCode} */
export const postalCode = (text, { country = '' } = {}) =>
  only(text, (length) => rules.exports.postal_code(length, country.length === 2 ? country.charCodeAt(0) | (country.charCodeAt(1) << 8) : 0));
