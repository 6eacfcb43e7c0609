'use client';

// The forms for React: components without JSX, so that nothing has to be built. Importing does nothing, and to render
// on a server gives empty nodes.

import { createContext, createElement, forwardRef, useCallback, useContext, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { TokenframeError } from '../index.js';
import { maker, Registry } from './registry.js';

const Context = createContext(null);
// On a server React says that it does nothing; there is nothing to do.
const useEarlyEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** The last value, for what is called later. */
const useLatest = (value) => {
  const ref = useRef(value);
  useEarlyEffect(() => {
    ref.current = value;
  });
  return ref;
};

/** Functions stay the same between two renders and call the last that was given. */
const useStable = (functions) => {
  const latest = useLatest(functions);
  const kept = useRef({});
  const stable = {};
  for (const [name, value] of Object.entries(functions)) {
    stable[name] = typeof value === 'function' ? (kept.current[name] ??= (...values) => latest.current[name](...values)) : value;
  }
  return stable;
};

/** The form of all elements below it. */
export const TokenframeProvider = ({ children, frame, grant, vault, ...options }) => {
  const stable = useStable({ grant });
  const latest = useLatest(options);
  const registry = useMemo(
    () => new Registry(maker.createTokenframe({ frame, grant: stable.grant, vault, ...latest.current })),
    // The rest can change without another form.
    [frame, stable.grant, vault],
  );
  const { bin } = useStable({ bin: options.bin });
  useEarlyEffect(() => registry.share({ ...options, bin }));
  useEffect(() => () => registry.end(), [registry]);
  return createElement(Context.Provider, { value: registry }, children);
};

const useRegistry = () => {
  const registry = useContext(Context);
  if (!registry) throw new TokenframeError('provider_missing', 'This stands in no <TokenframeProvider>');
  return registry;
};

/** The form of the provider above: its state, and its token. */
export const useTokenframe = () => {
  const registry = useRegistry();
  const { state, ready, error } = useSyncExternalStore(registry.subscribe, registry.snapshot, registry.first);
  const [pending, setPending] = useState(false);
  const calls = useRef(0);
  const tokenize = useCallback(
    async (options) => {
      calls.current += 1;
      setPending(true);
      try {
        return await registry.lead().tokenize(options);
      } finally {
        calls.current -= 1;
        setPending(calls.current > 0);
      }
    },
    [registry],
  );
  const focus = useCallback((field) => registry.lead().focus(field), [registry]);
  const clear = useCallback(() => registry.lead().clear(), [registry]);
  return { tokenframe: registry.tokenframe, state, ready, error, pending, tokenize, focus, clear };
};

/** `onChange` hears of `change`. */
const LISTENERS = {
  onReady: 'ready', onChange: 'change', onFocus: 'focus', onBlur: 'blur', onSubmit: 'submit', onEscape: 'escape', onBrandsChange: 'brandschange',
  onExpiring: 'expiring', onExpired: 'expired', onLoadError: 'loaderror', onShown: 'shown', onHidden: 'hidden',
};
const NODE = ['id', 'className', 'style', 'hidden', 'role'];

const split = (props) => {
  const found = { node: {}, options: {}, listeners: {} };
  for (const [name, value] of Object.entries(props)) {
    if (NODE.includes(name) || /^(data|aria)-/.test(name)) found.node[name] = value;
    else if (Object.hasOwn(LISTENERS, name)) found.listeners[name] = value;
    else found.options[name] = value;
  }
  return found;
};

const component = (displayName, type, make) => {
  const Element = forwardRef((props, ref) => {
    const registry = useRegistry();
    const { node, options, listeners } = split(props);
    const { bin, grant } = useStable({ bin: options.bin, grant: options.grant });
    const asked = { ...options, ...(bin && { bin }), ...(grant && { grant }) };
    const latest = useLatest({ asked, listeners });
    const place = useRef(null);
    const held = useRef(null);
    const key = type === 'reveal' ? JSON.stringify(asked) : '';

    // All parts of a form are there before the first is mounted: layout effects run before the others.
    useEarlyEffect(() => {
      const tell = (name, detail) => latest.current.listeners[Object.keys(LISTENERS).find((one) => LISTENERS[one] === name)]?.(detail);
      held.current = registry.take(type, (tokenframe) => make(tokenframe, latest.current.asked), latest.current.asked, tell, Object.values(LISTENERS));
      return () => {
        registry.give(held.current);
        held.current = null;
      };
    }, [registry, key]);
    useEffect(() => {
      // What goes wrong is told to `onLoadError` and by `useTokenframe`.
      held.current.element.mount(place.current).catch(() => {});
    }, [registry, key]);
    useEffect(() => {
      held.current?.update(asked);
    });

    useImperativeHandle(ref, () => handle(held), []);
    return createElement('div', { ...node, ref: place });
  });
  Element.displayName = displayName;
  return Element;
};

const METHODS = ['tokenize', 'focus', 'blur', 'clear', 'hide'];

/** What a ref holds: the element's own methods and state, whichever element that is at the time. */
const handle = (held) => {
  const methods = METHODS.map((name) => [
    name,
    (...values) => {
      if (!held.current) throw new TokenframeError('not_mounted', 'The element is not shown');
      return held.current.element[name](...values);
    },
  ]);
  return Object.defineProperties(Object.fromEntries(methods), {
    state: { get: () => held.current?.element.state ?? null },
    ready: { get: () => held.current?.element.ready },
  });
};

const element = (displayName, type) => component(displayName, type, (tokenframe, options) => tokenframe.create(type, options));

export const CardElement = element('CardElement', 'card');
export const CardNumberElement = element('CardNumberElement', 'number');
export const CardExpiryElement = element('CardExpiryElement', 'expiry');
export const CardCvcElement = element('CardCvcElement', 'cvc');
export const CardNameElement = element('CardNameElement', 'name');
export const PostalCodeElement = element('PostalCodeElement', 'postalCode');
export const GiftCardElement = element('GiftCardElement', 'giftCard');
export const BankAccountElement = element('BankAccountElement', 'bankAccount');
export const RevealElement = component('RevealElement', 'reveal', (tokenframe, { type = 'card', ...options }) => tokenframe.reveal(type, options));
