// The shop's side of Tokenframe without a frame, for unit tests: the same calls, the same refusals of wrong ones, and
// whatever result a test asks for. No DOM is needed.

import { PARTS, TokenframeError } from '../base.js';
import { callError } from './errors.js';
import { FakeElement } from './fake-element.js';

export { callError, TokenframeError };

// What there is, as the types name it: a word that is none of these is a test's mistake.
const TYPES = ['card', ...PARTS, 'giftCard', 'bankAccount', 'reveal:card', 'reveal:serviceCode'];
const TOKEN = ['id', 'vault', 'kind', 'brand', 'preferredBrand', 'last4', 'expMonth', 'expYear', 'save', 'nextAction'];

const elements = [];
const script = [];

/** What a test holds. */
export const fake = {
  /** All elements since the last `reset`, in the order in which they were made. */
  elements,
  /** The last one, or the last of a type. */
  last(type) {
    if (type !== undefined && !TYPES.includes(type)) throw new TypeError(`There is no element '${type}'. There are ${TYPES.join(', ')}`);
    return elements.findLast((element) => !type || element.type === type);
  },
  /** What the next call of `tokenize` gives: a token's members, an error of `callError`, a Promise or a function of either. */
  next(outcome) {
    if (!['object', 'function'].includes(typeof outcome) || outcome === null) throw new TypeError('next() takes members of a token, an error of callError(), or a Promise or a function of either');
    const wrong = typeof outcome === 'object' && !('then' in outcome || 'kind' in outcome) && Object.keys(outcome).find((name) => !TOKEN.includes(name));
    if (wrong) throw new TypeError(`A token has no '${wrong}'. It has ${TOKEN.join(', ')}`);
    script.push(outcome);
  },
  reset() {
    for (const element of elements.splice(0)) element.destroy();
    script.length = 0;
  },
};

const REVEALED = ['card', 'serviceCode'];
const OTHER = ['giftCard', 'bankAccount'];

/** @type {import('../index.js').createTokenframe} */
export const createTokenframe = (options) => {
  checkFrame(options?.frame);
  if (typeof options.grant !== 'string' && typeof options.grant !== 'function') throw new TokenframeError('grant_missing', 'grant must be a URL on your server, or a function that gives a Promise of a grant');
  let parts;
  const made = (type, own, shared) => {
    const element = new FakeElement(type, { ...options, ...own }, shared, script);
    elements.push(element);
    return element;
  };
  return {
    create(type, own = {}) {
      const isPart = PARTS.includes(type);
      if (type !== 'card' && !isPart && !OTHER.includes(type)) throw new TokenframeError('element_unknown', `There is no element '${type}'`);
      if (type === 'bankAccount' && !{ ...options, ...own }.agreement?.id) throw new TokenframeError('agreement_missing');
      if (!isPart) return made(type, own);
      parts ??= { created: new Set(), filled: {} };
      if ([...parts.created].some((part) => part.type === type)) throw new TokenframeError('element_duplicate', `There is an element '${type}' already`);
      return made(type, own, parts);
    },
    reveal(type, own = {}) {
      if (!REVEALED.includes(type)) throw new TokenframeError('element_unknown', `There is no '${type}' to reveal`);
      return made(`reveal:${type}`, own);
    },
  };
};

const checkFrame = (text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw new TokenframeError('frame_url_invalid', 'frame must be an absolute URL');
  const local = ['localhost', '127.0.0.1'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw new TokenframeError('frame_url_invalid', 'frame must be an https: URL');
  if (globalThis.location && url.origin === location.origin) throw new TokenframeError('frame_same_origin', 'frame must be on another origin than the page');
};

