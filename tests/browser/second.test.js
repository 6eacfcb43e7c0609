// The second module of the shop's side: who loads it, and what becomes of a form for which it does not come.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { bench, stage } from './set-up.js';
import { shopGrant } from './stage.js';

afterEach(() => stage.reset());

const FILE = '/tokenframe/extra.js';
const FONT = { family: 'Wide', src: '/wide.woff2' };

// The bench, with what the page hears of mistakes that nobody caught, and of texts in its console.
const PAGE = `<!doctype html><html lang="en"><head><title>Bench</title><script>
  window.uncaught = [];
  for (const name of ['error', 'unhandledrejection']) addEventListener(name, (event) => uncaught.push(String(event.reason ?? event.message)));
</script></head><body><div id="card"></div><script type="module" src="/bench.js"></script></body></html>`;

/** What is in the console, and what the page has loaded of the second module. */
const warned = () => bench.run(() => warned);
const loaded = () => bench.run(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/extra.js')).length);

/** Gives the element a function that refuses each card. */
const refusing = () =>
  bench.run(() => {
    const script = document.createElement('script');
    script.textContent = 'window.asked = []; card.update({ bin: ({ bin }) => { asked.push(bin); return { accepted: false }; } })';
    document.head.append(script);
  });

test('a card, and parts of one, that ask for nothing of it do not load it, and any of what is in it does', async () => {
  for (const elements of ['card', 'number,expiry,cvc']) {
    await bench.open({ elements, options: { appearance: { variables: { accent: 'rgb(0, 0, 200)' } } } });
    await bench.until(() => window.mounted === 'ready', 'the elements are not ready');
    assert.equal(await loaded(), 0, elements);
  }
  await bench.mounted();
  await bench.retype();
  assert.equal((await bench.tokenize()).ok, true);
  assert.equal(await loaded(), 0);
  await refusing();
  await bench.retype();
  await bench.until(() => card.state.fields.number.code === 'brand_not_accepted', 'nobody judges the card');
  assert.equal(await loaded(), 1);
});

const BROKEN = {
  'is no script': () => (stage.pages[FILE] = 'Not found'),
  'throws': () => (stage.scripts[FILE] = "throw new Error('mine')"),
  'is of another version': () => (stage.scripts[FILE] = 'export const other = 1'),
};

for (const [what, breaks] of Object.entries(BROKEN)) {
  test(`where it ${what}, fonts, verdicts and names that are not taken are left out, and the card is sent`, async () => {
    stage.pages['/bench'] = PAGE;
    let given = 0;
    stage.grant = async (vault) => ({ ...(await shopGrant(vault)), expiresIn: given++ ? 3600 : 1 });
    breaks();
    await bench.mounted({ options: { appearance: { variables: { colour: 'red' }, fonts: [FONT] } } });
    await refusing();
    await bench.until(() => events.some(({ name }) => name === 'expired'), 'the end of the grant is not told');
    await bench.retype();
    // Fonts, a name, and a verdict at six digits and at eight.
    await bench.until(() => warned.length >= 4, `the developer is not told: ${await warned()}`);
    assert.equal((await bench.run(() => card.state)).complete, true);
    const result = await bench.tokenize();
    assert.equal(result.ok, true, JSON.stringify(result));
    assert.deepEqual(await bench.run(() => uncaught), []);
    // Nothing of the card is in it.
    assert.ok((await warned()).every((text) => !/424242/.test(text)), String(await warned()));
  });
}

test('a call waits for a verdict while it loads', async () => {
  await bench.mounted();
  stage.hold(/extra\.js$/);
  await refusing();
  await bench.retype();
  await stage.holding();
  await bench.until(() => card.state.complete, 'the card is not there');
  await bench.start();
  stage.release();
  const { error } = await bench.settled();
  assert.deepEqual([error.code, error.fields], ['card_invalid', { number: 'brand_not_accepted' }]);
});

test('where it never comes, a call is not held up for ever', async () => {
  await bench.mounted();
  stage.hold(/extra\.js$/);
  await refusing();
  await bench.retype();
  await stage.holding();
  const result = await bench.tokenize();
  assert.equal(result.ok, true, JSON.stringify(result));
  assert.deepEqual(await bench.run(() => asked), []);
});
