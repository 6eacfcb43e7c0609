// What a screen reader is given at each step of a payment: in Chromium the whole tree of the page and of the frame, in
// every engine the role, the name and the state of each field as its driver computes them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { devtools } from './devtools.js';
import { BROWSER, By, PATIENCE, sandbox } from './harness.js';
import { bench, driver } from './set-up.js';

const WORDS = JSON.parse(readFileSync(new URL('../../www/frame/words/de.json', import.meta.url), 'utf8'));
const FIELDS = ['number', 'expiry', 'cvc'];
const NUMBER = '4000056655665556';

/** The tree of the document as Chromium's accessibility has it, in reading order and without what is ignored. */
const tree = async (kind, at) => {
  const { send, close } = await devtools(kind, at);
  const { nodes } = await send('Accessibility.getFullAXTree');
  close();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const walk = (id) => {
    const node = byId.get(id);
    return node ? [node, ...node.childIds.flatMap(walk)] : [];
  };
  return walk(nodes[0].nodeId).filter(({ ignored }) => !ignored);
};
const property = (node, name) => node.properties?.find((own) => own.name === name)?.value.value;

/** Without what a brand calls its code, which stands behind the label once the brand is known: brands.test.js. */
const unbranded = (name) => name.replace(/\s+\(\w+\)$/, '');

/** What stands in the frame's tree: each field, the digits that follow it, and what the live regions say. */
const inside = async () => {
  const nodes = await tree('iframe');
  const fields = nodes.filter(({ role }) => role.value === 'textbox').map((node) => ({
    name: node.name.value,
    value: node.value?.value ?? '',
    about: node.description?.value ?? '',
    invalid: property(node, 'invalid') === 'true',
    required: property(node, 'required'),
  }));
  const texts = nodes.filter(({ role }) => role.value === 'StaticText').map(({ name }) => name.value);
  const live = nodes.filter((node) => property(node, 'live'));
  return { fields, digits: texts.filter((text) => /^\d$/.test(text)).join(''), live: live.map((node) => [node.role.value, property(node, 'live')]), busy: nodes.some((node) => property(node, 'busy')), title: nodes[0].name.value };
};

/** The same as every engine's driver computes it. */
const computed = async () => {
  await bench.frame();
  const fields = [];
  for (const id of FIELDS) {
    const node = await driver.findElement(By.id(id));
    // Chromium's driver finds neither in a frame of another process.
    const names = BROWSER === 'chromium' ? ['textbox', WORDS[`label_${id}`]] : [await node.getAriaRole(), unbranded(await node.getAccessibleName())];
    const about = await driver.executeScript("return arguments[0].getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' ')", node);
    fields.push([...names, (await node.getAttribute('aria-invalid')) === 'true', about]);
  }
  const live = await driver.executeScript("return [...document.querySelectorAll('[aria-live], [role=status], [role=alert]')].map((node) => [node.getAttribute('aria-live'), node.textContent])");
  const busy = await driver.executeScript("return document.getElementById('form').getAttribute('aria-busy') === 'true'");
  const digits = await driver.executeScript("return [...document.querySelectorAll('#number-ink b')].map((sign) => sign.textContent).join('').replace(/ /g, '')");
  return { fields, live, busy, digits };
};

test('at each step of a payment, in German', async () => {
  await bench.mounted({ options: { locale: 'de' } });
  await bench.until((title) => document.querySelector('#card iframe').title === title, 'the title of the frame is not German', WORDS.title);
  const step = async (name, { wrong = {}, number = '', said = '', busy = false, dots = '' }) => {
    const wanted = {
      fields: FIELDS.map((id) => ['textbox', WORDS[`label_${id}`], id in wrong, wrong[id] ? WORDS[wrong[id]] : '']),
      live: [['polite', said && WORDS[said]]], busy, digits: number,
    };
    let found;
    await driver.wait(async () => JSON.stringify((found = await computed())) === JSON.stringify(wanted), PATIENCE).catch(() => assert.deepEqual(found, wanted, name));
    await bench.page();
    if (BROWSER !== 'chromium') return;
    const { fields, digits, live, title, busy: isBusy } = await inside();
    assert.equal(title, WORDS.title, name);
    assert.deepEqual(fields.map(({ name, about, invalid, required }) => [unbranded(name), invalid, about, required]), FIELDS.map((id) => [WORDS[`label_${id}`], id in wrong, wrong[id] ? WORDS[wrong[id]] : '', true]), name);
    assert.equal(fields[0].value.replace(/ /g, ''), dots, name);
    // What was typed can be read, digit by digit, behind the field that holds stand-ins.
    assert.ok(digits.startsWith(number), `${name}: ${digits}`);
    assert.deepEqual(live, [['status', 'polite']], name);
    assert.equal(isBusy, busy, name);
    const page = await tree('page');
    assert.deepEqual(page.filter(({ role }) => role.value === 'Iframe').map((node) => node.name.value), [WORDS.title], name);
  };

  await step('empty', {});
  await bench.frame();
  await bench.type('number', NUMBER.slice(0, 6));
  await step('typed', { number: NUMBER.slice(0, 6), dots: '••••••' });
  await bench.tokenize();
  const missing = { number: 'number_incomplete', expiry: 'expiry_required', cvc: 'cvc_required' };
  await step('not complete', { wrong: missing, number: NUMBER.slice(0, 6), dots: '••••••', said: 'card_invalid' });
  await bench.frame();
  await driver.findElement(By.id('number')).sendKeys(NUMBER.slice(6));
  await bench.type('expiry', '1230');
  await bench.type('cvc', '123');
  await step('mended', { number: NUMBER, dots: '•'.repeat(16), said: 'card_invalid' });
  await sandbox.fault({ vault: 'clover', path: '/v1/tokens', kind: 'hang', times: 1 });
  await bench.start();
  await step('busy', { number: NUMBER, dots: '•'.repeat(16), busy: true });
  await bench.run(() => controller.abort());
  assert.equal((await bench.settled()).error.code, 'aborted');
  await step('stopped', { number: NUMBER, dots: '•'.repeat(16) });
  assert.equal((await bench.tokenize()).ok, true);
  await step('paid', {});
});

test('a part is found under the name that the page gives it, and nothing else is said of it', { skip: BROWSER !== 'chromium' && 'the tree is asked of Chromium alone; label.test.js asks the driver for the name' }, async () => {
  await bench.open({ elements: 'number' });
  await bench.until(() => window.mounted === 'ready', 'the element is not ready');
  await bench.run(() => {
    document.body.prepend(Object.assign(document.createElement('label'), { htmlFor: 'card', textContent: 'Card no.' }));
    card.update({});
  });
  await bench.frame();
  await driver.wait(async () => (await driver.findElements(By.css('#number[aria-label]'))).length > 0, PATIENCE, 'no name');
  // Two frames: that of the part, and the one that leads, which nobody sees.
  const found = [];
  for (const at of [0, 1]) {
    const nodes = await tree('iframe', at);
    found.push(nodes.filter(({ role }) => ['textbox', 'LabelText'].includes(role.value)).map(({ role, name }) => `${role.value} ${name.value}`).join());
  }
  assert.ok(found.includes('textbox Card no.'), JSON.stringify(found));
});
