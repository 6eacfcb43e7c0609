// The elements of one provider. One that keeps what was typed (`keepMs`) outlives its component, for the next.

import { createTokenframe } from '../index.js';

/** Who makes what the components mount; development.js has another one. */
export const maker = { createTokenframe };

const NONE = { state: null, ready: false, error: null };

export class Registry {
  #kept = new Map();
  #taken = [];
  #listeners = new Set();
  #now = NONE;
  #shared = {};

  constructor(tokenframe) {
    this.tokenframe = tokenframe;
  }

  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  snapshot = () => this.#now;
  first = () => NONE;

  /** Who is asked for the token: the first that is shown and has one. */
  lead() {
    const held = this.#taken.find(({ type }) => type !== 'reveal');
    // As an element that is not mounted says it.
    return held?.element ?? this.tokenframe.create('card');
  }

  /** What the provider says for all of them. */
  share(options) {
    if (same(options, this.#shared)) return;
    this.#shared = options;
    for (const held of this.#taken) held.update(held.own);
  }

  /** The element of a type: the one that was there, where nobody shows it. */
  take(type, make, own, tell, names) {
    let held = this.#kept.get(type);
    if (held) this.#kept.delete(type);
    else {
      const element = make(this.tokenframe);
      held = { type, element, asked: { ...this.#shared, ...own }, own, tell };
      held.update = (options) => this.#update(held, options);
      // An element that was made without it keeps nothing.
      held.keeps = Boolean(held.asked.keepMs);
      for (const name of names) element.on(name, (detail) => this.#heard(held, name, detail));
    }
    held.tell = tell;
    this.#taken.push(held);
    return held;
  }

  give(held) {
    const at = this.#taken.indexOf(held);
    // Its provider is gone already.
    if (at < 0) return;
    this.#taken.splice(at, 1);
    held.element.unmount();
    if (held.keeps && !this.#kept.has(held.type)) this.#kept.set(held.type, held);
    else held.element.destroy();
    if (!this.#taken.some(({ type }) => type !== 'reveal')) this.#say(NONE);
  }

  end() {
    for (const held of [...this.#taken.splice(0), ...this.#kept.values()]) held.element.destroy();
    this.#kept.clear();
    this.#say(NONE);
  }

  #update(held, own) {
    held.own = own;
    const asked = { ...this.#shared, ...own };
    if (same(asked, held.asked)) return;
    // What is not said any more is not meant any more.
    for (const name of Object.keys(held.asked)) if (!(name in asked)) asked[name] = undefined;
    held.asked = asked;
    held.element.update?.(asked);
  }

  #heard(held, name, detail) {
    // What a frame says that is gone, or goes, is nobody's news.
    if (!this.#taken.includes(held)) return;
    if (held.type !== 'reveal') {
      if (name === 'change') this.#say({ ...this.#now, state: detail });
      // What was kept is not said anew.
      if (name === 'ready') this.#say({ state: held.element.state, ready: true, error: null });
      if (name === 'loaderror') this.#say({ ...this.#now, ready: false, error: detail });
    }
    held.tell(name, detail);
  }

  #say(now) {
    if (same(now, this.#now)) return;
    this.#now = now;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The same to whoever reads it; functions are the same or not. */
export const same = (one, other) => {
  if (Object.is(one, other)) return true;
  if (!one || !other || typeof one !== 'object' || typeof other !== 'object') return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
};
