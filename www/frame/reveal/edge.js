// What the Wasm of this frame asks of the browser: src/frame/reveal/edge.rs says what each function does. Nothing is
// decided here. The number itself stands in the vault's page, and never in this document.

import * as glue from 'frame.js';
import { atEnd, connect, find, page, post, safely, wake } from '../core.js';
import { flat, peek } from '../flat.js';
import { language, say as worded, word } from '../language.js';

const SECOND = 1000;
/** What must be seen in each phase. */
const TARGETS = { waiting: 'show', confirming: 'confirm', busy: 'stage', shown: 'stage' };

let phase = 'loading';
let iframe;
let observer;
let ticking;
let lasts;
let code;
// What is said beneath the button, to be said anew in another language; what counts down does so by itself.
let noted = () => {};

const main = find('reveal');
const seconds = (ms) => new Intl.NumberFormat(page.lang, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(Math.ceil(ms / SECOND));
const timed = (name, ms) => word(name).replace('{time}', () => seconds(ms));

/** The buttons, by what they do now. */
const write = () => {
  worded(find('show'), code ? 'reveal_show_code' : 'reveal_show');
  worded(find('hide'), phase === 'shown' ? 'reveal_hide' : 'reveal_cancel');
};

const live = (text) => (find('live').textContent = text);
const note = (text, is = '') => {
  noted = () => (find('note').textContent = text());
  noted();
  find('note').dataset.is = is;
};

/** Looks for what is to be seen in this phase: a proof where the browser has one (IntersectionObserver v2). */
const look = () => {
  observer?.disconnect();
  const heard = (entries) => {
    const { isIntersecting, intersectionRatio, isVisible } = entries.at(-1);
    // Parts of a pixel are lost where the page is zoomed.
    const view = !isIntersecting ? 0 : intersectionRatio > 0.98 ? 2 : 1;
    safely(glue.seen, view, isVisible === undefined ? 2 : Number(isVisible));
  };
  const threshold = [0, 0.01, 0.5, 0.98, 0.99, 1];
  observer = new IntersectionObserver(heard, { threshold, trackVisibility: true, delay: 100 });
  observer.observe(find(TARGETS[phase]));
};

const stop = () => {
  clearInterval(ticking);
  clearTimeout(ticking);
};

const say = (name) => {
  if (!name) return;
  note(() => word(name), ['reveal_hidden', 'reveal_busy'].includes(name) ? 'said' : 'problem');
  live(word(name));
};

const draw = (name) => {
  // Whoever has pressed a button here goes on here, with the one that stands for it now.
  const here = document.hasFocus() && phase !== 'loading';
  stop();
  phase = main.dataset.phase = name;
  write();
  if (name === 'waiting') note(() => timed('reveal_about', lasts));
  if (name === 'busy') say('reveal_busy');
  look();
  if (here) find({ waiting: 'show', confirming: 'confirm', busy: 'hide', shown: 'hide' }[name]).focus();
};

const about = (isCode, ms) => {
  code = isCode;
  lasts = ms;
  main.dataset.what = code ? 'code' : 'card';
};

const steady = (is) => {
  for (const id of ['show', 'confirm']) find(id).ariaDisabled = String(!is);
};

const open = (url) => {
  iframe = document.createElement('iframe');
  iframe.title = word('reveal_page');
  iframe.sandbox = 'allow-scripts allow-same-origin allow-forms';
  iframe.referrerPolicy = 'no-referrer';
  iframe.src = url;
  iframe.onload = () => safely(glue.opened);
  find('page').append(iframe);
};

const close = () => {
  iframe?.remove();
  iframe = undefined;
};

const wait = (ms, ticket) => {
  stop();
  ticking = setTimeout(() => safely(glue.elapsed, ticket), ms);
};

const count = (ms, ticket) => {
  stop();
  // By the clock, since a machine that slept has not counted.
  const end = Date.now() + ms;
  // And not by it alone, since it can be put back.
  const last = performance.now() + ms;
  const tick = () => {
    const left = Math.min(end - Date.now(), last - performance.now());
    find('left').textContent = timed('reveal_left', Math.max(left, 0));
    find('ring').style.strokeDashoffset = 100 - (100 * left) / ms;
    if (left <= 0) safely(glue.elapsed, ticket);
  };
  // The last tick comes with the end, whatever part of a second that is.
  ticking = setInterval(tick, Math.min(SECOND / 4, ms));
  tick();
  live(timed('reveal_shown', ms));
};

/** What src/frame/reveal/edge.rs names, for the glue. */
export const edge = { post, about, draw, steady, say, open, close, wait, count };

atEnd(() => {
  stop();
  close();
  observer?.disconnect();
  main.dataset.phase = 'failed';
  say('reveal_unavailable');
});

/** Whether a person did it, in this document and not in one around it, as far as the browser knows. */
const byPerson = ({ isTrusted }) => isTrusted && (navigator.userActivation?.isActive ?? true);

/** In a frame that its page has shrunk nobody sees what they press: such a frame is out of sight. No person zooms out so far. */
const outOfSightWhereShrunk = () => devicePixelRatio < 0.5 && safely(glue.seen, 0, 0);

const hide = () => safely(glue.hide);

/** Looks for the page's own words and its colour scheme in what it says. The Wasm does not ask for either. */
const configure = (data) => {
  let said;
  try {
    said = JSON.parse(data) ?? {};
  } catch {
    return;
  }
  if (said.t === 'words') language(said.locale, said.messages);
  if (said.t === 'config') {
    if (said.scheme) page.style.colorScheme = said.scheme;
    post('{"t":"dressed"}');
  }
};

/** Hears the host, once the Wasm has `started`. */
export const hear = (port, started, origin) => {
  connect(port);
  find('origin').textContent = origin;
  port.onmessage = ({ data }) => {
    if (typeof data !== 'string') return;
    configure(data);
    started.then(() => safely(glue.told, flat(peek(data))), () => {});
  };
};

/** Gives the Wasm the document. */
export const run = (memory) => {
  wake(memory);
  // A language's file comes when it comes: the document has its name then.
  new MutationObserver(() => noted()).observe(page, { attributeFilter: ['lang'] });
  find('show').onclick = (event) => {
    outOfSightWhereShrunk();
    safely(glue.pressed, byPerson(event));
  };
  find('confirm').onclick = (event) => {
    outOfSightWhereShrunk();
    safely(glue.confirmed, byPerson(event));
  };
  find('hide').onclick = hide;
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    // A key that is held is one press: what it opens must not be answered by it.
    if (event.repeat && event.key === 'Enter') event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => document.hidden && hide());
  addEventListener('beforeprint', hide);
  // Some browsers tell of printing by this alone.
  matchMedia('print').onchange = ({ matches }) => matches && hide();
  addEventListener('pagehide', () => {
    hide();
    post('{"t":"gone"}');
  });
  const tall = () => post(`{"t":"height","height":${Math.ceil(document.body.offsetHeight)}}`);
  tall();
  new ResizeObserver(tall).observe(document.body);
  safely(glue.start);
};
