// Where a frame stands in an element: the element's shadow root, what is mounted there, and its way through the document.

import { createTokenframe } from '../index.js';
import { SETTINGS } from './options.js';

/** Who makes what is mounted; development.js has another one. */
export const maker = { createTokenframe };

let sheet;
/** One sheet for all of them. Made at the first element: there is none where there is no document. */
const style = () => {
  if (sheet) return sheet;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(':host{display:block}:host([hidden]){display:none}:host(:disabled){opacity:.5}div{outline:none}');
  return sheet;
};

// The parts of one form are one form in the frames too.
const shared = new WeakMap();

/** What an element has mounted, and where. `host` says what it asks for, and makes it of a Tokenframe. */
export class Place {
  #node;
  #host;
  #label = document.createElement('label');
  // What was made, with what, and for whom.
  #made = null;
  #soon = false;
  #over;
  room = document.createElement('div');

  constructor(node, host) {
    [this.#node, this.#host] = [node, host];
    const root = node.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style()];
    this.room.id = this.#label.htmlFor = 'frame';
    this.room.part = 'frame';
    // Where a browser points at what is wrong; nobody's way through the page stops there.
    this.room.tabIndex = -1;
    this.#label.hidden = true;
    root.append(this.#label, this.room);
  }

  /** What createTokenframe(…).create gave; `null` while there is none. */
  get element() {
    return this.#made?.element ?? null;
  }
  /** The same for all whose fields are one form. */
  get form() {
    return this.#made?.set ?? this;
  }

  /** The token of what was typed, by whichever part it was asked for. */
  get token() {
    return this.#made?.set.token ?? null;
  }
  set token(token) {
    const set = this.#made?.set;
    if (!set) return;
    set.token = token;
    for (const place of set.places) place.#host.judge();
  }

  /** Looks at all that was set in this turn, at its end. */
  refresh() {
    if (this.#soon) return;
    this.#soon = true;
    queueMicrotask(() => {
      this.#soon = false;
      if (this.#node.isConnected) this.#settle();
    });
  }

  leave() {
    this.element?.unmount();
    // What is only moved comes back at once; what was typed may be kept for longer.
    this.#over = setTimeout(() => this.#node.isConnected || this.#drop(), this.#made?.options.keepMs ?? 0);
  }

  #settle() {
    clearTimeout(this.#over);
    const { settings, options } = this.#host.asked();
    const scope = this.#host.scope();
    const made = this.#made;
    this.#label.textContent = this.#host.labelText();
    if (made && made.scope === scope && SETTINGS.every((name) => settings[name] === undefined || made.set.settings[name] === settings[name])) {
      const changed = Object.keys(options).some((name) => !same(options[name], made.options[name]));
      made.options = options;
      if (!changed) return this.#mount();
      if (made.element.update) made.element.update(options);
      else this.#drop();
      if (this.#made) return this.#mount();
    } else if (made) this.#part();
    try {
      this.#make(settings, options, scope);
    } catch (error) {
      this.#host.refused(error);
    }
  }

  #make(settings, options, scope) {
    let set = scope && shared.get(scope);
    if (!set) {
      // What a framework sets after it has put the element into the page, or what another part says, comes a little later.
      if (!settings.frame || !settings.grant) return setTimeout(() => this.#lack(settings, scope));
      set = { settings, tokenframe: maker.createTokenframe(settings), places: new Set() };
      if (scope) shared.set(scope, set);
    }
    const element = this.#host.create(set.tokenframe, options);
    set.places.add(this);
    this.#made = { element, options, scope, set };
    // Behind the others of this turn: all parts are there before the first is mounted.
    queueMicrotask(() => this.#node.isConnected && this.#made?.element === element && this.#mount());
  }

  #lack(settings, scope) {
    if (this.#made || this.#soon || !this.#node.isConnected) return;
    if (shared.has(scope)) return this.refresh();
    try {
      maker.createTokenframe(settings);
    } catch (error) {
      this.#host.refused(error);
    }
  }

  #mount() {
    // Whoever listens for `loaderror` hears what went wrong.
    this.element.mount(this.room).catch(() => {});
  }

  /** Others that were made with the same are made anew, too. */
  #part() {
    const { set, scope } = this.#made;
    const places = [...set.places];
    if (scope && shared.get(scope) === set && scope === this.#host.scope()) {
      shared.delete(scope);
      for (const place of places) {
        place.#drop();
        place.refresh();
      }
    } else this.#drop();
  }

  #drop() {
    const made = this.#made;
    if (!made) return;
    this.#made = null;
    made.element.destroy();
    made.set.places.delete(this);
    if (!made.set.places.size && shared.get(made.scope) === made.set) shared.delete(made.scope);
  }
}

/** Whether two options say the same. A list that is read from an attribute is another one each time. */
const same = (one, other) => one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
