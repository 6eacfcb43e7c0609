// The same as index.js, for whoever writes a shop: bundlers take it while they serve a page for development, by the
// package's condition of that name. It says in words what is wrong with a call, where the other has a code or nothing.
// Nothing here is in what a shop ships.

import { PARTS, VAULTS } from './base.js';
import { createTokenframe as create, TokenframeError } from './index.js';

export { TokenframeError };

const BRANDS =
  'visa mastercard american-express diners-club discover jcb unionpay maestro elo mir hiper hipercard verve rupay dankort troy uatp cartes-bancaires'.split(' ');
const CARD_EVENTS = 'ready change focus blur submit escape brandschange expiring expired loaderror'.split(' ');
const REVEAL_EVENTS = ['ready', 'shown', 'hidden', 'loaderror'];
const ELEMENTS = ['card', ...PARTS, 'giftCard', 'bankAccount'];
const GIFT_CARD = ['number', 'securityCode', 'accessCode'];
const BANK_ACCOUNT =
  'firstName lastName businessName routingNumber accountNumber identityNumber identityState email phone line1 line2 city state postalCode'.split(' ');
const BILLING = ['name', 'line1', 'line2', 'city', 'state', 'postalCode', 'country'];

/** The codes of what a form says: each can have the shop's own text. A test compares them with those of the types. */
export const MESSAGES = `
title label_number label_expiry label_cvc label_name label_postalCode label_brand placeholder_expiry placeholder_number placeholder_cvc
placeholder_name placeholder_postalCode number_required number_incomplete number_character number_too_long number_unknown number_checksum
brand_not_accepted expiry_required expiry_incomplete expiry_character expiry_month expiry_past expiry_too_far expiry_too_long cvc_required
cvc_incomplete cvc_character cvc_too_long holder_required holder_is_number holder_character holder_too_long postal_required
postal_incomplete postal_character postal_too_long number_refused expiry_refused cvc_refused brand_refused card_invalid unavailable
frame_crashed reveal_title reveal_about reveal_show reveal_show_code reveal_question reveal_confirm reveal_cancel reveal_busy reveal_shown
reveal_left reveal_hide reveal_hidden reveal_unavailable reveal_page gesture_required frame_not_visible page_silent title_giftCard
title_bankAccount label_gift_number label_security_code label_access_code label_holder holder_person holder_company label_first_name
label_last_name label_business_name label_account account_checking account_savings label_routing_number label_account_number label_identity
identity_driver_license identity_ssn identity_tax_id identity_military_id label_identity_number label_identity_state label_email label_phone
label_line1 label_line2 label_city label_state label_zip optional choose placeholder_gift_number placeholder_routing_number
placeholder_account_number placeholder_phone placeholder_zip gift_number_required gift_number_incomplete gift_number_too_long
security_code_required security_code_incomplete access_code_required access_code_incomplete first_name_required last_name_required
business_name_required routing_number_required routing_number_incomplete routing_number_too_long routing_number_checksum
account_number_required account_number_incomplete account_number_too_long identity_number_required identity_number_incomplete
identity_number_character identity_number_too_long email_required email_invalid phone_required phone_invalid address_required
address_invalid city_required state_required instrument_invalid
`.trim().split(/\s+/);

/** What each code means that one cannot see from the page: of a form that does not come, or does not go on. */
export const MEANING = {
  frame_url_invalid: "frame must be an absolute https: URL, such as 'https://card.example.com/1.0.0/' (http: on this machine alone)",
  frame_same_origin: 'frame must be on another origin than the page: on the same one, any script of the page could read the card',
  grant_missing: 'grant must be a URL on your server, or a function that gives a Promise of a grant',
  element_duplicate: 'two elements of one kind cannot share a form: destroy the first, or call createTokenframe() again for a second form',
  not_mounted: 'there is nothing to send before mount() was called, nor after unmount()',
  secret_in_browser: 'the grant holds a key that must stay on your server. Revoke it: it is known now',
  environment_unknown: "the grant's environment is none of its vault's",
  environment_mismatch: 'the grant is for another environment than its key or its endpoint',
  agreement_missing: "a bank account needs agreement: { id }, the vault's id of the text that the shopper agrees to",
  frame_timeout: 'the frame did not start within 10 seconds. Is its address right, is the node in the document, and is this page among those that the frame allows?',
  frame_gone: 'the frame was taken out of the page, or went elsewhere. Mount the element again',
  grant_unavailable: 'your grant URL, or function, gave no grant. Look at the answer of your server',
  grant_invalid: "the grant is not one of its vault's: look at what your server answers",
  key_missing: 'the grant has no key that the frame could use: look at what your server answers',
  key_rejected: 'the vault refused the key of the grant: was it revoked, or is it of another environment?',
  key_disabled: 'the key of the grant is switched off at the vault',
  bearer_rejected: 'the vault refused the session of the grant: was it made with this key, for this use?',
  session_expired: 'the session of the grant was over before it came: is the clock of your server right?',
  session_spent: 'the session of the grant was used before: your server must make a new one for each grant',
  vault_unknown: `the grant names no vault. There are ${Object.keys(VAULTS).join(', ')}`,
  vault_mismatch: 'the grant is for another vault than the one that was named',
  scope_mismatch: 'the grant is for another use than the one that it was asked for',
  element_mismatch: 'this element is not there for the vault of the grant',
  version_mismatch: 'the package and the frame are of versions that do not understand each other: ship both of one',
  wasm_blocked: "the frame's policy does not let WebAssembly run: its headers are not those of `tokenframe headers`",
  wasm_failed: "the frame's WebAssembly did not load: a file is missing or was changed. `tokenframe verify-deployment` says which",
  file_failed: 'a file of the frame did not load, or was changed. `tokenframe verify-deployment` says which',
};

const explained = (code) => new TokenframeError(code, `${code}: ${MEANING[code]}`);
const warn = (text) => console.warn(`tokenframe: ${text}`);

/** A value as it can be said in a message: never more of a text than its beginning, since nobody knows what is in it. */
const said = (value) => {
  if (typeof value === 'string') return value.length > 24 || /\d{4}/.test(value) ? 'another text' : `'${value}'`;
  if (value === null || ['number', 'boolean', 'undefined'].includes(typeof value)) return `${value}`;
  return Array.isArray(value) ? 'a list' : `${/^[aeiou]/.test(typeof value) ? 'an' : 'a'} ${typeof value}`;
};

const refuse = (name, wants, value, more = '') => {
  throw new TokenframeError('option_invalid', `option_invalid: ${name} must be ${wants}, and is ${said(value)}${more}`);
};

// What an option takes: a test, and the same in words.
const is = (type, words) => [(value) => typeof value === type, words];
const one = (...values) => [(value) => values.includes(value), values.map((value) => (typeof value === 'string' ? `'${value}'` : value)).join(', ').replace(/, ([^,]*)$/, ' or $1')];
const list = (values, words) => [
  (value) => Array.isArray(value) && value.every((item) => values.includes(item)),
  words,
  (value) => Array.isArray(value) && ` with ${said(value.find((item) => !values.includes(item)))}`,
];
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const texts = (value) => isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
const isTag = (tag) => {
  try {
    return Boolean(tag === 'auto' || new Intl.Locale(tag.replace('_', '-')));
  } catch {
    return false;
  }
};
const languages = (value) => (Array.isArray(value) ? value : `${value}`.split(',')).every(isTag);
/** What is wrong with a name among the shop's texts: no code of ours, and no language with texts of its own. */
const isText = ([name, text]) => (typeof text === 'string' ? true : isTag(name) && texts(text));

const shown = one(true, false, 'optional');
const billing = [
  (value) => texts(value) && Object.keys(value).every((name) => BILLING.includes(name)),
  `an object of texts: ${BILLING.join(', ')}`,
  (value) => isRecord(value) && Object.keys(value).some((name) => !BILLING.includes(name)) && ` with ${said(Object.keys(value).find((name) => !BILLING.includes(name)))}`,
];
const milliseconds = (least, most) => [(value) => Number.isFinite(value) && value >= least && value <= most, `a number of milliseconds, ${least} to ${most}`];
const grant = [(value) => typeof value === 'string' || typeof value === 'function', 'a URL on your server, or a function'];

const FORM = {
  locale: [languages, "'auto', a language tag, or a list of tags"],
  messages: [(value) => isRecord(value) && Object.entries(value).every(isText), 'an object of texts by code, and of such objects by language'],
  appearance: [isRecord, 'an object'],
  title: is('string', 'a text'),
  typing: one('sealed', 'native'),
  bin: is('function', 'a function'),
};
const CARD = {
  ...FORM,
  name: shown,
  postalCode: one(true, false, 'optional', 'auto'),
  brands: list(BRANDS, `a list of brands: ${BRANDS.join(', ')}`),
  keepMs: milliseconds(0, 2 ** 31 - 1),
};
const HOLDER = { billing, email: is('string', 'a text'), phone: is('string', 'a text') };
const OPTIONS = {
  card: CARD,
  giftCard: { ...FORM, securityCode: shown, accessCode: shown },
  bankAccount: { ...FORM, ...HOLDER, agreement: [(value) => texts(value) && value.id, 'an object with the id of the text that the shopper agrees to'] },
  reveal: { grant, hideAfterMs: milliseconds(1000, 300000), locale: FORM.locale, messages: FORM.messages, title: FORM.title },
};
const ALL = { ...CARD, frame: is('string', 'a URL'), grant, vault: one(...Object.keys(VAULTS)) };
const APPEARANCE = {
  theme: one('auto', 'light', 'dark'),
  variables: [isRecord, 'an object'],
  rules: [(value) => isRecord(value) && Object.values(value).every(isRecord), 'an object of objects'],
  fonts: [(value) => Array.isArray(value) && value.every((font) => isRecord(font) && [font.family, font.src].every((text) => typeof text === 'string')), 'a list of { family, src }'],
};
const TOKENIZE = {
  ...HOLDER,
  signal: [(value) => typeof value?.addEventListener === 'function' && 'aborted' in value, 'an AbortSignal'],
  timeoutMs: is('number', 'a number of milliseconds above 0'),
  save: is('boolean', 'true or false'),
};

/** Throws where an option has no value that it takes; says in the console which name is none of the options. */
const check = (options, table, where, whole = where) => {
  if (!isRecord(options)) refuse(whole, 'an object', options);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(table, name)) warn(`${where}${name} is no option here. There are ${Object.keys(table).join(', ')}`);
    else if (value !== undefined && !table[name][0](value)) refuse(where + name, table[name][1], value, table[name][2]?.(value) || '');
  }
  for (const [language, texts] of Object.entries(options.messages ?? {}).concat([['', options.messages ?? {}]]).filter(([, texts]) => isRecord(texts))) {
    for (const [code, text] of Object.entries(texts))
      if (typeof text === 'string' && !MESSAGES.includes(code)) warn(`${where}messages.${language && `${language}.`}${code} is no code of a text; the types name them`);
  }
  if (options.appearance) check(options.appearance, APPEARANCE, 'appearance.', 'appearance');
  try {
    JSON.stringify(options);
  } catch {
    refuse(whole, 'of values that JSON can write', options);
  }
};

/** A text of the shop's own server or code, as it can be said: nobody knows what is in it. */
const heard = (text) => (/\d[\d -]{10,}\d/.test(text) ? 'a text with a long number' : `${text}`.slice(0, 200));

/** The same grant, with what went wrong said in the console. */
const watchedGrant = (grant) => async (asked) => {
  const none = (why) => void warn(`no grant: ${why}`);
  if (typeof grant === 'function') {
    try {
      const given = await grant(asked);
      return isRecord(given) ? given : none(`your function gave ${given === undefined ? 'nothing' : said(given)}`);
    } catch (error) {
      return none(`your function threw ${heard(`${error?.name ?? ''}: ${error?.message ?? error}`)}`);
    }
  }
  let response, text;
  try {
    response = await fetch(grant, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(asked), redirect: 'error' });
    text = await response.text();
  } catch (error) {
    return none(`${heard(grant)} cannot be asked (${heard(error.message)}): does it run, does it answer this origin, does it send on elsewhere?`);
  }
  try {
    const answer = JSON.parse(text);
    return response.ok ? answer : none(`${heard(grant)} answered ${response.status}${answer?.error?.code ? `, ${heard(answer.error.code)}` : ''}`);
  } catch {
    return none(`${heard(grant)} answered ${response.status} with ${text === '' ? 'nothing' : (response.headers.get('content-type') ?? 'no content-type')}, and a grant is JSON`);
  }
};

/** Has an element say what is wrong with a call of it. */
const watched = (element, name, kind, table, events, fields, frame) => {
  let destroyed = false;
  const around = (method, before) => {
    const call = element[method];
    if (!call) return;
    element[method] = (...values) => {
      if (destroyed) throw new TokenframeError('destroyed', `destroyed: ${method}() of a ${name} that was destroyed`);
      before?.(...values);
      return call.apply(element, values);
    };
  };
  around('mount', (target) => {
    let node = target;
    try {
      if (typeof target === 'string') node = document.querySelector(target);
    } catch {
      throw new TokenframeError('target_missing', `target_missing: ${said(target)} is no selector`);
    }
    if (node?.nodeType !== 1) throw new TokenframeError('target_missing', `target_missing: there is no element in the document for ${said(target)}`);
    if (!node.isConnected) warn(`the node that a ${name} is mounted in is not in the document: nothing loads until it is`);
  });
  around('update', (options) => check(options, table, 'update().', 'what update() takes'));
  around('focus', (field) => {
    if (field !== undefined && !fields.includes(field)) throw new TokenframeError('option_invalid', `option_invalid: there is no field ${said(field)}. There are ${fields.join(', ')}`);
  });
  around('on', (event, listener) => {
    // An element of HTML listens for all that there are.
    if (![...events, ...REVEAL_EVENTS].includes(event)) throw new TokenframeError('option_invalid', `option_invalid: there is no event ${said(event)}. There are ${events.join(', ')}`);
    if (typeof listener !== 'function') refuse(`the listener of '${event}'`, 'a function', listener);
  });
  around('tokenize');
  const tokenize = element.tokenize;
  // It rejects, as each of its mistakes does.
  if (kind !== 'reveal')
    element.tokenize = async (...values) => {
      if (values[0] !== undefined) check(values[0], TOKENIZE, 'tokenize().', 'what tokenize() takes');
      return worded(() => tokenize(...values));
    };
  for (const method of ['blur', 'clear', 'hide']) around(method);
  element.on('loaderror', ({ code }) => MEANING[code] && warn(`${code}: ${MEANING[code]}${code === 'frame_timeout' ? ` It was asked for at ${frame}` : ''}`));
  const { destroy } = element;
  element.destroy = () => {
    destroy.call(element);
    destroyed = true;
  };
  return element;
};

/** Has a part say which other parts were forgotten when a card is to be sent. */
const attended = (part, type, apart) => {
  const { mount, destroy, tokenize } = part;
  apart.set(type, true);
  part.mount = (target) => {
    const ready = mount(target);
    apart.delete(type);
    return ready;
  };
  part.destroy = () => {
    apart.delete(type);
    destroy();
  };
  part.tokenize = (options) => {
    for (const other of apart.keys()) warn(`a '${other}' was created and never mounted: destroy() it, or the card is asked for one that nobody can type`);
    return tokenize(options);
  };
  return part;
};

/** @type {import('./index.js').createTokenframe} */
export const createTokenframe = (options) => {
  check(options, ALL, '', 'what createTokenframe() takes');
  const asks = ['string', 'function'].includes(typeof options.grant);
  const tf = worded(() => create(asks ? { ...options, grant: watchedGrant(options.grant) } : options));
  let card;
  // Parts that are there and stand nowhere: what they ask for is missing from each card.
  const apart = new Map();
  return {
    create(type, own) {
      if (!ELEMENTS.includes(type)) throw new TokenframeError('element_unknown', `element_unknown: there is no element ${said(type)}. There are ${ELEMENTS.join(', ')}`);
      const table = OPTIONS[type] ?? CARD;
      if (own !== undefined) check(own, { ...table, grant, vault: ALL.vault }, '', 'what create() takes');
      if (['card', ...PARTS].includes(type) && (card ??= type) !== type && [card, type].includes('card')) warn("a 'card' and parts of one are two forms: what is typed into the one is not in the other");
      const fields = { giftCard: GIFT_CARD, bankAccount: BANK_ACCOUNT }[type] ?? PARTS;
      const made = watched(worded(() => tf.create(type, own)), type, type, table, CARD_EVENTS, fields, options.frame);
      return PARTS.includes(type) ? attended(made, type, apart) : made;
    },
    reveal(type, own) {
      if (!['card', 'serviceCode'].includes(type)) throw new TokenframeError('element_unknown', `element_unknown: there is no ${said(type)} to reveal. There are 'card' and 'serviceCode'`);
      if (own !== undefined) check(own, OPTIONS.reveal, '', 'what reveal() takes');
      return watched(tf.reveal(type, own), 'stored card', 'reveal', OPTIONS.reveal, REVEAL_EVENTS, [], options.frame);
    },
  };
};

/** Does it, and puts what an error's code means into its message. */
const worded = (work) => {
  const told = (error) => {
    throw MEANING[error.code] ? explained(error.code) : error;
  };
  try {
    const made = work();
    return made instanceof Promise ? made.catch(told) : made;
  } catch (error) {
    return told(error);
  }
};
