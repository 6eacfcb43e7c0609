// What is wrong with a field, as a form of the browser wants to be told.

const PARTS = ['number', 'expiry', 'cvc', 'name', 'postalCode'];

/** `null` where nothing is wrong; else the flag, and the code of the text. */
export const problem = (type, state, required) => {
  const fields = state?.fields ?? {};
  const part = PARTS.includes(type) && fields[type];
  const { empty = true, complete = false } = state ?? {};
  if (part ? part.valid : complete) return null;
  if (part ? part.empty : empty) {
    const first = part ? type : PARTS.find((name) => fields[name]) ?? Object.keys(fields)[0] ?? 'number';
    return required ? { flag: 'valueMissing', code: `${stem(first)}_required` } : null;
  }
  const wrong = part ? type : Object.keys(fields).sort((a, b) => PARTS.indexOf(a) - PARTS.indexOf(b)).find((name) => !fields[name].valid);
  const field = fields[wrong];
  if (!field) return { flag: 'badInput', code: 'card_invalid' };
  return field.empty ? { flag: 'valueMissing', code: `${stem(wrong)}_required` } : { flag: 'badInput', code: field.code ?? `${stem(wrong)}_incomplete` };
};

// As the codes of the texts begin.
const stem = (field) => ({ name: 'holder', postalCode: 'postal' })[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Its text: yours where you gave one, as in the form; else what this browser says of an input of its own. */
export const text = ({ flag, code }, { messages, locale }) => own(code, messages, locale) ?? (native(flag) || code);

const own = (code, messages, locale) => {
  if (!messages) return undefined;
  const tags = [locale ?? 'auto'].flat().flatMap((tag) => (tag === 'auto' ? navigator.languages : tag));
  for (const tag of tags) {
    const found = messages[tag]?.[code] ?? messages[tag.split('-')[0]]?.[code];
    if (found) return found;
  }
  return typeof messages[code] === 'string' ? messages[code] : undefined;
};

const native = (flag) => {
  const input = document.createElement('input');
  input.required = true;
  if (flag === 'badInput') [input.pattern, input.value] = ['x', 'y'];
  return input.validationMessage;
};
