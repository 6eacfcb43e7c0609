// How a leak is looked for: `record` writes down what reaches a page, `search` looks through it and through
// everything else that a script of the page can reach. Both are sent to the browser as source.

/**
 * Runs before any script of the page. What it records stands in `globalThis.recorded`.
 */
export const record = () => {
  const recorded = [];
  Object.defineProperty(globalThis, 'recorded', { value: recorded });
  const note = (where, ...what) => recorded.push({ where, what });
  const wrap = (holder, name, where) => {
    const own = holder?.[name];
    if (!own) return;
    holder[name] = function (...values) {
      note(where, ...values);
      return own.apply(this, values);
    };
  };
  const listen = EventTarget.prototype.addEventListener;
  listen.call(globalThis, 'message', (event) => note('message', event.data), true);
  listen.call(globalThis, 'error', (event) => note('error', event.message), true);
  listen.call(globalThis, 'unhandledrejection', (event) => note('rejection', String(event.reason)), true);
  listen.call(document, 'securitypolicyviolation', (event) => note('violation', event.effectiveDirective, event.blockedURI, event.sample));
  const Channel = MessageChannel;
  globalThis.MessageChannel = function () {
    const channel = new Channel();
    // A port that is given away hears nothing here.
    for (const port of [channel.port1, channel.port2]) listen.call(port, 'message', (event) => note('port, received', event.data));
    return channel;
  };
  wrap(MessagePort.prototype, 'postMessage', 'port, posted');
  wrap(globalThis, 'postMessage', 'window, posted');
  wrap(globalThis, 'fetch', 'fetch');
  wrap(XMLHttpRequest.prototype, 'open', 'xhr');
  wrap(XMLHttpRequest.prototype, 'send', 'xhr');
  wrap(Navigator.prototype, 'sendBeacon', 'beacon');
  wrap(WebSocket.prototype, 'send', 'socket');
  for (const name of ['debug', 'log', 'info', 'warn', 'error']) wrap(console, name, `console.${name}`);
  // Answers too.
  const text = Response.prototype.json;
  Response.prototype.json = async function () {
    const answer = await text.call(this);
    note('answer', answer);
    return answer;
  };
};

/**
 * Looks through all that the page can reach for a part of `number` that is longer than its last four, however it
 * is written, and for `code` in what was recorded. `known` are random texts, in which digits may stand by chance.
 *
 * Gives where each part was found, and how much was looked at.
 */
export const search = async (number, code, known) => {
  const SHORTEST = 5;
  const LIMIT = 1_500_000;
  const backwards = [...number].reverse().join('');
  const runs = (text, length) => Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length));
  const parts = new Set([...runs(number, SHORTEST), ...runs(backwards, SHORTEST)]);
  // A time in microseconds has many digits: of numbers, longer parts count.
  const longParts = [...runs(number, 8), ...runs(backwards, 8)];

  const holds = (digits) => {
    for (let at = 0; at + SHORTEST <= digits.length; at += 1) if (parts.has(digits.slice(at, at + SHORTEST))) return true;
    return false;
  };
  const inDigits = (text) => (text.match(/\d(?:[\s\-._,:/|]{0,3}\d){4,}/g) ?? []).some((run) => holds(run.replace(/\D/g, '')));
  const fromCodes = (codes) => codes.map((one) => String.fromCharCode(one)).join('');
  const unpadded = (text) => text.replace(/\0/g, '');

  const inText = (text) => {
    if (text.length < SHORTEST) return false;
    if (/\d/.test(text) && inDigits(text)) return true;
    if (text.includes('\0') && inDigits(unpadded(text))) return true;
    // %34, \x34, &#52; and plain hexadecimal.
    for (const run of text.match(/(?:(?:%|\\x|\\u00|&#x|0x)?3\d[;,\s]{0,2}){5,}/gi) ?? []) {
      if (holds(run.replace(/%|\\x|\\u00|&#x|0x|[;,\s]/gi, '').replace(/3(\d)/g, '$1'))) return true;
    }
    // A list of bytes.
    for (const run of text.match(/(?:\b(?:4[89]|5[0-7])\b\D{1,3}){4,}(?:4[89]|5[0-7])/g) ?? []) {
      if (holds(fromCodes(run.match(/\d+/g).map(Number)))) return true;
    }
    for (const run of text.match(/[A-Za-z0-9+/_-]{7,}/g) ?? []) {
      if (run.length > 4000) continue;
      for (let skip = 0; skip < 4; skip += 1) {
        const whole = run.slice(skip).replace(/-/g, '+').replace(/_/g, '/');
        const decoded = atob(whole.slice(0, whole.length - (whole.length % 4 === 1 ? 1 : 0)));
        if (inDigits(unpadded(decoded))) return true;
      }
    }
    return false;
  };

  const found = [];
  const texts = new Set();
  const seen = new Set();
  const queue = [];
  let looked = 0;
  const path = (link) => {
    const names = [];
    for (let one = link; one; one = one.from) names.unshift(String(one.name));
    return names.join(' › ').slice(-200);
  };
  const look = (value, name, from) => {
    const link = { name, from };
    if (typeof value === 'number' || typeof value === 'bigint') {
      if (longParts.some((part) => String(value).includes(part))) found.push(path(link));
    } else if (typeof value === 'string') {
      if (texts.has(value)) return;
      texts.add(value);
      let text = value;
      for (const one of known) text = text.replaceAll(one, '');
      if (inText(text)) found.push(path(link));
    } else if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
      if (seen.has(value)) return;
      seen.add(value);
      queue.push([value, link]);
    }
  };

  const bytes = (value) => (ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value));
  const attempt = (work) => {
    try {
      work();
    } catch {
      // A property that cannot be read leaks nothing.
    }
  };
  // By name, since an object of another global is an instance of nothing here.
  const kind = (value) => Object.prototype.toString.call(value).slice(8, -1);
  const walk = (value, link) => {
    if (kind(value) === 'ArrayBuffer' || ArrayBuffer.isView(value)) attempt(() => look(fromCodes([...bytes(value)]), 'bytes', link));
    if (Array.isArray(value) && value.length >= SHORTEST && value.every((one) => Number.isInteger(one))) {
      look(value.join(','), 'joined', link);
      look(value.join(''), 'joined', link);
    }
    if (['Map', 'Set'].includes(kind(value))) attempt(() => look([...value], 'entries', link));
    let holder = value;
    for (let depth = 0; holder && depth < 20; depth += 1) {
      let names = [];
      attempt(() => (names = Reflect.ownKeys(holder)));
      for (const name of names) {
        if (value === document.defaultView && name === 'recorded') continue;
        if (typeof name === 'string') look(name, 'name', link);
        looked += 1;
        attempt(() => {
          const property = Reflect.getOwnPropertyDescriptor(holder, name);
          // A getter of a prototype is asked on behalf of the object itself.
          look(property && !property.get ? property.value : Reflect.get(holder, name, value), name, link);
        });
      }
      const above = holder;
      holder = null;
      attempt(() => (holder = Object.getPrototypeOf(above)));
    }
  };
  const run = () => {
    while (queue.length > 0 && looked < LIMIT) walk(...queue.shift());
  };

  // Firefox runs a driver's script in a global of its own.
  const page = document.defaultView;
  look(page, 'window', null);
  // As objects: numbers of a text cannot be told from parts of a time.
  for (const entry of performance.getEntries()) look(entry.toJSON(), 'performance entry', null);
  look(document.documentElement.outerHTML, 'document', null);
  look(document.cookie, 'cookies', null);
  look(JSON.stringify(history.state) ?? '', 'history', null);
  for (const store of [localStorage, sessionStorage]) for (const name of Object.keys(store)) look([name, store.getItem(name)], 'storage', null);
  const databases = (await indexedDB.databases?.()) ?? [];
  look(databases, 'databases', null);
  look((await globalThis.caches?.keys()) ?? [], 'caches', null);
  run();
  const inRecord = recorded.length;
  look(recorded, 'recorded', null);
  run();
  if (code) {
    let text = JSON.stringify(recorded);
    for (const one of known) text = text.replaceAll(one, '');
    if (text.includes(code)) found.push('recorded: the code');
  }
  return { found, looked, inRecord, full: looked >= LIMIT, texts: texts.size, names: databases.length };
};
