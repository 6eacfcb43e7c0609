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

import { PARTS, TokenframeError } from './base.js';
import { element } from './element.js';

export { TokenframeError };

/** @type {import('./index.js').createTokenframe} */
export const createTokenframe = (options) => {
  const frame = frameUrl(options?.frame);
  if (!/str|fun/.test(typeof options.grant)) throw new TokenframeError('grant_missing');
  // What is typed into frames of its own, or outlives its frame, is kept in one that nobody sees, and that leads the form.
  const leading = (options) => element(frame, options, 'lead');
  let parts;
  return {
    create(type, elementOptions) {
      const all = { ...options, ...elementOptions };
      const isPart = PARTS.includes(type);
      const own = ['giftCard', 'bankAccount'].includes(type) ? 'clover-instruments' : null;
      if (type !== 'card' && !isPart && !own) throw new TokenframeError('element_unknown');
      if (type === 'bankAccount' && !all.agreement?.id) throw new TokenframeError('agreement_missing');
      const lead = isPart ? (parts ??= leading(options)) : type === 'card' && all.keepMs ? leading(all) : null;
      return element(frame, all, type, lead, own);
    },
    reveal(type, revealOptions) {
      const scope = type === 'card' ? 'show_card' : type === 'serviceCode' && 'show_service_code';
      if (!scope) throw new TokenframeError('element_unknown');
      return element(frame, { ...options, title: '', ...revealOptions, vault: 'vaultera' }, type, null, 'vaultera-reveal', scope);
    },
  };
};

const frameUrl = (text) => {
  let url;
  try {
    url = new URL(text);
  } catch {}
  const local = ['localhost', '127.0.0.1'].includes(url?.hostname);
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && local)) throw new TokenframeError('frame_url_invalid');
  // On the page's own origin, any script of the page could read the card out of the frame.
  if (url.origin === globalThis.location?.origin) {
    throw new TokenframeError('frame_same_origin');
  }
  url.hash = url.search = '';
  url.pathname = url.pathname.replace(/\/?$/, '/');
  return url;
};
