// How an element looks on the shop's page: the room that it takes before its frame can say how much it needs, what
// stands there until then, and what the frame is told of the shop's own look.

const DARK = '(prefers-color-scheme: dark)';

// The height of what a vault shows itself, in CSS pixels, beneath which one line of text fits: www/frame/page.css.
export const PAGES = { vaultera: 246, payconex: 366, 'vaultera-reveal': 276 };
// Beneath this width, in `em`, two fields do not stand side by side: those of a card, and others, whose labels are longer.
const NARROW = 18.75;
const NARROW_OTHERS = 24;

/** The colour scheme of a node's page, unless the shop wants another for the form. */
export const schemeOf = (node, appearance) => {
  const theme = appearance?.theme;
  if (theme === 'light' || theme === 'dark') return theme;
  const schemes = getComputedStyle(node).colorScheme.split(' ');
  return schemes.includes('dark') && (!schemes.includes('light') || matchMedia(DARK).matches) ? 'dark' : 'light';
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
  const { name, postalCode, securityCode, accessCode, appearance } = options;
  const { style } = iframe;
  const { variables: { size, height = '2.75em' } = {}, rules } = appearance ?? {};
  // The frame's `rem` is what the shopper set the browser to, and the page's may be another.
  style.fontSize = 'medium';
  const medium = parseFloat(getComputedStyle(iframe).fontSize);
  style.fontSize = `${size}`.replace(/([\d.]+)rem/, (_, count) => `${count * medium}px`);
  const postal = postalCode === 'auto' ? vault === 'clover' : postalCode;
  const { email, phone, billing: { line1, city, state, postalCode: zip } = {} } = options;
  const full = [[1], [1, 1]];
  // Each row with what is shown of it.
  const layout = {
    card: [...full, [name], [postal]],
    giftCard: [[1], [securityCode !== false, accessCode]],
    bankAccount: [...full, ...full, ...full, [!email, !phone], [!line1], [!line1], [!city], [!state, !zip]],
  }[type] ?? [[1]];
  const narrow = iframe.clientWidth < (type === 'card' ? NARROW : NARROW_OTHERS) * medium;
  const rows = layout.reduce((sum, row) => sum + (row = row.filter(Boolean).length, narrow ? row : row && 1), 0);
  const head = label ? 0 : 1.5;
  const box = `(${head}em + ${`${height}`.replaceAll('rem', 'em')})`;
  // www/frame/reveal/reveal.css: another row where it is narrow.
  const extra = vault === 'vaultera-reveal' && iframe.clientWidth < 400 ? 46 : 0;
  style.height = PAGES[vault] ? `calc(${PAGES[vault] + extra}px + 1.75em)` : `calc(6px + ${rows}*(1.75em + ${box}))`;
  // In whole pixels, as the frame will say it. Where nothing is shown yet, nothing can jump.
  style.height = `${Math.ceil(parseFloat(getComputedStyle(iframe).height))}px`;
  const bars = (from, to, width) => `repeating-linear-gradient(#0000 0 ${from},#8882 0 ${to},#0000 0 calc(1.75em + ${box})) 3px 3px/${width} no-repeat`;
  style.background = [bars('.25em', `${head && 1}em`, '6em'), bars(`${head}em`, `calc${box}`, 'calc(100% - 6px)')];
  // What is painted before the frame knows of another look, or of the dark in some browsers, is not for the shopper.
  if (style.colorScheme === 'dark' || appearance) style.paddingTop = style.height;
};

/** The form has its look: it stands in the place of what stood there. */
export const uncover = ({ style }) => Object.assign(style, { background: 'none', padding: 0 });

/** Tells a frame what the shop wants its form to look like. It may load no font itself. */
export const dress = (port, { variables, rules, fonts = [] }) => {
  port.postMessage(JSON.stringify({ t: 'look', variables, rules }));
  for (const { src, ...font } of fonts) {
    fetch(src)
      .then((response) => response.ok && response.arrayBuffer())
      .then((bytes) => port.postMessage({ ...font, bytes }, [bytes]))
      .catch(() => warn([`fonts.${font.family}`]));
  }
};

/** Names to the developer what the form does not take. */
export const warn = (names) => console.warn(`tokenframe: not taken from appearance: ${names.join(', ')}`);
