// One element that a test made. Beside what every element has, a test can fill it in, and have it say things.

import { TokenframeError } from '../base.js';
import { callError } from './errors.js';
import { described, faults, PARTS, state } from './filled.js';

const EVENTS = ['ready', 'change', 'focus', 'blur', 'submit', 'escape', 'brandschange', 'expiring', 'expired', 'loaderror', 'shown', 'hidden'];
const KINDS = { giftCard: 'gift_card', bankAccount: 'ach' };
const FIELDS = { giftCard: ['number', 'securityCode'], bankAccount: ['firstName', 'lastName', 'routingNumber', 'accountNumber'] };
const LIMIT_MS = 600000;

let tokens = 0;

export class FakeElement {
  /** What `tokenize` was called with, for assertions. */
  calls = [];
  options;
  state = null;
  #listeners = new Map();
  #shared;
  #script;
  #mountedIn = null;
  #destroyed = false;
  #over = new Set();

  constructor(type, options, shared, script) {
    this.type = type;
    this.options = options;
    this.#shared = shared ?? { created: new Set(), filled: {} };
    this.#script = script;
    this.#shared.created.add(this);
    this.#wait();
  }

  // What an element has.

  get mounted() {
    return this.#mountedIn !== null;
  }
  get ready() {
    return this.#ready.promise;
  }
  #ready;
  #wait() {
    let settle;
    const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
    promise.catch(() => {});
    this.#ready = { promise, ...settle };
  }

  mount(target) {
    if (this.#destroyed) throw new TokenframeError('destroyed', 'This element was destroyed');
    const node = typeof target === 'string' ? globalThis.document?.querySelector(target) : target;
    if (!node || node.nodeType !== 1) throw new TokenframeError('target_missing', `Nothing to mount in: ${target}`);
    if (this.#mountedIn === node) return this.ready;
    this.unmount();
    this.#mountedIn = node;
    // Never at once: the real one has a frame to load.
    queueMicrotask(() => {
      if (this.#mountedIn !== node || this.#failed) return;
      if (!this.type.startsWith('reveal')) this.#say(true);
      this.#ready.resolve();
      this.emit('ready');
    });
    return this.ready;
  }
  unmount() {
    if (!this.#mountedIn) return;
    this.#mountedIn = null;
    this.#failed = null;
    this.#ready.reject(Object.assign(new TokenframeError('frame_gone'), { detail: callError('frame_gone', { retryable: false }) }));
    this.#wait();
    this.#shared.filled = {};
    this.state = null;
    for (const end of [...this.#over]) end(callError('frame_gone', { retryable: false }));
  }
  destroy() {
    this.unmount();
    this.#destroyed = true;
    this.#listeners.clear();
    this.#shared.created.delete(this);
  }
  update(options) {
    Object.assign(this.options, options);
    if (this.state) this.#say();
  }
  focus(field) {
    const first = this.state && Object.keys(this.state.fields).find((name) => !this.state.fields[name].valid);
    const name = field ?? (PARTS.includes(this.type) ? this.type : first);
    if (name && this.state) this.#move(name);
  }
  blur() {
    if (this.state?.focused) this.#move(null);
  }
  clear() {
    this.#shared.filled = {};
    if (this.state) this.#say();
  }
  hide() {
    if (this.mounted) this.emit('hidden');
  }
  on(name, listener) {
    const of = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, of.add(listener));
    return () => of.delete(listener);
  }

  async tokenize({ signal, timeoutMs = 15000, ...known } = {}) {
    if (!this.mounted) throw new TokenframeError('not_mounted', 'mount() the element before tokenize()');
    if (!(timeoutMs > 0)) throw new TokenframeError('timeout_invalid', 'timeoutMs must be a number above 0');
    JSON.stringify(known);
    if (signal?.aborted) return failed(callError('aborted'));
    this.calls.push({ timeoutMs, ...known });
    return new Promise((resolve) => {
      const end = (error) => settle(failed(error));
      const abort = () => end(callError('aborted'));
      const timer = setTimeout(() => end(callError('timed_out')), Math.min(timeoutMs, LIMIT_MS));
      const settle = (result) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#over.delete(end);
        resolve(result);
      };
      this.#over.add(end);
      signal?.addEventListener('abort', abort);
      this.ready.then(() => this.#outcome(known)).then(settle, (error) => end(error.detail ?? callError('internal')));
    });
  }

  // What a test does with it.

  /** As a shopper types: `{ number: '4242…', expiry: '12/30', cvc: '123' }`. The real rules say what comes of it. */
  fill(values) {
    this.#needState('fill');
    const names = Object.keys(this.state.fields);
    for (const [name, text] of Object.entries(values)) {
      if (!names.includes(name)) throw new TypeError(`There is no field '${name}' here. There are ${names.join(', ')}`);
      if (typeof text !== 'string') throw new TypeError(`${name} is filled with a text`);
    }
    Object.assign(this.#shared.filled, values);
    this.#say();
    return this;
  }
  /** Has it say something that no call of a test's leads to, such as `expired`, or `loaderror` with an error. */
  emit(name, detail) {
    if (!EVENTS.includes(name)) throw new TypeError(`There is no event '${name}'`);
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(detail);
  }
  /** A state of the test's own making, on top of the last. */
  setState(members) {
    this.#needState('setState');
    for (const part of this.#shared.created) part.#become({ ...part.state, ...members });
  }
  #failed = null;
  /** The frame does not load. Before or after `mount`. */
  failToLoad(code = 'frame_timeout') {
    const detail = callError(code);
    this.#failed = detail;
    this.#ready.reject(Object.assign(new TokenframeError(code), { detail }));
    this.emit('loaderror', detail);
  }

  #needState(what) {
    if (!this.state) throw new TypeError(`${what}() before the element is ready: await mount()`);
  }

  async #outcome(known) {
    if (this.#failed) return failed({ ...this.#failed, retryable: false });
    const scripted = this.#script.shift();
    if (scripted !== undefined) {
      const outcome = await (typeof scripted === 'function' ? scripted({ element: this, ...known }) : scripted);
      return outcome?.kind && outcome.code && 'retryable' in outcome ? failed(outcome) : this.#token(outcome);
    }
    if (this.state.complete) return this.#token();
    return failed(callError(KINDS[this.type] ? 'instrument_invalid' : 'card_invalid', { fields: faults(this.state, this.#shared.filled) }));
  }

  #token(members) {
    const token = { id: `tok_fake_${(tokens += 1)}`, vault: this.options.vault ?? 'clover', kind: KINDS[this.type] ?? 'card', ...described(this.state, this.#shared.filled), ...members };
    // As the form does: what was typed is gone once there is a token for it.
    this.clear();
    return { ok: true, token };
  }

  #move(name) {
    const before = this.state.focused;
    if (before === name) return;
    this.#touched = before ? [...this.#touched, before] : this.#touched;
    this.#say(false, name);
    if (before) this.emit('blur', { field: before });
    if (name) this.emit('focus', { field: name });
  }
  #touched = [];

  #fields() {
    if (FIELDS[this.type]) return FIELDS[this.type];
    const { created } = this.#shared;
    if (this.type !== 'card') return PARTS.filter((name) => [...created].some(({ type }) => type === name));
    const { name, postalCode } = this.options;
    return ['number', 'expiry', 'cvc', ...(name ? ['name'] : []), ...(postalCode && postalCode !== 'auto' ? ['postalCode'] : [])];
  }

  #say(alone = false, focused = this.state?.focused ?? null) {
    const { brands, name, postalCode } = this.options;
    const optional = [name === 'optional' && 'name', postalCode === 'optional' && 'postalCode', this.type === 'giftCard' && 'securityCode'].filter(Boolean);
    const next = state(this.#fields(), this.#shared.filled, { brands, optional, focused, touched: this.#touched });
    for (const part of alone ? [this] : this.#shared.created) if (part === this || part.state) part.#become(next);
  }

  #become(next) {
    const before = this.state;
    this.state = next;
    this.emit('change', next);
    if ((before?.brand ?? null) !== next.brand) this.emit('brandschange', { brand: next.brand, brands: next.brands });
  }
}

const failed = (error) => ({ ok: false, error });
