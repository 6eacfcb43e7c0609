// The build of the package for whoever writes a shop: each wrong call is told at once, in words, and hurts no other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STAGE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const PAGE = `<!doctype html><html lang="en"><head><title>Development</title></head><body><div id="card"></div><script type="module">
import { createTokenframe, TokenframeError } from '/tokenframe/development.js';
globalThis.said = [];
console.warn = (text) => said.push(text);
globalThis.frame = '${STAGE_FRAME}/';
globalThis.grant = () => fetch('/grant/clover', { method: 'POST' }).then((response) => response.json());
globalThis.begin = (options) => createTokenframe({ frame, grant, vault: 'clover', ...options });
globalThis.make = (options, type = 'card') => begin().create(type, options);
/** What comes of a call: the code and words of its error. */
globalThis.told = async (work) => {
  try {
    const result = await work();
    return result?.error?.code ?? null;
  } catch (error) {
    return error instanceof TokenframeError ? [error.code, error.message] : ['raw', String(error)];
  }
};
globalThis.loaded = true;
</script></body></html>`;

// A call, as the page makes it, and what its error says.
const WRONG = [
  ['begin({ frame: "/frame/" })', 'frame_url_invalid', /absolute https: URL/],
  ['begin({ frame: location.href })', 'frame_same_origin', /another origin/],
  ['begin({ grant: undefined })', 'grant_missing', /URL on your server/],
  ['begin({ grant: 5 })', 'option_invalid', /grant must be a URL on your server, or a function, and is 5/],
  ['begin({ vault: "stripe" })', 'option_invalid', /'clover', .*'vaultera'.*, and is 'stripe'/],
  ['begin({ appearance: null })', 'option_invalid', /appearance must be an object, and is null/],
  ['begin({ appearance: { theme: "sepia" } })', 'option_invalid', /appearance\.theme must be 'auto', 'light' or 'dark'/],
  ['begin({ appearance: { fonts: {} } })', 'option_invalid', /appearance\.fonts must be a list of/],
  ['begin({ appearance: { fonts: [null] } })', 'option_invalid', /appearance\.fonts/],
  ['begin({ appearance: { rules: { input: "red" } } })', 'option_invalid', /appearance\.rules/],
  ['begin({ messages: { title: 5 } })', 'option_invalid', /messages must be/],
  ['begin({ messages: { "no language": { title: "x" } } })', 'option_invalid', /messages must be/],
  ['begin({ locale: "klingon!" })', 'option_invalid', /locale must be/],
  ['make({ brands: ["visa", "amex"] })', 'option_invalid', /brands must be a list of brands: visa, .*american-express.* with 'amex'/],
  ['make({ typing: "secret" })', 'option_invalid', /typing must be 'sealed' or 'native', and is 'secret'/],
  ['make({ name: "yes" })', 'option_invalid', /name must be true, false or 'optional'/],
  ['make({ bin: "4242" })', 'option_invalid', /bin must be a function, and is another text/],
  ['make({ keepMs: -1 })', 'option_invalid', /keepMs must be a number of milliseconds, 0 to/],
  ['make(null)', 'option_invalid', /what create\(\) takes must be an object, and is null/],
  ['make({}, "pin")', 'element_unknown', /no element 'pin'\. There are card, number/],
  ['make({}, "bankAccount")', 'agreement_missing', /agreement: \{ id \}/],
  ['make({ agreement: { id: 5 } }, "bankAccount")', 'option_invalid', /agreement must be/],
  ['begin().reveal("pan")', 'element_unknown', /no 'pan' to reveal/],
  ['begin().reveal("card", { hideAfterMs: 10 })', 'option_invalid', /hideAfterMs must be a number of milliseconds, 1000 to 300000, and is 10/],
  ['make().mount("###")', 'target_missing', /'###' is no selector/],
  ['make().mount("#nowhere")', 'target_missing', /no element in the document for '#nowhere'/],
  ['make().mount(null)', 'target_missing', /for null/],
  ['make().update()', 'option_invalid', /update\(\) takes must be an object, and is undefined/],
  ['make().update({ brands: "visa" })', 'option_invalid', /update\(\)\.brands/],
  ['{ const circle = {}; circle.messages = { title: "x" }; circle.self = circle; make().update(circle); }', 'option_invalid', /JSON can write/],
  ['make().on("changed", () => {})', 'option_invalid', /no event 'changed'\. There are ready, change/],
  ['make().on("change", "log")', 'option_invalid', /listener of 'change' must be a function/],
  ['make().focus("nope")', 'option_invalid', /no field 'nope'\. There are number/],
  ['make().tokenize(null)', 'option_invalid', /tokenize\(\) takes must be an object/],
  ['make().tokenize({ signal: 5 })', 'option_invalid', /signal must be an AbortSignal/],
  ['make().tokenize({ billing: { city: 5 } })', 'option_invalid', /billing must be an object of texts/],
  ['make().tokenize({ billing: { zip: "1" } })', 'option_invalid', /billing must be.* with 'zip'/],
  ['make().tokenize()', 'not_mounted', /before mount\(\)/],
  ['{ const tf = begin(); tf.create("number"); tf.create("number"); }', 'element_duplicate', /destroy the first/],
  ...['mount("#card")', 'update({})', 'focus()', 'blur()', 'clear()', 'tokenize()', 'on("change", () => {})'].map((call) => [
    `{ const one = make(); one.destroy(); return one.${call}; }`, 'destroyed', /destroyed/,
  ]),
];

const open = async () => {
  stage.pages['/development'] = PAGE;
  await driver.get(`${STAGE}/development`);
  await bench.until(() => globalThis.loaded, 'the page does not load');
};

test('each wrong call is told at once, by code and in words', async () => {
  await open();
  for (const [call, code, words] of WRONG) {
    const found = await bench.run((text) => told(new Function(text.startsWith('{') ? text : `return ${text}`)), call);
    assert.equal(found?.[0], code, `${call}: ${JSON.stringify(found)}`);
    assert.match(found[1], words, call);
  }
});

test('what is none of the options is named in the console, and no text that may be a card is', async () => {
  await open();
  await bench.run(() => void make({ brnads: ['visa'], typing: undefined }));
  assert.match((await bench.run(() => said)).join('\n'), /brnads is no option here\. There are .*brands/);
  const found = await bench.run(() => told(() => make({ typing: '4242424242424242' })));
  assert.ok(!JSON.stringify(found).includes('4242'), JSON.stringify(found));
});

test('what is right is not told off, and a text of no code is named', async () => {
  await open();
  const said = await bench.run(async () => {
    const tf = begin({ locale: ['de_AT', 'auto'], messages: { number_required: 'Number, please', fr: { number_required: 'Numéro' } } });
    tf.create('card');
    tf.create('giftCard');
    const before = window.said.length;
    begin({ messages: { number_requried: 'x', fr: { title: 'Carte', nummer: 'y' } } });
    return [before, ...window.said];
  });
  assert.equal(said[0], 0, said.join('\n'));
  assert.match(said.join('\n'), /messages\.number_requried is no code/);
  assert.match(said.join('\n'), /messages\.fr\.nummer is no code/);
  assert.equal(said.length, 3, said.join('\n'));
});

test('a part that was forgotten is named when a card is to be sent', async () => {
  await open();
  const said = await bench.run(async () => {
    const tf = begin();
    const number = tf.create('number');
    const name = tf.create('name', { name: true });
    await number.mount('#card');
    await number.tokenize();
    const first = [...window.said];
    name.destroy();
    await number.tokenize();
    return [first, window.said];
  });
  assert.match(said[0].join('\n'), /a 'name' was created and never mounted/);
  assert.deepEqual(said[1], said[0]);
});

test('a form that was told off is as good as any other', async () => {
  await open();
  await bench.run(() => {
    window.card = make({ brands: ['visa'] });
    window.card.mount('#card').then(() => (window.state = 'ready'), ({ code }) => (window.state = code));
  });
  await bench.until(() => window.state === 'ready', 'the form is not ready');
  assert.equal((await bench.run(() => told(() => window.card.update({ name: 'maybe' }))))[0], 'option_invalid');
  await bench.run(() => window.card.update({ name: true }));
  await bench.until(() => window.card.state.fields.name, 'the name is not there');
  assert.equal(await bench.run(() => told(() => window.card.tokenize())), 'card_invalid');
});

test('what a code means is in the console of whoever writes the shop', async () => {
  await open();
  await bench.run(() => {
    const tf = begin({ grant: async () => null, vault: undefined });
    tf.create('card').mount('#card').catch(({ code }) => (window.state = code));
  });
  await bench.until(() => window.state === 'grant_unavailable', 'it came all the same');
  assert.match((await bench.run(() => said)).join('\n'), /grant_unavailable: your grant URL, or function, gave no grant/);
});

const NO_GRANT = [
  ['() => {}', /no grant: your function gave nothing/],
  ['() => "a"', /no grant: your function gave 'a'/],
  ['() => { throw new Error("boo") }', /no grant: your function threw Error: boo/],
  ['() => { throw new Error("4242 4242 4242 4242 is no order") }', /no grant: your function threw a text with a long number/],
  ['"/a-page"', /no grant: \/a-page answered 200 with text\/html/],
  ['"/nowhere"', /no grant: \/nowhere answered 40\d with nothing/],
  ['"http://127.0.0.1:1/grant"', /no grant: http:\/\/127\.0\.0\.1:1\/grant cannot be asked/],
];

test('why there is no grant is said: what the function did, or what the server answered', async () => {
  await open();
  stage.pages['/a-page'] = '<!doctype html><title>A page</title>';
  for (const [grant, words] of NO_GRANT) {
    const text = await driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1]; said.length = 0;
      const one = begin({ grant: ${grant}, vault: undefined }).create('card'); one.mount('#card').catch(() => { one.destroy(); done(said.join('\\n')); });`,
    );
    assert.match(text, words, grant);
    assert.ok(!text.includes('4242'), text);
  }
});
