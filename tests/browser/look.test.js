// What a shop may say of the look, and what it may not.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { BROWSER, By, FRAME, PATIENCE, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';
import { shopGrant } from './stage.js';

// A font in which every sign of ASCII is a bar, two em wide: a text's width tells whether it is worn.
const WIDE = 'd09GMgABAAAAAAEsAAoAAAAAAzwAAADjAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAABmAAgXIKOEQBNgIkAwYLBgAEIAVXByAbjAIgHgVua3P1UQuaoBQIgpwQQTXVvfuze1qBgmnYKIURQQOWgpGGBxqg0E6DpTecHMfncUqRlENK4wAqQnp63AILJA6jnKLI8ty/HfT47XDgAx7sSNcbtmONQ1FyeuVGbbaLTRTjADw10Xlr3QhhvAPY6UTDaYRk+UD1Am/jiA4U6t9lKyQoJObYBxQIUbWaPKv2w4qBL4NAcHf592UH9/9zbl/wedWGYz3MtjmgSRCsY2K204vZFgEAYngQQioBEgAAZSNAKARIM6WJWghzqzbTvpNbOn999X6qhSRSecMdlgAA';
const LINE = /^tokenframe: not taken from appearance: /;

/** A server of anybody's, which counts. */
const asked = [];
const elsewhere = createServer(({ url }, response) => {
  asked.push(url);
  const found = { '/wide.woff2': Buffer.from(WIDE, 'base64'), '/broken.woff2': Buffer.from('no font'), '/huge.woff2': Buffer.alloc(2e6) }[url];
  // One font may be read by its own page alone.
  const headers = url === '/closed.woff2' ? {} : { 'access-control-allow-origin': '*' };
  response.writeHead(found || url === '/closed.woff2' ? 200 : 404, headers).end(found);
});
let there;

before(async () => {
  await new Promise((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  there = `http://127.0.0.1:${elsewhere.address().port}`;
});
after(() => {
  elsewhere.close();
  elsewhere.closeAllConnections();
});
afterEach(() => {
  stage.reset();
  asked.length = 0;
});

const dressed = (appearance, more = {}) => bench.mounted({ ...more, options: { appearance, ...more.options } });

/** Computed values in the frame: `{ box: ['height', …] }` of what a name finds. */
const FOUND = { box: '[data-field=number] .box', input: '#number', label: '[data-field=number] label', error: '#number-error', cvc: '[data-field=cvc] .box', root: ':root' };
const computed = async (name, ...properties) => {
  await bench.frame();
  const values = await driver.executeScript((css, names) => names.map((one) => getComputedStyle(document.querySelector(css))[one]), FOUND[name], properties);
  await bench.page();
  return values;
};
const becomes = async (name, property, wanted) => {
  await driver.wait(async () => (await computed(name, property))[0] === wanted, PATIENCE, `${property} of ${name} does not become ${wanted}, but is ${await computed(name, property)}`);
};
const warned = () => bench.run(() => warned);
const named = async () => {
  await bench.until(() => warned.length, 'nothing is named');
  const [line, ...more] = await warned();
  assert.equal(more.length, 0);
  assert.match(line, LINE);
  return line.replace(LINE, '').split(', ').sort();
};

const RED = 'rgb(200, 0, 0)';
const GREEN = 'rgb(0, 120, 0)';
const BLUE = 'rgb(0, 0, 200)';

test('variables: each reaches what it is named for', async () => {
  await dressed({
    variables: { accent: BLUE, text: GREEN, muted: '#777', border: RED, surface: 'rgb(250, 250, 240)', danger: '#a00', radius: '13px', font: '"DejaVu Serif", serif', size: '20px', height: '3rem', gap: '31px' },
  });
  await becomes('box', 'borderTopColor', RED);
  assert.deepEqual(await computed('box', 'height', 'borderTopColor', 'borderTopLeftRadius', 'backgroundColor', 'fontSize', 'color'), ['60px', RED, '13px', 'rgb(250, 250, 240)', '20px', GREEN]);
  assert.deepEqual(await computed('label', 'color', 'fontSize'), [GREEN, '17.5px']);
  assert.match((await computed('input', 'fontFamily'))[0], /DejaVu Serif/);
  await bench.frame();
  const [left, right] = await driver.executeScript("return ['expiry', 'cvc'].map((name) => document.querySelector(`[data-field=${name}] .box`).getBoundingClientRect()).map(({ left, right }) => [left, right])");
  assert.equal(Math.round(right[0] - left[1]), 31);
  await (await driver.findElement(By.id('number'))).click();
  await becomes('box', 'outlineColor', BLUE);
  assert.deepEqual(await warned(), []);
});

test('rules: by part, and by state, of which an error and the focus come before what is said of rest', async () => {
  await dressed({
    rules: {
      input: { borderColor: GREEN, fontWeight: 700, letterSpacing: '2px', padding: '0 20px', transition: 'none' },
      'input:hover': { borderColor: 'rgb(9, 9, 9)', transition: 'none' },
      'input:complete': { backgroundColor: 'rgb(230, 255, 230)' },
      'input:focus': { borderColor: BLUE, outlineStyle: 'none' },
      label: { textTransform: 'uppercase' },
      'label:empty': { color: RED },
      'label:focus': { color: BLUE },
      'error:invalid': { fontWeight: 800, color: 'var(--tf-text)' },
      placeholder: { opacity: 0.75 },
    },
  });
  assert.deepEqual(await warned(), []);
  assert.deepEqual(await computed('box', 'borderTopColor', 'fontWeight', 'paddingLeft'), [GREEN, '700', '20px']);
  // What is drawn in the box is drawn as the input has it.
  assert.deepEqual(await computed('input', 'fontWeight', 'paddingLeft'), ['700', '20px']);
  assert.deepEqual(await computed('label', 'textTransform', 'color'), ['uppercase', RED]);
  await bench.frame();
  // WebKit does not tell how a placeholder is drawn.
  if (BROWSER !== 'webkit') assert.equal(await driver.executeScript("return getComputedStyle(document.getElementById('number'), '::placeholder').opacity"), '0.75');
  const number = await driver.findElement(By.id('number'));
  await number.click();
  await becomes('box', 'borderTopColor', BLUE);
  assert.deepEqual(await computed('box', 'outlineStyle'), ['none']);
  assert.deepEqual(await computed('label', 'color'), [BLUE]);
  await bench.frame();
  await number.sendKeys('4242424242424242');
  await becomes('box', 'backgroundColor', 'rgb(230, 255, 230)');
  await bench.frame();
  const code = await driver.findElement(By.id('cvc'));
  await code.click();
  await code.sendKeys('12');
  await number.click();
  await driver.wait(async () => (await driver.findElements(By.css('#cvc[aria-invalid=true]'))).length, PATIENCE, 'the code is not marked');
  assert.deepEqual(await computed('cvc', 'backgroundColor', 'borderTopColor'), ['rgb(255, 255, 255)', 'rgb(179, 38, 30)']);
  await bench.frame();
  assert.equal(await driver.executeScript("return getComputedStyle(document.getElementById('cvc-error')).fontWeight"), '800');
});

test('digits are drawn where the input has its caret, in any look, before and after it comes', async () => {
  const LOOKS = [
    {},
    { rules: { input: { letterSpacing: '3px', fontWeight: 700, padding: '0 2rem' } } },
    { variables: { font: '"DejaVu Sans Mono", monospace', size: '20px' } },
    { rules: { input: { borderWidth: '0 0 4px', fontSize: '22px', fontStyle: 'italic', fontFamily: '"DejaVu Serif", serif' } } },
    { variables: { font: 'Wide' }, fonts: [{ family: 'Wide', src: `${there}/wide.woff2` }] },
  ];
  // The end of the last digit, and how far from the box's start the input's caret is then.
  const ends = async () => {
    await bench.frame();
    return driver.executeScript(() => {
      const input = document.querySelector('#cvc');
      const box = input.getBoundingClientRect();
      const [first, , last] = [...document.querySelectorAll('#cvc-ink b')].map((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return range.getBoundingClientRect();
      });
      const style = getComputedStyle(input);
      const pencil = document.createElement('canvas').getContext('2d');
      pencil.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const text = 3 * (pencil.measureText('\u2022').width + parseFloat(style.letterSpacing));
      return { off: last.right - box.left - parseFloat(style.paddingLeft) - text, middle: (first.top + first.bottom) / 2 - (box.top + box.bottom) / 2, wide: first.width };
    });
  };
  const aligned = async (look) => {
    const found = await driver.wait(async () => {
      const at = await ends();
      const spacing = look.rules?.input.letterSpacing ? 3 : 0;
      return Math.abs(at.off + spacing / 2) <= 2 && Math.abs(at.middle) <= 2 && (!look.fonts || at.wide > 30) && at;
    }, PATIENCE, `${JSON.stringify(look)} is off`).catch(async (error) => assert.fail(`${error.message}: ${JSON.stringify(await ends())}`));
    assert.ok(found);
  };
  await dressed(LOOKS[0]);
  await bench.card('clover');
  for (const look of [...LOOKS.slice(1), LOOKS[0]]) {
    await bench.run((given) => card.update({ appearance: given }), look);
    await aligned(look);
  }
  for (const look of LOOKS) {
    await dressed(look);
    await bench.card('clover');
    await aligned(look);
  }
});

test('update() changes the look of a form with what was typed in it, and takes all of it back', async () => {
  await dressed({ variables: { border: RED } });
  await bench.card('clover');
  await bench.run((color) => card.update({ appearance: { rules: { input: { borderColor: color } } } }), GREEN);
  await becomes('box', 'borderTopColor', GREEN);
  await bench.run(() => card.update({ appearance: {} }));
  await becomes('box', 'borderTopColor', 'rgb(128, 136, 150)');
  assert.equal((await bench.tokenize()).ok, true);
});

test('what is not of the lists is dropped, and named once; the rest is taken', async () => {
  await dressed({
    variables: { acent: 'red', border: 'roed', radius: 'red', height: '50%', text: GREEN, __proto: 'red', toString: 'red', constructor: 'red' },
    rules: { 'input:actve': { color: 'red' }, button: { color: 'red' }, 'label:hover:focus': { color: 'red' }, input: { position: 'fixed', color: 'nocolor', borderColor: RED, fontSize: null, toString: 'red' }, label: null },
  });
  assert.deepEqual(await named(), [
    'rules.button.color', 'rules.input.color', 'rules.input.fontSize', 'rules.input.position', 'rules.input.toString', 'rules.input:actve.color', 'rules.label:hover:focus.color',
    'variables.__proto', 'variables.acent', 'variables.border', 'variables.constructor', 'variables.height', 'variables.radius', 'variables.toString',
  ]);
  await becomes('box', 'borderTopColor', RED);
  assert.deepEqual(await computed('box', 'color', 'position', 'height'), [GREEN, 'relative', '44px']);
});

test('nothing that is said of the look loads anything or reads a field, whatever the policy would allow', async () => {
  // So that it is not the frame's policy that holds.
  stage.framePolicy = (policy) => policy.replace("default-src 'none'", "default-src * data: blob:").replace("style-src 'self'", "style-src * 'unsafe-inline'");
  stage.grant = async (vault) => ({ ...(await shopGrant(vault)), baseUrl: `${STAGE_FRAME}/vaults/${vault}` });
  const url = (name) => `url(${there}/${name})`;
  const variables = {
    accent: url('accent'), text: `red;background:${url('text')}`, muted: `red}body{background:${url('muted')}`, surface: `image-set("${there}/surface" 1x)`,
    font: `x;}@import "${there}/font";{`, danger: 'expression(alert(1))', border: `var(--x,${url('border')})`, gap: `</style><img src="${there}/gap">`, '--tf-accent': url('custom'),
  };
  const input = {
    background: url('background'), backgroundImage: url('image'), backgroundColor: `u\\72l(${there}/escape)`, cursor: `${url('cursor')},auto`, content: url('content'), filter: url('filter'),
    cssText: `background:${url('text')}`, '--x': url('x'), borderImage: url('border'), listStyleImage: url('list'), mask: url('mask'), font: `1px x,${url('font')}`,
    border: `1px solid red;background:${url('semicolon')}`, boxShadow: `/**/${url('comment')}`, color: 'attr(value type(<color>))', fontFamily: `x, ${url('family')}`, transition: `paint(${url('paint')})`,
    outline: `-webkit-image-set(${url('set')} 1x) 1px`, opacity: 'env(x)', letterSpacing: `src("${there}/src")`, lineHeight: '1'.repeat(201),
  };
  const color = { color: 'red', backgroundColor: url('rule') };
  const selectors = ['input[value^="4"]', '#number', '*', 'input, body', 'input{}body', `@import ${url('import')}`, '@font-face', 'input:focus::before', '.box:has(input[value^="4"])', 'input\n', 'INPUT'];
  await dressed({ variables, rules: { input, ...Object.fromEntries(selectors.map((name) => [name, color])) } }, { frame: STAGE_FRAME });
  const expected = [
    ...Object.keys(variables).map((name) => `variables.${name}`),
    ...Object.keys(input).map((name) => `rules.input.${name}`),
    ...selectors.flatMap((name) => Object.keys(color).map((property) => `rules.${name}.${property}`)),
  ];
  await bench.until(() => warned.length, 'nothing is named');
  assert.deepEqual((await warned())[0].replace(LINE, ''), expected.join(', '));
  await bench.retype();
  await bench.frame();
  const text = await driver.executeScript("return document.adoptedStyleSheets.slice(-1).map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText).join(' ')).join(' ')");
  assert.equal(text.replace(/\s+/g, ' '), ':root { } .box { }');
  await bench.page();
  assert.equal((await bench.tokenize()).ok, true);
  assert.deepEqual(asked, []);
  // The control: what could load, would.
  await bench.frame();
  await driver.executeScript((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, `body{background:${url('control')}}`);
  await driver.wait(() => asked.includes('/control'), PATIENCE, 'the control was not loaded');
});

test('fonts: the page loads the file, the frame wears it, and its policy still allows none', async () => {
  const policy = (await fetch(`${FRAME}/clover/`)).headers.get('content-security-policy');
  assert.doesNotMatch(policy, /font-src/);
  assert.match(policy, /default-src 'none'/);
  const width = async () => {
    await bench.frame();
    const wide = await driver.executeScript("const range = document.createRange(); range.selectNodeContents(document.querySelector('[data-field=expiry] label')); return Math.round(range.getBoundingClientRect().width)");
    await bench.page();
    return wide;
  };
  await dressed({ variables: { font: 'Wide, sans-serif' }, fonts: [{ family: 'Wide', src: `${there}/wide.woff2`, weight: '400 700' }] });
  // "Expiry date" is 11 signs of 2 em, of 14 px.
  await driver.wait(async () => (await width()) === 308, PATIENCE, `the font is not worn: ${await width()}`);
  assert.deepEqual(asked, ['/wide.woff2']);
  assert.deepEqual(await warned(), []);
  assert.equal(await bench.run(() => [...document.fonts].length), 0);
  await bench.card('clover');
  assert.equal((await bench.tokenize()).ok, true);
});

test('fonts: what is missing, closed, broken or too large is named, and harms nothing', async () => {
  const fonts = ['missing', 'closed', 'broken', 'huge'].map((name) => ({ family: name, src: `${there}/${name}.woff2` }));
  await dressed({ fonts: [...fonts, { family: 'odd', src: 'http://[' }] });
  const lines = await bench.until(() => warned.length === 5 && warned, 'not all are named');
  assert.deepEqual(lines.map((line) => line.replace(LINE, '')).sort(), ['fonts.broken', 'fonts.closed', 'fonts.huge', 'fonts.missing', 'fonts.odd']);
  await bench.card('clover');
  assert.equal((await bench.tokenize()).ok, true);
});

test('a hostile page that speaks on the port itself loads no font by its address, and stops nothing', async () => {
  stage.framePolicy = (policy) => policy.replace("default-src 'none'", 'default-src *');
  stage.grant = async (vault) => ({ ...(await shopGrant(vault)), baseUrl: `${STAGE_FRAME}/vaults/${vault}` });
  await bench.mounted({ frame: STAGE_FRAME });
  await bench.run((address) => {
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (...values) {
      globalThis.port = this;
      MessagePort.prototype.postMessage = postMessage;
      postMessage.apply(this, values);
    };
    card.blur();
    for (const bytes of [`url(${address}/port)`, { length: 1 }, 1e9, [1]]) port.postMessage({ family: 'Port', bytes, weight: 'x' });
    for (const odd of [null, 7, [], { t: 'look' }, 'null', '[]', '{"t":"look"}', '{"t":"look","variables":7,"rules":[[7]]}', '{"t":"look","rules":{"input":7,"label":"x"}}']) port.postMessage(odd);
  }, there);
  await bench.until(() => warned.filter((line) => /fonts\.Port/.test(line)).length === 4, 'the fonts are not named');
  await bench.frame();
  assert.equal(await driver.executeScript("document.querySelector('label').style.fontFamily = 'Port'; return document.fonts.size"), 0);
  await bench.retype();
  assert.equal((await bench.tokenize()).ok, true);
  assert.deepEqual(asked, []);
});

test('a theme comes before the scheme of the page, and auto follows it', async () => {
  const scheme = async () => (await computed('root', 'colorScheme'))[0];
  await dressed({ theme: 'dark' });
  assert.equal(await scheme(), 'dark');
  assert.deepEqual(await computed('label', 'color'), ['rgb(242, 244, 247)']);
  await bench.run(() => card.update({ appearance: { theme: 'light' } }));
  await becomes('root', 'colorScheme', 'light');
  await bench.run(() => {
    document.documentElement.style.colorScheme = 'dark';
    card.update({});
  });
  await becomes('label', 'color', 'rgb(21, 24, 29)');
  assert.equal(await scheme(), 'light');
  await bench.run(() => card.update({ appearance: { theme: 'auto' } }));
  await becomes('root', 'colorScheme', 'dark');
});
