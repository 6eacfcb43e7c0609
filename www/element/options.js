// The options of an element, as its attributes say them and as its property `options` does.

/** What createTokenframe takes and create does not: another one of these is another frame. */
export const SETTINGS = ['frame', 'grant', 'vault'];

/** What `define` was told, for elements that do not say. */
export const defaults = {};

const plain = (text) => text;
const words = (text) => text.split(/[\s,]+/).filter(Boolean);
const count = (text) => Number(text);
/** `show-name` alone is `true`. */
const shown = (text) => (['optional', 'auto'].includes(text) ? text : text !== 'false');

const FORM = {
  locale: ['locale', (text) => (words(text).length > 1 ? words(text) : text)],
  typing: ['typing', plain],
  theme: ['appearance', (theme) => ({ theme })],
  'frame-title': ['title', plain],
};
const CARD = {
  ...FORM,
  'show-name': ['name', shown],
  'show-postal-code': ['postalCode', shown],
  brands: ['brands', words],
  'keep-ms': ['keepMs', count],
};
/** By type: an attribute's name, the option's, and how one is read from the other. */
const ATTRIBUTES = {
  card: CARD,
  giftCard: { ...FORM, 'security-code': ['securityCode', shown], 'access-code': ['accessCode', shown] },
  bankAccount: { ...FORM, agreement: ['agreement', (id) => ({ id })], email: ['email', plain], phone: ['phone', plain] },
  reveal: { locale: FORM.locale, 'frame-title': FORM['frame-title'], 'hide-after-ms': ['hideAfterMs', count] },
};

const of = (type) => ATTRIBUTES[type] ?? CARD;

/** The attributes that an element of this type listens to. */
export const observed = (type) => [...SETTINGS, ...Object.keys(of(type))];

/** What `define`, the attributes of an element and its `options` ask for together; the last come first. */
export const asked = (element, type, own) => {
  const read = (name, by = plain) => (element.hasAttribute(name) ? by(element.getAttribute(name)) : undefined);
  const given = { ...defaults };
  for (const name of SETTINGS) given[name] = read(name) ?? given[name];
  // Each is there, also where nothing is said of it: an attribute that was taken off is an option that is not meant.
  for (const [attribute, [name, by]] of Object.entries(of(type))) given[name] = read(attribute, by) ?? given[name];
  if (defaults.appearance || own.appearance) own = { ...own, appearance: { ...defaults.appearance, ...given.appearance, ...own.appearance } };
  const { frame, grant, vault, ...options } = { ...given, ...own };
  return { settings: { frame, grant, vault }, options };
};
