// The forms as elements of HTML. Importing does nothing; `define` makes them known to the document.

import { refuse, retell } from './events.js';
import { FieldElement } from './field.js';
import { asked, defaults, observed } from './options.js';
import { Place } from './place.js';

export { TokenframeError } from '../index.js';

export class TokenframeCardElement extends FieldElement {}
export class TokenframeNumberElement extends FieldElement {
  static type = 'number';
}
export class TokenframeExpiryElement extends FieldElement {
  static type = 'expiry';
}
export class TokenframeCvcElement extends FieldElement {
  static type = 'cvc';
}
export class TokenframeNameElement extends FieldElement {
  static type = 'name';
}
export class TokenframePostalCodeElement extends FieldElement {
  static type = 'postalCode';
}
export class TokenframeGiftCardElement extends FieldElement {
  static type = 'giftCard';
}
export class TokenframeBankAccountElement extends FieldElement {
  static type = 'bankAccount';
}

/** A stored card, for a person's eyes: nothing that a form could send. */
export class TokenframeRevealElement extends (globalThis.HTMLElement ?? class {}) {
  #own = {};
  #place = new Place(this, {
    create: (tokenframe, options) => {
      const element = tokenframe.reveal(this.getAttribute('type') === 'service-code' ? 'serviceCode' : 'card', options);
      retell(this, element);
      return element;
    },
    asked: () => {
      const found = asked(this, 'reveal', this.#own);
      // Another one of these is another element.
      found.options.of = this.getAttribute('type');
      return found;
    },
    scope: () => null,
    labelText: () => '',
    judge: () => {},
    refused: (error) => refuse(this, error),
  });

  static get observedAttributes() {
    return [...observed('reveal'), 'type'];
  }
  connectedCallback() {
    if (Object.hasOwn(this, 'options')) {
      const { options } = this;
      delete this.options;
      this.options = options;
    }
    this.#place.refresh();
  }
  disconnectedCallback() {
    this.#place.leave();
  }
  connectedMoveCallback() {}
  attributeChangedCallback() {
    if (this.isConnected) this.#place.refresh();
  }
  get options() {
    return this.#own;
  }
  set options(options) {
    this.#own = { ...options };
    if (this.isConnected) this.#place.refresh();
  }
  hide() {
    this.#place.element?.hide();
  }
}

const ELEMENTS = {
  'tokenframe-card': TokenframeCardElement,
  'tokenframe-number': TokenframeNumberElement,
  'tokenframe-expiry': TokenframeExpiryElement,
  'tokenframe-cvc': TokenframeCvcElement,
  'tokenframe-name': TokenframeNameElement,
  'tokenframe-postal-code': TokenframePostalCodeElement,
  'tokenframe-gift-card': TokenframeGiftCardElement,
  'tokenframe-bank-account': TokenframeBankAccountElement,
  'tokenframe-reveal': TokenframeRevealElement,
};

/** @type {import('./index.js').define} */
export const define = (given = {}, registry = globalThis.customElements) => {
  Object.assign(defaults, given);
  // On a server there is nothing to make them known to.
  for (const [name, element] of Object.entries(registry ? ELEMENTS : {})) registry.get(name) || registry.define(name, element);
};
