// The events of a frame, as those of its element: they bubble, out of shadow roots too.

const EVENTS = ['ready', 'change', 'focus', 'blur', 'submit', 'escape', 'brandschange', 'expiring', 'expired', 'loaderror', 'shown', 'hidden'];

/** Says it of an element. `false`: somebody would rather do themselves what the element does then. */
export const say = (element, name, detail) => element.dispatchEvent(new CustomEvent(`tokenframe-${name}`, { detail, bubbles: true, composed: true, cancelable: true }));

/** Has an element say what its frame does. `first` hears it before the page does, `then` where nobody prevented it. */
export const retell = (element, frame, { first = {}, then = {} } = {}) => {
  for (const name of EVENTS) {
    frame.on(name, (detail) => {
      first[name]?.(detail);
      if (say(element, name, detail)) then[name]?.(detail);
    });
  }
};

/** What the programmer can mend: nothing can be shown. */
export const refuse = (element, error) => {
  say(element, 'loaderror', { kind: 'config', code: error.code ?? 'internal', retryable: false });
  console.error(`<${element.localName}>`, error);
};
