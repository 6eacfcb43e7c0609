// How an element looks on the shop's page: the room that it takes before its frame can say how much it needs, and what
// stands there until then.

import { VAULTS } from './base.js';

const DARK = '(prefers-color-scheme: dark)';

/** The colour scheme of a node's page, unless the shop wants another for the form. */
export const schemeOf = (node, appearance) => {
  const { theme } = appearance ?? {};
  const colorScheme = /dark|light/.test(theme) ? theme : getComputedStyle(node).colorScheme;
  return /dark/.test(colorScheme) && (!/light/.test(colorScheme) || matchMedia(DARK).matches) ? 'dark' : 'light';
};

/** Calls a function whenever a node's page may have gone from light to dark, until the signal. */
export const recolored = (node, work, until) => {
  matchMedia(DARK).addEventListener('change', work, until);
  // By a class or a style, of the node or of what it stands in.
  const classes = new MutationObserver(work);
  for (let at = node; at; at = at.parentElement) classes.observe(at, { attributes: true });
  until.signal.onabort = () => classes.disconnect();
};

/** Gives a frame its height before it can say so, and shows where its fields will be: the page must not jump. */
export const reserve = (iframe, type, vault, options, label) => {
  const { billing, appearance } = options;
  const { size, height = '2.75em' } = appearance?.variables ?? {};
  // The frame's `rem` is what the shopper set the browser to, and the page's may be another.
  iframe.style.fontSize = 'medium';
  const medium = parseFloat(getComputedStyle(iframe).fontSize);
  iframe.style.fontSize = `${size}`.replace(/[\d.]+rem/, (rem) => `${parseFloat(rem) * medium}px`);
  // Beneath this width, in `em`, two fields do not stand side by side: those of a card, and others, whose labels are longer.
  const narrow = iframe.clientWidth < (type === 'card' ? 18.75 : 24) * medium;
  // How many rows those of two fields take that are shown: none of them is as good as known.
  const rows = (one, other) => (narrow ? !one + !other : !(one && other));
  const two = rows();
  const count = {
    card: 1 + two + !!options.name + !!(options.postalCode === 'auto' ? vault === 'clover' : options.postalCode),
    giftCard: 1 + rows(options.securityCode === false, !options.accessCode),
    bankAccount: 3 + 3 * two + rows(options.email, options.phone) + 2 * !billing?.line1 + !billing?.city + rows(billing?.state, billing?.postalCode),
  }[type] ?? 1;
  const head = label ? 0 : 1.5;
  // www/frame/reveal/reveal.css: another row where it is narrow.
  const page = vault !== 'vaultera-reveal' ? VAULTS[vault] : iframe.clientWidth < 400 ? 320 : 274;
  iframe.style.height = page ? `calc(${page}px + 1.75em)` : `calc(6px + ${count}*(${head + 1.75}em + ${`${height}`.replaceAll('rem', 'em')}))`;
  // In whole pixels, as the frame will say it. Where nothing is shown yet, nothing can jump.
  iframe.style.height = `${Math.ceil(parseFloat(getComputedStyle(iframe).height))}px`;
  iframe.style.background = `repeating-linear-gradient(#0000 0 ${head}em,#8882 0 calc(100%/${count} - 1.75em),#0000 0 calc(100%/${count})) 3px 3px/calc(100% - 6px) no-repeat`;
  // What is painted before the frame knows of another look, or of the dark in some browsers, is not for the shopper.
  if (iframe.style.colorScheme === 'dark' || appearance) iframe.style.paddingTop = iframe.style.height;
};
