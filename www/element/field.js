// The elements that take something: each is a control of its form, with a label, validity, a value and a reset.

import { TokenframeError } from '../index.js';
import { refuse, retell, say } from './events.js';
import { asked, observed } from './options.js';
import { Place } from './place.js';
import { enter, join } from './submission.js';
import { problem, text } from './validity.js';

const PARTS = ['number', 'expiry', 'cvc', 'name', 'postalCode'];
/** States for CSS, such as `:state(complete)`. */
const STATES = ['empty', 'complete', 'focused'];

const on = (internals, state, is) => {
  try {
    internals.states?.[is ? 'add' : 'delete'](state);
  } catch {
    // Chromium before 125 takes no such name.
  }
};

/** The base of them all. Where there is no document, it is a class that nothing can be made of. */
export class FieldElement extends (globalThis.HTMLElement ?? class {}) {
  static formAssociated = true;
  static type = 'card';

  #internals = this.attachInternals();
  #own = {};
  #custom = '';
  #form = null;
  #leave = () => {};
  // Within an `invalid` event and what the browser does right after it.
  #pointed = false;
  #place = new Place(this, {
    create: (tokenframe, options) => this.#create(tokenframe, options),
    asked: () => asked(this, this.type, this.#own),
    scope: () => (PARTS.includes(this.type) ? (this.#form ?? this.getRootNode()) : null),
    labelText: () => [...this.labels].map((label) => label.textContent.trim()).join(' '),
    judge: () => this.#judge(),
    refused: (error) => refuse(this, error),
  });

  constructor() {
    super();
    // A press on a label of ours arrives as a click on us; one on the form arrives nowhere.
    this.addEventListener('click', (event) => event.composedPath()[0] === this && this.focus());
    this.addEventListener('invalid', () => {
      this.#pointed = true;
      setTimeout(() => (this.#pointed = false));
    });
    this.#place.room.addEventListener('focus', () => this.#pointAt());
  }

  static get observedAttributes() {
    return [...observed(this.type), 'required', 'disabled', 'name'];
  }

  get type() {
    return this.constructor.type;
  }

  connectedCallback() {
    this.#early('options', 'required', 'disabled', 'name');
    this.#place.refresh();
    this.#judge();
  }
  disconnectedCallback() {
    this.#place.leave();
  }
  // Moved by `moveBefore`, its frame goes with it as it is.
  connectedMoveCallback() {
    this.#place.refresh();
  }
  attributeChangedCallback(name) {
    if (name === 'required') this.#judge();
    else if (this.isConnected && name !== 'name' && name !== 'disabled') this.#place.refresh();
  }
  formAssociatedCallback(form) {
    this.#leave();
    this.#form = form;
    const member = { takesPart: () => this.#takesPart(), shared: () => this.#place.form, tokenize: () => this.tokenize() };
    this.#leave = form ? join(form, member) : () => {};
    if (this.isConnected) this.#place.refresh();
  }
  formResetCallback() {
    this.clear();
  }
  formDisabledCallback(disabled) {
    this.#place.room.inert = disabled;
  }

  get options() {
    return this.#own;
  }
  set options(options) {
    this.#own = { ...options };
    this.#judge();
    if (this.isConnected) this.#place.refresh();
  }
  get name() {
    return this.getAttribute('name') ?? '';
  }
  set name(name) {
    this.setAttribute('name', name);
  }
  get required() {
    return this.hasAttribute('required');
  }
  set required(is) {
    this.toggleAttribute('required', Boolean(is));
  }
  get disabled() {
    return this.hasAttribute('disabled');
  }
  set disabled(is) {
    this.toggleAttribute('disabled', Boolean(is));
  }

  get form() {
    return this.#internals.form;
  }
  get labels() {
    return this.#internals.labels;
  }
  get validity() {
    return this.#internals.validity;
  }
  get validationMessage() {
    return this.#internals.validationMessage;
  }
  get willValidate() {
    return this.#internals.willValidate;
  }
  checkValidity() {
    return this.#internals.checkValidity();
  }
  reportValidity() {
    return this.#internals.reportValidity();
  }
  setCustomValidity(message) {
    this.#custom = `${message}`;
    this.#judge();
  }

  get state() {
    return this.#place.element?.state ?? null;
  }
  get token() {
    return this.#place.token;
  }
  get value() {
    return this.token?.id ?? '';
  }
  get ready() {
    const { element } = this.#place;
    if (element) return element.ready;
    return new Promise((resolve, reject) => {
      const settle = (event) => {
        for (const name of ['tokenframe-ready', 'tokenframe-loaderror']) this.removeEventListener(name, settle);
        if (event.type === 'tokenframe-ready') resolve();
        else reject(Object.assign(new TokenframeError(event.detail.code), { detail: event.detail }));
      };
      for (const name of ['tokenframe-ready', 'tokenframe-loaderror']) this.addEventListener(name, settle);
    });
  }

  focus(field) {
    // `focus()` of any element takes an object.
    this.#place.element?.focus(typeof field === 'string' ? field : undefined);
  }
  blur() {
    this.#place.element?.blur();
  }
  clear() {
    this.#place.token = null;
    this.#place.element?.clear();
  }
  async tokenize(options) {
    const { element } = this.#place;
    if (!element) throw new TokenframeError('not_mounted', 'The element is in no document, or has no frame and grant');
    on(this.#internals, 'busy', true);
    try {
      const result = await element.tokenize(options);
      if (result.ok) this.#place.token = result.token;
      say(this, result.ok ? 'token' : 'error', result.ok ? result.token : result.error);
      return result;
    } finally {
      on(this.#internals, 'busy', false);
    }
  }

  #create(tokenframe, options) {
    const element = tokenframe.create(this.type, options);
    const change = (state) => {
      // What is typed now is not what the token stands for.
      if (this.token && !state.complete && !state.empty) this.#place.token = null;
      for (const name of STATES) on(this.#internals, name, Boolean(state[name]));
      this.#judge();
    };
    const submit = () => this.form && enter(this.form);
    retell(this, element, { first: { change, loaderror: () => this.#judge() }, then: { submit } });
    return element;
  }


  #takesPart() {
    return Boolean(this.name) && !this.matches(':disabled') && Boolean(this.#place.element) && (this.required || this.state?.empty === false);
  }

  #judge() {
    const { room, token } = this.#place;
    this.#internals.setFormValue(token && token.id);
    const wrong = token ? null : problem(this.type, this.state, this.required);
    if (this.#custom) this.#internals.setValidity({ customError: true }, this.#custom, room);
    else if (wrong) this.#internals.setValidity({ [wrong.flag]: true }, text(wrong, asked(this, this.type, this.#own).options), room);
    else this.#internals.setValidity({});
  }

  // The browser's own words are gone as soon as the frame has the focus: the form says its own, at the field.
  #pointAt() {
    this.focus();
    if (this.#pointed && this.state && !this.state.complete) this.tokenize();
  }

  /** What was set before the class was there stands on the object, and would hide ours. */
  #early(...names) {
    for (const name of names.filter((name) => Object.hasOwn(this, name))) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }
}
