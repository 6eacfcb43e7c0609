import { wrong } from './core.js';

/** A secret that was just made: it is given once, and whatever prints it prints the mask. */
export class Secret {
  #text;

  constructor(text, masked) {
    this.#text = text;
    this.masked = masked;
    Object.freeze(this);
  }

  reveal() {
    const text = this.#text;
    if (text === undefined) throw wrong('secret_spent');
    this.#text = undefined;
    return text;
  }

  toString() {
    return this.masked;
  }

  toJSON() {
    return this.masked;
  }

  [Symbol.for('nodejs.util.inspect.custom')]() {
    return `Secret(${this.masked})`;
  }
}

/** A key that was just made, as it may be passed on and printed. */
export const created = ({ secret, ...key }) => ({ ...key, secret: new Secret(secret, key.masked) });
