// What few shops ask for, and each of them once the form is there: fonts of their own, a card judged by its BIN, a stored
// card that is hidden when it is scrolled away, and a word to the developer. element.js loads it then, and goes on without it where it does not come.

/** Names to the developer what the form does not take. */
export const warn = (names) => console.warn(`tokenframe: not taken from appearance: ${names.join(', ')}`);

/** Hands a frame the bytes of fonts. It may load none itself. */
export const wear = (port, fonts) => {
  for (const { src, ...font } of fonts) {
    fetch(src)
      .then((response) => response.ok && response.arrayBuffer())
      .then((bytes) => port.postMessage({ ...font, bytes }, [bytes]))
      .catch(() => warn([`fonts.${font.family}`]));
  }
};

/** Calls back when a frame is out of sight: Firefox tells a frame nothing of what its page scrolls away. */
export const watch = (iframe, hide) => new IntersectionObserver(([{ isIntersecting }]) => isIntersecting || hide()).observe(iframe);

const VERDICT_MS = 3000;

/** Has the shop's function judge a card by its BIN, and tells the frame. What it does not say in time refuses no card. */
export const judge = async (shop, bin, port) => {
  let refused, list, message;
  try {
    const said = await Promise.race([shop({ bin: `${bin}` }), new Promise((resolve) => setTimeout(resolve, VERDICT_MS))]);
    refused = said.accepted === false;
    // No more than a frame reads, or a card that is refused would be taken.
    list = Array.isArray(said.brands) ? said.brands.join().slice(0, 400).split(',') : [];
    message = `${said.message ?? ''}`.slice(0, 200);
  } catch {
    // As if it had said nothing more.
  }
  // A card that belongs to no network is one that is not taken.
  port.postMessage(JSON.stringify({ t: 'verdict', bin, brands: refused ? [] : list?.[0] ? list : undefined, first: list?.[0], message }));
};
