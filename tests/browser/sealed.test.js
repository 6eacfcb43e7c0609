// Sealed fields: what their inputs and the document hold, and how what is drawn stands over them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { devtools } from './devtools.js';
import { BROWSER, By, Key, PATIENCE, seen } from './harness.js';
import { bench, driver } from './set-up.js';

const { ARROW_LEFT: LEFT, BACK_SPACE, CONTROL, END, HOME, TAB } = Key;
const chromium = { skip: BROWSER !== 'chromium' && 'it is asked of Chromium by its own protocol' };
const NUMBER = '4000056655665556';

const mounted = async (options = {}, width) => {
  await bench.mounted({ options });
  if (width) await bench.run((width) => (document.getElementById('card').style.width = `${width}px`), width);
  await bench.frame();
  await driver.findElement(By.id('number')).click();
};
const press = async (id, ...keys) => {
  const field = await driver.findElement(By.id(id));
  await driver.executeScript('if (document.activeElement !== arguments[0]) arguments[0].focus()', field);
  await field.sendKeys(keys.join(''));
};
const shown = (id) => driver.executeScript(`return (${seen})('${id}')`);

/** Runs in the frame: every string of the document that a script could read. */
const strings = () => {
  const found = [];
  for (const node of document.querySelectorAll('*')) {
    for (const { name, value } of node.attributes) if (name !== 'style') found.push(value);
    found.push(node.value ?? '', node.defaultValue ?? '', ...[...node.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data));
  }
  return [...new Set(found.map(String))];
};

test('whatever is done, no string of the document holds two digits of the number or the code', async () => {
  await mounted();
  const before = new Set(await driver.executeScript(strings));
  const look = async (when) => {
    const after = await driver.executeScript(strings);
    assert.deepEqual(after.filter((text) => !before.has(text) && /\d\D?\d/.test(text)), [], when);
  };
  await press('number', NUMBER.slice(0, 10));
  await look('typed');
  await press('number', LEFT, LEFT, BACK_SPACE, '7');
  await look('in the middle');
  await press('number', `${CONTROL}z${CONTROL}`, `${CONTROL}z${CONTROL}`, `${CONTROL}y${CONTROL}`);
  await look('taken back');
  await driver.executeScript((number) => {
    const node = document.getElementById('number');
    node.select();
    node.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertFromPaste', data: `Card ${number}`, cancelable: true, bubbles: true }));
  }, NUMBER);
  await look('pasted');
  await press('cvc', '123');
  await look('with a code');
  await driver.executeScript((number) => {
    for (const [id, text] of [['number', number], ['cvc', '987']]) {
      const node = document.getElementById(id);
      node.value = text;
      node.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }, NUMBER);
  await look('filled in');
  // What was looked for is there to be seen.
  assert.deepEqual([await shown('number'), await shown('cvc')], ['4000 0566 5566 5556', '987']);
});

/** Runs in the frame: how far what is drawn is from where the input's own text is. */
const offsets = (id) => {
  const node = document.getElementById(id);
  const ink = document.getElementById(`${id}-ink`);
  const cells = [...ink.children].slice(0, node.value.length).map((cell) => cell.getBoundingClientRect());
  const { left, right } = node.getBoundingClientRect();
  const style = getComputedStyle(node);
  const isRtl = document.documentElement.dir === 'rtl';
  const edge = isRtl
    ? right - 1 - parseFloat(style.paddingRight) - cells.at(-1).right
    : left + 1 + parseFloat(style.paddingLeft) - cells[0].left;
  // Of a text that has no room, the input tells the width.
  const was = node.getAttribute('style');
  Object.assign(node.style, { inlineSize: '3px', paddingInline: '0' });
  const width = node.scrollWidth - (cells.at(-1).right - cells[0].left);
  if (was) node.setAttribute('style', was);
  else node.removeAttribute('style');
  return [edge, width];
};

for (const locale of ['en', 'ar']) {
  test(`digits are drawn where the stand-ins are, whatever the font: ${locale}`, async () => {
    await mounted({ locale });
    await driver.wait(async () => (await driver.findElements(By.css(`html[lang="${locale}"][dir]`))).length > 0, PATIENCE);
    for (const [font, size] of [['system-ui', '16px'], ['serif', '20px'], ['monospace', '15px'], ['sans-serif', '32px']]) {
      await driver.executeScript((font, size) => {
        document.documentElement.style.setProperty('--tf-font', font);
        document.documentElement.style.setProperty('--tf-size', size);
      }, font, size);
      for (const [id, texts] of [['number', ['4', '2424', NUMBER.slice(0, 8)]], ['cvc', ['123']]]) {
        for (const text of texts) {
          await press(id, text);
          const far = await driver.executeScript(offsets, id);
          // The input tells whole pixels, and Firefox may be a hundredth off.
          assert.ok(far.every((by) => Math.abs(by) <= 1.01), `${font} ${size} ${text}: ${far}`);
        }
        await press(id, `${CONTROL}a${CONTROL}`, BACK_SPACE);
      }
    }
  });

  test(`in a narrow frame the digits scroll with their input, and the caret is in view: ${locale}`, async () => {
    await mounted({ locale }, 260);
    await driver.wait(async () => (await driver.findElements(By.css(`html[lang="${locale}"][dir]`))).length > 0, PATIENCE);
    await driver.executeScript("document.documentElement.style.setProperty('--tf-size', '24px')");
    // Where is the sign before the caret, and do both scroll alike?
    const state = () =>
      driver.executeScript(() => {
        const node = document.getElementById('number');
        const ink = document.getElementById('number-ink');
        const box = ink.getBoundingClientRect();
        const cell = ink.children[Math.max(node.selectionStart - 1, 0)].getBoundingClientRect();
        return { together: Math.abs(node.scrollLeft - ink.scrollLeft) <= 1, inView: cell.left >= box.left - 1 && cell.right <= box.right + 1, overflows: ink.scrollWidth > ink.clientWidth };
      });
    const holds = async (when, inView = true) => {
      await driver.wait(async () => (await state()).together, PATIENCE, `${when}: they scroll apart`);
      if (inView) assert.equal((await state()).inView, true, when);
    };
    await press('number', NUMBER.slice(0, 12));
    await press('number', NUMBER.slice(12, 15));
    assert.equal((await state()).overflows, true);
    await holds('typed');
    await press('number', ...Array(12).fill(LEFT), '1');
    await holds('typed in the middle');
    await press('number', BACK_SPACE, BACK_SPACE, BACK_SPACE, BACK_SPACE);
    await holds('deleted');
    for (const key of [END, HOME, END + LEFT, TAB]) {
      await press('number', key);
      await holds(`after a key`, key !== TAB && key !== END);
    }
  });
}

test('forced colours show the digits, and neither stand-ins nor what is selected shows through', chromium, async () => {
  await mounted();
  const { send, close } = await devtools();
  await press('number', '4242', `${CONTROL}a${CONTROL}`);
  for (const features of [[], [{ name: 'forced-colors', value: 'active' }], [{ name: 'forced-colors', value: 'active' }, { name: 'prefers-color-scheme', value: 'dark' }]]) {
    await send('Emulation.setEmulatedMedia', { features });
    const colours = await driver.executeScript(() => {
      const node = document.getElementById('number');
      const of = (element, pseudo) => getComputedStyle(element, pseudo).webkitTextFillColor;
      const canvas = getComputedStyle(node).backgroundColor;
      // Adjusted, the input would be painted in a colour of the system's, and the ink on a plate that hides the selection.
      const adjusts = [node, node.nextElementSibling].map((element) => getComputedStyle(element).forcedColorAdjust);
      return { input: of(node), selected: of(node, '::selection'), digit: of(document.querySelector('#number-ink b')) === canvas, adjusts };
    });
    assert.deepEqual(colours, { input: 'rgba(0, 0, 0, 0)', selected: 'rgba(0, 0, 0, 0)', digit: false, adjusts: features.length ? ['none', 'none'] : ['auto', 'auto'] });
  }
  close();
});

test('a screen reader finds the field with its name and state, stand-ins in it, and the digits in order behind it', chromium, async () => {
  await mounted();
  await press('number', '4242');
  await press('expiry', '1');
  const { send, close } = await devtools();
  await driver.findElement(By.css('#number[aria-invalid]'));
  const { nodes } = await send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const walk = (id) => {
    const node = byId.get(id);
    return [node, ...node.childIds.flatMap(walk)];
  };
  const inOrder = walk(nodes[0].nodeId).filter(({ ignored }) => !ignored);
  const [box] = inOrder.filter(({ role }) => role.value === 'textbox');
  const property = (name) => box.properties.find((own) => own.name === name)?.value.value;
  assert.deepEqual(
    [box.name.value, box.value.value, box.description.value, property('invalid'), property('required')],
    ['Card number', '••••', 'Number is not complete', 'true', true],
  );
  const texts = inOrder.filter(({ role }) => role.value === 'StaticText').map(({ name }) => name.value);
  const start = texts.indexOf('••••');
  assert.deepEqual(texts.slice(start, start + 5), ['••••', '4', '2', '4', '2']);
  close();
  // One stop a field.
  const stops = [];
  await press('number', '');
  for (let stop = 0; stop < 3; stop += 1) {
    stops.push(await driver.executeScript('return document.activeElement.id'));
    await driver.switchTo().activeElement().sendKeys(TAB);
  }
  assert.deepEqual(stops, ['number', 'expiry', 'cvc']);
});
