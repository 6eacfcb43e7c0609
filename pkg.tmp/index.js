// The shop's side of Tokenframe. It runs on the merchant's page, so nothing here may ever see a digit
// of a card but the last four: it makes the frame, shakes hands with it, and passes short texts on.
//
// The handshake, in order:
//   1. We make the frame with a fresh nonce behind the '#' of its address.
//   2. The frame posts HELLO, which says nothing, to whoever embeds it.
//   3. We look at the source, then the shape, then the origin. Then we answer, to the frame's exact
//      origin, with the nonce, our protocol, and one end of a private port.
//   4. The frame looks at the source, the shape, the origin, and the nonce. From then on only the port
//      speaks; each message is one JSON text. src/message.rs holds the other end.

import { PARTS, random, TokenframeError } from './base.js';
import { Card } from './element.js';

export { TokenframeError };

// What shows a stored card, and the scope that each asks for.
const REVEALED = { card: 'show_card', serviceCode: 'show_service_code' };

/** @type {import('./index.js').createTokenframe} */
export const createTokenframe = (options) => {
  const frame = frameUrl(options && options.frame);
  const { grant } = options;
  if (typeof grant !== 'string' && typeof grant !== 'function') {
    throw new TokenframeError('grant_missing', 'grant must be a URL on your server, or a function that gives a Promise of a grant');
  }
  let parts;
  return {
    create(type, elementOptions) {
      const all = { ...options, ...elementOptions };
      const isPart = PARTS.includes(type);
      const isCard = type === 'card';
      const isOther = ['giftCard', 'bankAccount'].includes(type);
      if (!isCard && !isPart && !isOther) throw new TokenframeError('element_unknown', `There is no element '${type}'`);
      if (type === 'bankAccount' && !all.agreement?.id) throw new TokenframeError('agreement_missing');
      if (isPart) parts ??= group(frame, options);
      return new Card(frame, all, type, { group: isPart ? parts : isCard && all.keepMs ? group(frame, all) : null, own: isOther ? 'clover-instruments' : null });
    },
    reveal(type, revealOptions) {
      const scope = Object.hasOwn(REVEALED, type) && REVEALED[type];
      if (!scope) throw new TokenframeError('element_unknown', `There is no '${type}' to reveal`);
      return new Card(frame, { ...options, title: '', ...revealOptions, vault: 'vaultera' }, type, { scope, own: 'vaultera-reveal' });
    },
  };
};

const frameUrl = (text) => {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new TokenframeError('frame_url_invalid', 'frame must be an absolute URL');
  }
  const local = ['localhost', '127.0.0.1'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw new TokenframeError('frame_url_invalid', 'frame must be an https: URL');
  }
  // On the page's own origin, any script of the page could read the card out of the frame.
  if (globalThis.location && url.origin === location.origin) {
    throw new TokenframeError('frame_same_origin', 'frame must be on another origin than the page');
  }
  url.search = url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
};

/** What elements share whose fields stand in frames of their own: a frame that nobody sees, and that leads the form. */
const group = (frame, options) => {
  const it = { id: random(), created: new Set(), mounted: new Set() };
  it.lead = new Card(frame, options, 'lead', { group: it });
  return it;
};
