// An element of the form on the shop's page, and its frame. index.js says how the two shake hands.

import { deferred, extra, fetchGrant, GONE, LIMIT, PARTS, random, TokenframeError, trouble, VAULTS } from './base.js';
import { labelOf, pressed } from './label.js';
import { recolored, reserve, schemeOf } from './look.js';

const PROTOCOL = 1;
const HELLO = 'tokenframe:hello';
// How long a frame, or a grant that it asks for, is waited for.
const BOOT_TIMEOUT_MS = 10000;
const GONE_CHECK_MS = 250;
const EXPIRING_MS = 60000;
const TIMEOUT_LIMIT_MS = 600000;

/**
 * What `create` and `reveal` give. `type` says which element, `lead` which other one leads the form that it is a part of, and
 * `own` its frame's name where it is no card's. Of another `scope` than 'card', a grant is asked for after the person's
 * gesture alone.
 */
export const element = (frame, options, type, lead, own, scope) => {
  // Who leads asks for grants and sends the card; the others have its name for their form, and stand with it.
  const leads = type === 'lead';
  const group = leads ? random() : lead?.group;
  const field = PARTS.find((part) => part === type);
  const created = new Map();
  const mounted = new Set();
  const calls = new Map();
  const known = deferred();
  let listeners = {};
  let ready = deferred();
  let state = null;
  let lastId = 0;
  let place, iframe, port, stop, destroyed;
  // The shop's function that judges a card, and its last verdict.
  let judge, verdict;
  // Whether the frame that is mounted can do nothing any more.
  let dead;

  const post = (message) => port?.postMessage(JSON.stringify(message));
  const tell = lead?.post ?? post;

  const emit = (name, detail) => {
    for (const listener of [...(listeners[name] ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        // A listener's mistake is the page's, and must not stop the others or us.
        reportError(error);
      }
    }
    if (name === 'ready') return;
    for (const part of [...mounted]) {
      if (!detail?.field || [detail.field, 'card'].includes(part.type)) part.emit(name, detail);
    }
  };

  const settle = (error) => calls.forEach((resolve) => resolve({ error }));

  const lost = (code = GONE.code) => {
    dead = true;
    port?.close();
    port = null;
    settle(trouble('load', code));
    emit('loaderror', trouble('load', code, true));
  };

  // A whole card words each of its fields.
  const label = () => field && labelOf(place);

  // A document of another scheme than its frame is painted on white or black, not on the page.
  const scheme = () => (iframe.style.colorScheme = schemeOf(place, options.appearance));

  const room = (vault) => {
    scheme();
    reserve(iframe, type, vault, options, label());
  };

  const configure = (appearance) => {
    if (!port) return;
    const all = { ...options };
    for (const [name, { options }] of created) {
      // A name, or a postal code, that has a frame of its own is asked for.
      options[name] ??= true;
      Object.assign(all, options);
    }
    const { grant, locale, messages, bin, keepMs, appearance: _, ...asked } = all;
    judge = bin;
    if (appearance) {
      const { fonts, ...look } = appearance;
      post({ t: 'look', ...look });
      if (fonts?.[0]) extra('wear', port, fonts);
    }
    post({ t: 'words', locale, messages });
    post({ ...asked, t: 'config', element: leads ? [...created.keys()].join() : type, group, scheme: scheme(), label: label(), bin: !!bin, keep: !!keepMs });
  };

  const open = () => {
    const nonce = random();
    const mine = (iframe = document.createElement('iframe'));
    const begun = (ready = deferred());
    // The first grant is asked for while the frame loads; each later one when the frame wants it.
    let first = lead || scope ? null : fetchGrant(options, scope);
    let timers = [];
    let loaded = 0;
    dead = false;

    const refuse = (detail) => begun.reject(Object.assign(new TokenframeError(detail.code), { detail }));

    const fail = (code, kind = 'load') => {
      if (begun.settled) return lost(code);
      // At once, so that whoever hears of it can mount it again.
      if (!mine.src) mine.remove();
      const detail = trouble(kind, code, kind !== 'config');
      refuse(detail);
      emit('loaderror', detail);
    };

    const shake = (event) => {
      if (!event.source || event.source !== mine.contentWindow) return;
      if (event.data !== HELLO) return;
      if (event.origin !== frame.origin || !event.isTrusted || port) return;
      const { port1, port2 } = new MessageChannel();
      // One that was moved within the page loads anew.
      dead = false;
      port = port1;
      loaded = 0;
      const answers = {
        ready() {
          begun.resolve();
          emit('ready');
        },
        failed: ({ error }) => (error.kind === 'load' ? fail(error.code) : emit('loaderror', error)),
        leads: () => mounted.forEach((part) => part.configure()),
        async grant() {
          const asked = first || fetchGrant(options, scope);
          first = null;
          // What does not come in time is none, and another may be asked for.
          const grant = await new Promise((resolve) => {
            asked.then(resolve);
            timers.push(setTimeout(resolve, BOOT_TIMEOUT_MS));
          });
          // Nobody asks any more where another frame, or none, is there by now.
          if (port !== port1) return;
          post({ t: 'grant', grant });
          timers.forEach(clearTimeout);
          const over = grant?.expiresIn * 1000;
          const warning = Math.max(over - EXPIRING_MS, over / 2);
          timers = over > 0 & over < 2e9 ? [setTimeout(emit, warning, 'expiring', { expiresInMs: over - warning }), setTimeout(emit, over, 'expired')] : [];
        },
        bin({ bin }) {
          // What does not come in time is not waited for, as little as what is not said in time.
          verdict = new Promise((resolve) => {
            extra('judge', judge, bin, port1).then(resolve);
            setTimeout(resolve, 3000);
          });
        },
        state({ state: now }) {
          const before = state?.brand ?? null;
          const { brand, brands } = (state = now);
          emit('change', now);
          if (before !== brand) emit('brandschange', { brand, brands });
        },
        height: (said) => (mine.style.height = `${said.height}px`),
        title: (said) => (mine.title = options.title || said.title),
        // It stands in the place of what stood there.
        dressed: () => Object.assign(mine.style, { background: 'none', padding: 0 }),
        dropped: ({ names }) => extra('warn', names),
        result: (result) => calls.get(result.id)?.(result),
        gone: () => lost(),
      };
      port1.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        const { t, field } = message;
        if (answers[t]) answers[t](message);
        // `focus` and `blur` of a field; `submit`, `escape`, `shown` and `hidden`.
        else emit(t, field && { field });
      };
      mine.contentWindow.postMessage({ tokenframe: 'init', protocol: PROTOCOL, nonce }, frame.origin, [port2]);
      configure(options.appearance);
    };

    const timer = setTimeout(() => begun.settled || fail('frame_timeout'), BOOT_TIMEOUT_MS);
    // What never came needs no room.
    begun.promise.catch(() => mine.src || mine.remove());
    const ending = new AbortController();
    recolored(place, () => mine.style.colorScheme === scheme() || configure(), ending);
    // Firefox tells a frame nothing of what its page scrolls away.
    if (scope) extra('watch', mine, shown.hide);
    addEventListener('pagehide', () => (dead = true), ending);
    // A page that comes back from the browser's cache has a frame whose port is dead, and hears of it too late. One
    // that leads is opened by the first of its elements.
    addEventListener('pageshow', ({ persisted }) => persisted && mount(place), ending);
    addEventListener('message', shake, ending);
    pressed(place, focus, ending);
    stop = () => {
      ending.abort();
      [timer, ...timers].forEach(clearTimeout);
      port?.close();
      refuse(GONE);
    };

    Object.assign(mine, {
      title: options.title || 'Card details',
      name: 'tokenframe-card',
      referrerPolicy: 'no-referrer',
      sandbox: 'allow-scripts allow-same-origin allow-forms',
      // A frame that was navigated elsewhere is not ours any more, and its port is dead.
      onload: () => port && ++loaded > 1 && lost(),
    });
    Object.assign(mine.style, { display: leads ? 'none' : 'block', border: 0, width: '100%', boxSizing: 'border-box' });

    const show = (given) => {
      if (mine !== iframe) return;
      if (!given) return fail('grant_unavailable', 'session');
      const { vault } = given;
      if (!(VAULTS[vault] >= 0)) return fail('vault_unknown', 'config');
      known.resolve(given);
      if (own ? !own.startsWith(vault) : group && VAULTS[vault]) return fail('element_mismatch', 'config');
      const name = own ?? vault;
      // The last but one says whether it loads its second script at once.
      mine.src = new URL(`${name}/#${[nonce, scheme(), options.locale, lead && type, (group || options.appearance) && 1, type].join('.')}`, frame);
      // To move it would load it anew.
      if (!mine.isConnected) place.append(mine);
      room(name);
    };
    // With the vault's name the frame loads beside the grant, without it behind.
    if (options.vault) show(options);
    else {
      place.append(mine);
      room();
      (lead ? lead.known.promise : first).then(show);
    }
  };

  const mount = (target) => {
    if (destroyed) throw new TokenframeError('destroyed');
    const node = typeof target === 'string' ? document.querySelector(target) : target;
    if (node?.nodeType !== 1) throw new TokenframeError('target_missing');
    if (dead || iframe?.parentNode !== node) {
      unmount();
      place = node;
      open();
      if (lead) {
        lead.mounted.add(self);
        clearTimeout(lead.over);
        // The frame that leads is there as long as one of its elements is, and as long as what was typed is kept.
        lead.mount(document.body).catch(ready.reject);
      }
    }
    return ready.promise;
  };

  const unmount = () => {
    stop?.();
    iframe?.remove();
    iframe = port = state = null;
    settle(GONE);
    if (lead?.mounted.delete(self) && !lead.mounted.size) lead.over = setTimeout(lead.unmount, options.keepMs ?? 0);
  };

  const focus = (asked = field) => {
    iframe?.focus();
    tell({ t: 'focus', field: asked });
  };

  const tokenize = async (asked) => {
    if (!iframe) throw new TokenframeError('not_mounted');
    if (lead) return lead.tokenize(asked);
    const { signal, timeoutMs = 15000, ...more } = asked ?? {};
    if (!(timeoutMs > 0)) throw new TokenframeError('timeout_invalid');
    // What cannot be written, or is more than a frame reads, is the caller's to hear of, now.
    if (JSON.stringify(more).length > LIMIT) throw new TokenframeError('option_invalid');
    const id = ++lastId;
    const limit = Math.min(timeoutMs, TIMEOUT_LIMIT_MS);
    const end = performance.now() + limit;
    let resolve;
    const giveUp = (error) => {
      post({ t: 'abort', id });
      resolve({ error });
    };
    const abort = () => giveUp(trouble('aborted', 'aborted'));
    signal?.addEventListener('abort', abort);
    const promise = new Promise((settled) => calls.set(id, (resolve = settled)));
    if (signal?.aborted) abort();
    let told;
    // The frame keeps the deadline. Where it cannot any more, we do: one that was told and is silent may have sent the card.
    const timer = setTimeout(
      () => giveUp(told ? trouble('network', 'unknown_outcome') : trouble('timeout', 'timed_out', true)),
      limit + (port ? GONE_CHECK_MS : 0),
    );
    const watch = setInterval(() => iframe.isConnected || lost(), GONE_CHECK_MS);
    ready.promise.then(() => verdict).then(
      () => {
        if (!port) resolve({ error: GONE });
        else if ((told = calls.has(id))) post({ ...more, t: 'tokenize', id, timeoutMs: Math.max(end - performance.now(), 0) | 0 });
      },
      ({ detail: error }) => resolve({ error }),
    );
    const { token, error } = await promise;
    calls.delete(id);
    clearTimeout(timer);
    clearInterval(watch);
    signal?.removeEventListener('abort', abort);
    return token ? { ok: true, token } : { ok: false, error };
  };

  const shown = {
    get state() {
      return lead ? lead.state : state;
    },
    get ready() {
      return ready.promise;
    },
    mount,
    unmount,
    focus,
    hide: () => post({ t: 'hide' }),
    tokenize,
    blur: () => tell({ t: 'blur' }),
    clear: () => tell({ t: 'clear' }),
    on(name, listener) {
      const of = (listeners[name] ??= new Set()).add(listener);
      return () => of.delete(listener);
    },
    update(changes) {
      Object.assign(options, changes);
      if (iframe && !port) room(options.vault);
      configure(changes?.appearance);
      lead?.configure();
    },
    destroy() {
      unmount();
      listeners = {};
      // What nobody can ask for any more is kept no longer.
      if (!destroyed && lead?.created.delete(type) && !lead.created.size) lead.unmount();
      destroyed = true;
    },
  };
  // What those of one form know of each other.
  const self = { __proto__: shown, type, group, options, known, created, mounted, emit, post, configure };
  if (lead?.created.has(type)) throw new TokenframeError('element_duplicate');
  lead?.created.set(type, self);
  lead?.configure();
  return leads ? self : shown;
};
