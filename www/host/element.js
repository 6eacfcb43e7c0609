// An element of the form on the shop's page, and its frame. index.js says how the two shake hands.

import { announced, deferred, failure, fetchGrant, GONE, judge, PARTS, random, TokenframeError, VAULTS } from './base.js';
import { labelOf, pressed } from './label.js';
import { dress, PAGES, recolored, reserve, schemeOf, uncover, warn } from './look.js';

const PROTOCOL = 1;
const HELLO = 'tokenframe:hello';
const BOOT_TIMEOUT_MS = 10000;
const GONE_CHECK_MS = 250;
const TIMEOUT_LIMIT_MS = 600000;

/** What `create` and `reveal` give: `type` says which element, `group` what it shares with others. */
export class Card {
  #frame;
  #type;
  // What a grant is asked for; of another scope than 'card', it is asked for after the person's gesture alone.
  #scope;
  #options;
  #listeners = new Map();
  #state = null;
  #ready = deferred();
  #iframe = null;
  #port = null;
  #stop = () => {};
  #forget = () => {};
  #calls = new Map();
  #lastId = 0;
  #destroyed = false;
  // Whether the frame that is mounted can do nothing any more.
  #dead = false;
  #group;
  // The frame's name, where it is no card's.
  #own;
  // Who asks for grants and sends the card: this element, or the one that leads its group.
  #lead = this;
  #vault = deferred();
  // The shop's function that judges a card, and its last verdict.
  #judge;
  #verdict;

  constructor(frame, options, type, { group, scope = 'card', own } = {}) {
    this.#frame = frame;
    this.#type = type;
    this.#scope = scope;
    this.#options = options;
    this.#group = group;
    this.#own = own;
    if (!group || type === 'lead') return;
    this.#lead = group.lead;
    for (const other of group.created) {
      if (other.#type === type) throw new TokenframeError('element_duplicate');
    }
    group.created.add(this);
    this.#lead.#configure();
  }

  get state() {
    return this.#lead.#state;
  }
  get ready() {
    return this.#ready.promise;
  }

  mount(target) {
    if (this.#destroyed) throw new TokenframeError('destroyed');
    const node = typeof target === 'string' ? document.querySelector(target) : target;
    if (!node || node.nodeType !== 1) throw new TokenframeError('target_missing');
    if (!this.#dead && this.#iframe?.parentNode === node) return this.ready;
    this.unmount();
    this.#ready = deferred();
    this.#open(node);
    if (this.#lead !== this) this.#enter();
    return this.ready;
  }

  unmount() {
    this.#stop();
    this.#stop = () => {};
    this.#forget();
    this.#iframe?.remove();
    this.#iframe = this.#port = this.#state = null;
    this.#settleAll(GONE);
    if (this.#group?.mounted.delete(this) && !this.#group.mounted.size) {
      this.#group.over = setTimeout(() => this.#lead.unmount(), this.#options.keepMs ?? 0);
    }
  }

  destroy() {
    this.unmount();
    this.#destroyed = true;
    this.#listeners.clear();
    // What nobody can ask for any more is kept no longer.
    if (this.#group?.created.delete(this) && !this.#group.created.size) this.#lead.unmount();
  }

  update(options) {
    Object.assign(this.#options, options);
    if (this.#iframe && !this.#port) this.#reserve();
    this.#configure(options?.appearance);
    if (this.#lead !== this) this.#lead.#configure();
  }

  focus(field = PARTS.find((part) => part === this.#type)) {
    this.#iframe?.focus();
    this.#lead.#post({ t: 'focus', field });
  }
  blur() {
    this.#lead.#post({ t: 'blur' });
  }
  clear() {
    this.#lead.#post({ t: 'clear' });
  }
  hide() {
    this.#post({ t: 'hide' });
  }

  // The frame that leads is there as long as one of its elements is, and as long as what was typed is kept.
  #enter() {
    const { mounted, over } = this.#group;
    mounted.add(this);
    clearTimeout(over);
    const lead = this.#lead;
    if (!lead.#iframe || lead.#dead) {
      const room = document.createElement('div');
      room.hidden = true;
      document.body.append(room);
      lead.mount(room);
      const stop = lead.#stop;
      lead.#stop = () => {
        stop();
        room.remove();
      };
    }
    lead.ready.catch(this.#ready.reject);
  }

  on(name, listener) {
    const of = this.#listeners.get(name) || new Set();
    this.#listeners.set(name, of.add(listener));
    return () => of.delete(listener);
  }

  async tokenize(options) {
    let { signal, timeoutMs = 15000, ...known } = options ?? {};
    if (!this.#iframe) throw new TokenframeError('not_mounted');
    if (this.#lead !== this) return this.#lead.tokenize({ signal, timeoutMs, ...known });
    if (!(timeoutMs > 0)) throw new TokenframeError('timeout_invalid');
    timeoutMs = Math.min(Math.ceil(timeoutMs), TIMEOUT_LIMIT_MS);
    JSON.stringify(known); // What cannot be written is the caller's to hear of, now.
    if (signal?.aborted) return failure('aborted', 'aborted', false);
    const id = ++this.#lastId;
    const call = deferred();
    this.#calls.set(id, call);
    const abort = () => {
      this.#post({ t: 'abort', id });
      call.resolve(failure('aborted', 'aborted', false));
    };
    signal?.addEventListener('abort', abort);
    // The frame keeps the deadline. Where it cannot any more, we do.
    const timer = setTimeout(() => {
      this.#post({ t: 'abort', id });
      // A frame that was told and is silent may have sent the card.
      call.resolve(told ? failure('network', 'unknown_outcome', false) : failure('timeout', 'timed_out', true));
    }, timeoutMs + (this.#port ? GONE_CHECK_MS : 0));
    let told = false;
    const iframe = this.#iframe;
    const watch = setInterval(() => iframe.src && !iframe.isConnected && this.#lost(), GONE_CHECK_MS);
    const begun = Date.now();
    this.ready.then(() => this.#verdict?.catch(() => {})).then(
      () => {
        if (!this.#port) call.resolve(GONE);
        else if ((told = this.#calls.has(id))) this.#post({ ...known, t: 'tokenize', id, timeoutMs: Math.max(0, timeoutMs - (Date.now() - begun)) });
      },
      (error) => call.resolve({ ok: false, error: error.detail }),
    );
    try {
      return await call.promise;
    } finally {
      this.#calls.delete(id);
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener('abort', abort);
    }
  }

  #emit(name, detail) {
    for (const listener of [...(this.#listeners.get(name) || [])]) {
      try {
        listener(detail);
      } catch (error) {
        // A listener's mistake is the page's, and must not stop the others or us.
        reportError(error);
      }
    }
    if (this.#type !== 'lead' || name === 'ready') return;
    for (const part of [...this.#group.mounted]) {
      if (!detail?.field || [detail.field, 'card'].includes(part.#type)) part.#emit(name, detail);
    }
  }

  #open(node) {
    const { vault, locale } = this.#options;
    const nonce = random();
    const isPart = this.#lead !== this;
    const iframe = document.createElement('iframe');
    const ready = this.#ready;
    // The first grant is asked for while the frame loads; each later one when the frame wants it.
    const reveals = this.#scope !== 'card';
    let first = isPart || (reveals ? null : fetchGrant(this.#options, this.#scope));
    const grant = async () => {
      const next = first || fetchGrant(this.#options, this.#scope);
      first = null;
      const { expiresIn } = (await next) ?? {};
      if (this.#iframe !== iframe) return next;
      this.#forget();
      this.#forget = announced(expiresIn, (name, detail) => this.#emit(name, detail));
      return next;
    };
    let loaded = 0;

    const fail = (code, kind = 'load') => {
      if (ready.settled) return this.#lost(code);
      // At once, so that whoever hears of it can mount it again.
      if (!iframe.src) iframe.remove();
      const detail = { kind, code, retryable: kind !== 'config' };
      ready.reject(Object.assign(new TokenframeError(code), { detail }));
      this.#emit('loaderror', detail);
    };

    const shake = (event) => {
      if (!event.source || event.source !== iframe.contentWindow) return;
      if (event.data !== HELLO) return;
      if (event.origin !== this.#frame.origin || !event.isTrusted || this.#port) return;
      const { port1, port2 } = new MessageChannel();
      // One that was moved within the page loads anew.
      [this.#port, this.#dead, loaded] = [port1, false, 0];
      port1.onmessage = ({ data }) => this.#receive(data, port1, ready, fail, grant);
      iframe.contentWindow.postMessage({ tokenframe: 'init', protocol: PROTOCOL, nonce }, this.#frame.origin, [port2]);
      this.#configure(this.#options.appearance);
    };

    const timer = setTimeout(() => fail('frame_timeout'), BOOT_TIMEOUT_MS);
    // What never came needs no room.
    ready.promise.finally(() => clearTimeout(timer)).catch(() => iframe.src || iframe.remove());
    // A page that comes back from the browser's cache has a frame whose port is dead, and hears of it too late. One
    // that leads is opened by the first of its elements.
    const back = ({ persisted }) => persisted && this.#iframe === iframe && this.#type !== 'lead' && this.mount(node);
    const ending = new AbortController();
    const until = { signal: ending.signal };
    recolored(node, () => iframe.style.colorScheme === schemeOf(node, this.#options.appearance) || this.#configure(), until);
    // Firefox tells a frame nothing of what its page scrolls away.
    const sight = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting || this.hide());
    if (reveals) sight.observe(iframe);
    addEventListener('pagehide', () => (this.#dead = true), until);
    addEventListener('pageshow', back, until);
    addEventListener('message', shake, until);
    pressed(node, () => this.focus(), until);
    this.#stop = () => {
      ending.abort();
      clearTimeout(timer);
      sight.disconnect();
      this.#port?.close();
      ready.reject(Object.assign(new TokenframeError('frame_gone'), { detail: GONE.error }));
    };

    Object.assign(iframe, {
      title: this.#options.title || 'Card details',
      name: 'tokenframe-card',
      allow: '',
      referrerPolicy: 'no-referrer',
      sandbox: 'allow-scripts allow-same-origin allow-forms',
      // A frame that was navigated elsewhere is not ours any more, and its port is dead.
      onload: () => this.#port && ++loaded > 1 && this.#lost(),
    });
    // A document of another scheme than its frame is painted on white or black, not on the page.
    const scheme = schemeOf(node, this.#options.appearance);
    Object.assign(iframe.style, { border: 0, boxSizing: 'border-box', display: 'block', width: '100%', colorScheme: scheme });

    [this.#iframe, this.#dead] = [iframe, false];
    const show = (name) => {
      if (this.#iframe !== iframe) return;
      if (!VAULTS.includes(name)) return fail('vault_unknown', 'config');
      this.#vault.resolve(name);
      if (this.#own ? !this.#own.startsWith(name) : this.#group && PAGES[name]) return fail('element_mismatch', 'config');
      name = this.#own ?? name;
      // The last but one says whether it loads its second script at once.
      const about = [nonce, scheme, locale, isPart ? this.#type : '', this.#group || this.#options.appearance ? 1 : '', this.#type];
      iframe.src = new URL(`${name}/#${about.join('.')}`, this.#frame);
      // To move it would load it anew.
      if (!iframe.isConnected) node.append(iframe);
      this.#reserve(name);
    };
    // With the vault's name the frame loads beside the grant, without it behind.
    if (vault) show(vault);
    else {
      node.append(iframe);
      this.#reserve();
      if (isPart) this.#lead.#vault.promise.then(show);
      else first.then((grant) => (grant ? show(grant.vault) : fail('grant_unavailable', 'session')));
    }
  }

  #reserve(vault = this.#options.vault) {
    reserve(this.#iframe, this.#type, vault, this.#options, this.#label());
  }

  // A whole card words each of its fields.
  #label() {
    return PARTS.includes(this.#type) && labelOf(this.#iframe.parentElement);
  }

  #configure(appearance) {
    const iframe = this.#iframe;
    if (!this.#port || !iframe.parentElement) return;
    // The page may have changed from light to dark since.
    const scheme = (iframe.style.colorScheme = schemeOf(iframe.parentElement, this.#options.appearance));
    const options = { ...this.#options };
    let element = this.#type;
    if (element === 'lead') {
      const parts = [...this.#group.created];
      for (const part of parts) {
        const asked = part.#options;
        Object.assign(options, asked, ['name', 'postalCode'].includes(part.#type) && { [part.#type]: asked[part.#type] ?? true });
      }
      element = parts.length === 1 && parts[0].#type === 'cvc' ? 'cvc' : 'card';
    }
    const { grant, locale, messages, bin, keepMs, appearance: _, ...asked } = options;
    if (appearance) dress(this.#port, appearance);
    this.#post({ t: 'words', locale, messages });
    this.#post({ ...asked, t: 'config', element, bin: !!(this.#judge = bin), scheme, group: this.#group?.id, keep: !!keepMs, label: this.#label() });
  }

  #post(message) {
    this.#port?.postMessage(JSON.stringify(message));
  }

  async #receive(text, port, ready, fail, grant) {
    const message = JSON.parse(text);
    switch (message.t) {
      case 'ready':
        ready.resolve();
        this.#emit('ready');
        break;
      case 'failed':
        if (message.error.kind === 'load') fail(message.error.code);
        else this.#emit('loaderror', message.error);
        break;
      case 'leads':
        for (const part of this.#group.mounted) part.#configure();
        break;
      case 'grant':
        // To the frame that asked, which may not be the one that is mounted by now.
        port.postMessage(JSON.stringify({ t: 'grant', grant: await grant() }));
        break;
      case 'bin':
        this.#verdict = judge(this.#judge, message.bin, port);
        break;
      case 'state': {
        const before = this.#state;
        this.#state = message.state;
        this.#emit('change', this.#state);
        if ((before?.brand ?? null) !== this.#state.brand) this.#emit('brandschange', { brand: this.#state.brand, brands: this.#state.brands });
        break;
      }
      case 'height':
        if (this.#iframe) this.#iframe.style.height = `${message.height}px`;
        break;
      case 'title':
        if (this.#iframe) this.#iframe.title = this.#options.title || message.title;
        break;
      case 'dressed':
        if (this.#iframe) uncover(this.#iframe);
        break;
      case 'dropped':
        warn(message.names);
        break;
      case 'result':
        this.#calls.get(message.id)?.resolve(message.token ? { ok: true, token: message.token } : { ok: false, error: message.error });
        break;
      case 'gone':
        this.#lost();
        break;
      default: // `focus` and `blur` of a field; `submit`, `escape`, `shown` and `hidden`.
        this.#emit(message.t, message.field && { field: message.field });
    }
  }

  #lost(code = 'frame_gone') {
    this.#dead = true;
    this.#port?.close();
    this.#port = null;
    this.#settleAll(failure('load', code, false));
    this.#emit('loaderror', { kind: 'load', code, retryable: true });
  }

  #settleAll(result) {
    for (const call of this.#calls.values()) call.resolve(result);
  }
}
