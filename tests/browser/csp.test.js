// The line of a shop's policy that README gives, as it stands there, in a page that allows nothing else but itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { FRAME, PATIENCE, STAGE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, LINE] = /Your shop's own policy needs one line[^]*?```\n(.*)\n```/.exec(README);
const shipped = LINE.replace('https://card.example.com', FRAME);

// What the page has of its own: its script, the address that gives it grants, and its icon, which WebKit asks for.
const OWN = { 'default-src': "'none'", 'img-src': "'self'", 'script-src': "'self'", 'connect-src': "'self'", 'base-uri': "'none'", 'object-src': "'none'", 'form-action': "'none'" };
const policy = (own = OWN, line = shipped) => [...Object.entries(own).map((part) => part.join(' ')), line].filter(Boolean).join('; ');

beforeEach(() => stage.reset());

/** A page with this policy. */
const under = async (text, options) => {
  stage.headers = { 'content-security-policy': text };
  await bench.open(options);
};
const violations = () => bench.run(() => window.violations ?? []);

test('the line has no word that makes it unsafe, and names one origin', () => {
  assert.match(LINE, /^frame-src https:\/\/[a-z.]+$/);
  assert.doesNotMatch(LINE, /unsafe|\*/);
});

for (const elements of ['card', 'number,expiry,cvc']) {
  test(`under it a form is mounted, dressed and paid, and nothing is reported: ${elements}`, async () => {
    await under(policy(), { elements, options: { appearance: { variables: { radius: '3px' } } } });
    await bench.until(() => window.mounted === 'ready', 'the form is not ready');
    if (elements === 'card') {
      await bench.card('clover');
      assert.equal((await bench.tokenize()).ok, true);
    }
    await bench.run(() => card.update({ appearance: { variables: { radius: '9px' } } }));
    await bench.run(() => card.focus());
    assert.deepEqual(await violations(), []);
  });
}

test('it keeps out what is put into the page: another frame, a script in its markup, a form of somebody else’s', async () => {
  await under(policy());
  await bench.until(() => window.mounted === 'ready', 'the form is not ready');
  await bench.run((elsewhere) => {
    window.ran = 0;
    document.body.append(Object.assign(document.createElement('iframe'), { src: `${elsewhere}/bench` }));
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }));
    document.body.append(Object.assign(document.createElement('script'), { src: `${elsewhere}/bench.js` }));
  }, STAGE_FRAME);
  for (const directive of ['frame-src', 'script-src-elem']) {
    await driver.wait(async () => (await violations()).some((one) => directive.startsWith(one)), PATIENCE, directive);
  }
  assert.equal(await bench.run(() => window.ran), 0);
  // The frame cannot be led elsewhere either.
  await bench.frame();
  await driver.executeScript('location.href = arguments[0]', `${STAGE}/bench`).catch(() => {});
  await bench.page();
  await driver.wait(async () => (await violations()).filter((one) => one === 'frame-src').length >= 2, PATIENCE, 'the frame was led elsewhere');
});

const without = (name) => Object.fromEntries(Object.entries(OWN).filter(([own]) => own !== name));
for (const [name, text, what] of [
  ['frame-src', policy(OWN, ''), 'the form does not come'],
  ['script-src', policy(without('script-src')), 'its page has no script'],
  ['connect-src', policy(without('connect-src')), 'there is no grant'],
]) {
  test(`without ${name} ${what}: the control`, async () => {
    await under(text, { vault: 'clover' });
    if (name === 'script-src') {
      assert.equal(await bench.run(() => typeof window.tf), 'undefined');
      return;
    }
    if (name === 'frame-src') {
      await driver.wait(async () => (await violations()).includes('frame-src'), PATIENCE, 'the frame is not refused');
      assert.equal(await bench.run(() => window.mounted === 'ready'), false);
      return;
    }
    await bench.until(() => window.mounted === 'ready', 'the form is not ready');
    await bench.card('clover');
    assert.equal((await bench.tokenize()).error.code, 'grant_unavailable');
  });
}
