// Messages that nobody should believe, by what is wrong with them. `hostile` is sent to the browser as source, since most
// of these values cannot be written as JSON.

/** Runs in the page: values of every kind that a structured clone can carry, and some that hide behind a shape. */
export const hostile = () => {
  const cyclic = { a: [] };
  cyclic.a.push(cyclic);
  let deep = {};
  for (let depth = 0; depth < 2000; depth += 1) deep = { deep };
  const sparse = [];
  // WebKit would look for each of four thousand million members.
  sparse.length = navigator.userAgent.includes('Chrome') || navigator.userAgent.includes('Firefox') ? 2 ** 32 - 1 : 2 ** 16;
  const named = (name) => Object.defineProperty({}, name, { value: 'init', enumerable: true });
  const getter = Object.defineProperty({}, 'tokenframe', { get: () => 'init', enumerable: true });
  return {
    undefined: undefined, null: null, true: true, zero: 0, 'minus zero': -0, NaN, Infinity, 'a big integer': 10n ** 40n,
    'an empty text': '', 'a lone surrogate': '\ud800', 'a long text': 'x'.repeat(1e6), 'nested text': '['.repeat(1e5), NUL: 'init\0',
    'an object of a text': new String('init'), 'an object of a number': new Number(1), 'a list': ['init'], 'an empty list': [], 'a sparse list': sparse,
    'a list of many': Array.from({ length: 1e4 }, (_, at) => at), 'an object': {}, 'an object of many': Object.fromEntries(Array.from({ length: 5e3 }, (_, at) => [`k${at}`, at])),
    'a cycle': cyclic, 'a deep object': deep, 'a map': new Map([['tokenframe', 'init']]), 'a set': new Set(['init']), 'a date': new Date(NaN), 'a pattern': /init/g,
    'an error': new Error('init'), 'bytes': new Uint8Array(64), 'a buffer': new ArrayBuffer(1e6), 'a blob': new Blob(['init']), 'an image': new ImageData(8, 8), 'a point': new DOMPoint(1, 2),
    '__proto__': JSON.parse('{"__proto__":{"tokenframe":"init"}}'), 'constructor': named('constructor'), 'toString': named('toString'), 'valueOf': named('valueOf'), 'toJSON': named('toJSON'), 'hasOwnProperty': named('hasOwnProperty'), then: named('then'), 'a getter': getter,
    'of a bundler': { type: 'webpackOk', data: 1 }, 'of developer tools': { source: 'react-devtools-content-script', payload: { type: 'event' } }, 'of a screen reader': 'cvox.ApiImplementation',
  };
};

/** Origins that look like the page's own and are not it. */
export const lookalikes = (origin) => {
  const { protocol, hostname, port } = new URL(origin);
  const at = (name, more = `:${port}`) => `${protocol}//${name}${more}`;
  return {
    'another ending': at(`${hostname}.evil.example`), 'another beginning': at(`evil${hostname}`), 'a sub-domain': at(`shop.${hostname}`), 'a dot that is any sign': at(hostname.replace('o', '.')), 'a trailing dot': at(`${hostname}.`), 'capital letters': at(hostname.toUpperCase()),
    'another scheme': `https://${hostname}:${port}`, 'no port': at(hostname, ''), 'a longer port': at(hostname, `:${port}0`), 'a shorter port': at(hostname, `:${port.slice(0, -1)}`), 'a slash behind': `${origin}/`, 'a user before': at(`${hostname}@evil.example`),
    'a letter of another script': at(hostname.replace('o', '\u043e')), 'any port': at(hostname, ':*'), 'any host': '*', null: 'null', nothing: '', 'the address of the loopback': at('127.0.0.1'),
  };
};

/** A page that embeds frames without our host, and says what it likes to them. */
export const EMBEDDER = `<!doctype html><title>Embedder</title><body><script>
  // Members of the window, for drivers that run their scripts in a global of their own.
  window.heard = [];
  window.answers = {};
  addEventListener('message', (event) => heard.push([event.origin, event.data]));
  window.embed = (id, url, attributes = {}) => document.body.appendChild(Object.assign(document.createElement('iframe'), attributes, { id, src: url }));
  window.hostile = ${hostile};
  // Posts a message with so many ports to the frame of that id, and keeps what they answer under a name.
  window.say = (id, name, message, ports = 1, more = []) => {
    answers[name] = [];
    const channels = Array.from({ length: ports }, () => new MessageChannel());
    for (const { port1 } of channels) port1.onmessage = ({ data }) => answers[name].push(JSON.parse(data));
    document.getElementById(id).contentWindow.postMessage(message, '*', [...channels.map(({ port2 }) => port2), ...more]);
    return (window.port = channels[0]?.port1);
  };
  window.answered = () => Object.keys(answers).filter((name) => answers[name].length);
</script>`;

/** Runs in the frame before its own script: says when all that came before has been heard. */
export const fence = () => {
  addEventListener('message', ({ data, source }) => data === 'fence' && source.postMessage('fenced', '*'));
  const { searchParams } = new URL(location);
  // Another list of parents than the document's own.
  if (searchParams.has('parents')) document.documentElement.dataset.parents = searchParams.get('parents');
};
