// What a fake form knows of what a test filled in: the state that the real one would tell, by the real rules.

import { cvc, expiry, holder, number, postalCode } from '../card/index.js';

export const PARTS = ['number', 'expiry', 'cvc', 'name', 'postalCode'];
const STEMS = { name: 'holder', postalCode: 'postal' };

/** Of blanks alone, and of marks that nobody sees, a form says that it is empty. */
const isEmpty = (text) => /^[\s\p{Cf}]*$/u.test(text);

const judged = (name, text, brand) => {
  if (name === 'number') return number(text);
  if (name === 'expiry') return expiry(text);
  if (name === 'cvc') return cvc(text, { brand });
  return name === 'name' ? holder(text) : postalCode(text);
};

/** The state of a form of these fields, by name what was filled in; `optional` may stay empty. */
export const state = (names, filled, { brands, optional = [], focused = null, touched = [] } = {}) => {
  const known = filled.number ? number(filled.number) : { brand: null, brands: [], cvc: null };
  const fields = {};
  for (const name of names) {
    const text = filled[name] ?? '';
    const rules = PARTS.includes(name) ? judged(name, text, known.brand) : { valid: !isEmpty(text), potentiallyValid: true, code: null };
    const { valid, potentiallyValid, code } = name === 'number' && known.brand && brands && !brands.includes(known.brand) ? { valid: false, potentiallyValid: false, code: 'brand_not_accepted' } : rules;
    const empty = isEmpty(text);
    fields[name] = { empty, valid: valid || (empty && optional.includes(name)), potentiallyValid, touched: touched.includes(name), code };
  }
  const all = Object.values(fields);
  const valid = all.every((field) => field.valid);
  const whole = { empty: all.every(({ empty }) => empty), complete: valid, valid, potentiallyValid: all.every((field) => field.potentiallyValid), brand: known.brand, brands: [...known.brands], focused, fields };
  if (names.some((name) => PARTS.includes(name))) whole.code = { name: known.cvc?.name ?? null, length: known.cvc?.length ?? null };
  return whole;
};

/** What a number of a whole length is, a date with a month and a year, and a name of digits, to which nothing more will come. */
const ended = (name, filled) => {
  if (name === 'number' && filled.number) return number(filled.number).lengths.includes(filled.number.replace(/\D/g, '').length) ? 'number_checksum' : null;
  if (name === 'name' && !isEmpty(filled.name ?? '')) return 'holder_is_number';
  return name === 'expiry' && filled.expiry && expiry(filled.expiry).month !== null ? 'expiry_past' : null;
};

/** Why each field that is not right is not. */
export const faults = ({ fields }, filled) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, { valid }]) => !valid)
      .map(([name, { empty, code }]) => [name, code ?? ended(name, filled) ?? `${STEMS[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_${empty ? 'required' : 'incomplete'}`]),
  );

/** What a vault would say of it, but for its id. */
export const described = ({ brand }, filled) => {
  const digits = (filled.number ?? '').replace(/\D/g, '');
  const { month = null, year = null } = filled.expiry ? expiry(filled.expiry) : {};
  return { brand, last4: digits.slice(-4) || null, expMonth: month, expYear: year };
};
