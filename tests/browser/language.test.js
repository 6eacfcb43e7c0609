// The form in the shopper's language, and in the shop's words.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { before, beforeEach, describe, test } from 'node:test';
import { By, Key, PATIENCE, seen, STAGE_FRAME } from './harness.js';
import { bench, driver, stage } from './set-up.js';
import { shopGrant } from './stage.js';

const files = readdirSync(new URL('../../pkg/frame/words/', import.meta.url));
const languages = files.map((file) => file.replace(/-[\da-f]{8}\.json$/, ''));
const path = (tag) => `/words/${files.find((file) => file.replace(/-[\da-f]{8}\.json$/, '') === tag)}`;

/** The frame's browser speaks what its document names, so that a test can change it. */
const BROWSER_SPEAKS = (...tags) => `document.documentElement.dataset.tongues = '${tags.join(' ')}';
  Object.defineProperty(Navigator.prototype, 'languages', { get: () => document.documentElement.dataset.tongues.split(' ') });`;

beforeEach(() => stage.reset());

const said = async () => {
  await bench.frame();
  const said = await driver.executeScript(() => {
    const { lang, dir } = document.documentElement;
    const label = (id) => document.querySelector(`label[for=${id}]`).textContent;
    return { lang, dir, title: document.title, number: label('number'), cvc: label('cvc'), placeholder: document.getElementById('expiry').placeholder };
  });
  await bench.page();
  return said;
};
const frameTitle = () => bench.run(() => document.querySelector('#card iframe').title);
const spoken = async (tag) => {
  await bench.frame();
  await driver.wait(async () => (await driver.findElements(By.css(`html[lang="${tag}"][dir]`))).length > 0, PATIENCE, `${tag} is not spoken`);
  await bench.page();
};
const update = (options) => bench.run((given) => card.update(given), options);

const ENGLISH = { lang: 'en', dir: 'ltr', title: 'Card details', number: 'Card number', cvc: 'Security code', placeholder: 'MM / YY' };
const GERMAN = { lang: 'de', dir: 'ltr', title: 'Kartendaten', number: 'Kartennummer', cvc: 'Sicherheitscode', placeholder: 'MM / JJ' };

describe('which language', () => {
  test("'auto' is the first of the browser's languages that we have, and the frame's title is in it", async () => {
    stage.frameScript = BROWSER_SPEAKS('ga', 'de-CH', 'fr');
    await bench.mounted({ frame: STAGE_FRAME });
    await spoken('de');
    assert.deepEqual(await said(), GERMAN);
    await bench.until(() => document.querySelector('#card iframe').title === 'Kartendaten', 'the frame has no title in German');
  });

  test('a tag is spoken from the start, or the nearest to it, and English where there is none', async () => {
    stage.frameScript = BROWSER_SPEAKS('tr');
    await bench.mounted({ frame: STAGE_FRAME, options: { locale: 'de-AT' } });
    await spoken('de');
    assert.deepEqual(await said(), GERMAN);
    const rows = [
      ['pt-PT', 'pt'], ['pt-BR', 'pt-BR'], ['pt-br', 'pt-BR'], ['pt-AO', 'pt'], ['es-419', 'es'], ['es_MX', 'es'], ['fr-CA', 'fr'], ['en-GB', 'en'],
      ['zh', 'zh'], ['zh-CN', 'zh'], ['zh-Hans-HK', 'zh'], ['zh-TW', 'zh-Hant'], ['zh-HK', 'zh-Hant'], ['zh-Hant-MO', 'zh-Hant'],
      ['no', 'nb'], ['nn-NO', 'nb'], ['nb', 'nb'], ['iw', 'he'], ['HE-il', 'he'], ['in', 'id'], ['fa-AF', 'fa'], ['de-u-nu-latn', 'de'],
      ['ga', 'en'], ['sr-Latn', 'en'], ['', 'tr'], ['auto', 'tr'], ['x', 'en'], ['de.UTF-8', 'en'], ['constructor', 'en'], ['../../de', 'en'],
      [['ga', 'ko', 'ja'], 'ko'], [['ga', 'auto'], 'tr'], [null, 'tr'], [7, 'en'],
    ];
    for (const [locale, tag] of rows) {
      await update({ locale: tag === 'sv' ? 'da' : 'sv' });
      await spoken('sv');
      await update({ locale });
      await spoken(tag);
    }
  });

  test('every language is there', async () => {
    await bench.mounted();
    assert.ok(languages.length > 20);
    for (const tag of languages) {
      await update({ locale: tag });
      await spoken(tag);
      const { dir } = await said();
      assert.equal(dir, ['ar', 'fa', 'he'].includes(tag) ? 'rtl' : 'ltr', tag);
    }
  });
});

describe("the shop's own words", () => {
  test('come first, the nearest language before the others, and ours say the rest', async () => {
    const messages = {
      cvc_required: 'CVC?',
      label_cvc: 'CVC',
      de: { label_number: 'Nummer', title: 'Karte', cvc_required: 'Prüfziffer?' },
      'de-AT': { label_number: 'Kartennr.', placeholder_name: 'Ines Moreau' },
      fr: { label_number: 'N°' },
    };
    await bench.mounted({ options: { locale: 'de-AT', messages } });
    await spoken('de-AT');
    assert.deepEqual(await said(), { ...GERMAN, lang: 'de-AT', title: 'Karte', number: 'Kartennr.', cvc: 'CVC' });
    await bench.until(() => document.querySelector('#card iframe').title === 'Karte', "the frame has no title in the shop's words");
    await bench.tokenize();
    assert.equal(await bench.fieldError('cvc'), 'Prüfziffer?');
    assert.equal(await bench.fieldError('number'), 'Kartennummer eingeben');
    await bench.frame();
    assert.equal(await driver.findElement(By.id('name')).getAttribute('placeholder'), 'Ines Moreau');
    await update({ locale: 'fr' });
    await spoken('fr');
    const { number, cvc } = await said();
    assert.deepEqual([number, cvc], ['N°', 'CVC']);
  });

  test('a language that we have not is theirs to speak, and a title that the shop gave stays', async () => {
    await bench.mounted({ options: { locale: 'ga-IE', title: 'Cárta', messages: { ga: { label_number: 'Uimhir an chárta', title: 'Sonraí' } } } });
    await spoken('ga');
    assert.deepEqual(await said(), { ...ENGLISH, lang: 'ga', title: 'Sonraí', number: 'Uimhir an chárta' });
    assert.equal(await frameTitle(), 'Cárta');
  });

  test('are text and nothing else, and no text is longer than 200 signs', async () => {
    await bench.mounted({ options: { messages: { label_number: '<b onclick=alert(1)>Number</b>', number_required: 'x'.repeat(5000), label_cvc: { toString: 1 }, placeholder_expiry: 7, label_expiry: null } } });
    await bench.tokenize();
    const { number, cvc, placeholder } = await said();
    assert.deepEqual([number, cvc, placeholder], ['<b onclick=alert(1)>Number</b>', 'Security code', 'MM / YY']);
    assert.equal(await bench.fieldError('number'), 'x'.repeat(200));
  });

  test('in every language at once are more than a message may be long, and the form is what the shop wants all the same', async () => {
    const texts = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`text_${at}`, 'x'.repeat(30)]));
    const messages = Object.fromEntries(languages.map((tag) => [tag, { ...texts, label_number: tag }]));
    await bench.mounted();
    await update({ locale: 'ja', messages, name: true });
    await spoken('ja');
    assert.equal((await said()).number, 'ja');
    await bench.frame();
    assert.equal(await driver.findElement(By.id('name')).isDisplayed(), true);
    await bench.page();
    assert.deepEqual((await bench.tokenize()).error.fields.name, 'holder_required');
  });
});

describe('from right to left', () => {
  before(async () => {
    await bench.mounted({ options: { locale: 'ar', name: true, postalCode: true } });
    await spoken('ar');
  });

  test('the words start on the right, the digits stay from left to right, and the brand stands on the other side', async () => {
    await bench.frame();
    const laid = await driver.executeScript(() => {
      const found = {};
      for (const id of ['number', 'expiry', 'cvc', 'postalCode']) {
        const { direction, textAlign } = getComputedStyle(document.getElementById(id));
        found[id] = `${direction} ${textAlign}`;
      }
      const box = (node) => node.getBoundingClientRect();
      const [number, expiry, cvc] = ['number', 'expiry', 'cvc'].map((id) => box(document.getElementById(id)));
      const mark = box(document.querySelector('.brand'));
      return { found, body: getComputedStyle(document.body).direction, mark: mark.right < number.left + number.width / 2, order: cvc.right <= expiry.left };
    });
    const digits = 'ltr right';
    assert.deepEqual(laid, { found: { number: digits, expiry: digits, cvc: digits, postalCode: digits }, body: 'rtl', mark: true, order: true });
  });

  test('the caret goes with the digits', async () => {
    await bench.frame();
    const field = await driver.findElement(By.id('number'));
    await field.click();
    await field.sendKeys('42424242', Key.ARROW_LEFT, Key.ARROW_LEFT, '9');
    const caret = await driver.executeScript(() => document.getElementById('number').selectionStart);
    assert.deepEqual([await driver.executeScript(seen, 'number'), caret], ['4242 4294 2', 8]);
  });
});

describe('another language at run time', () => {
  test('keeps what was typed, and rewords the errors that are shown', async () => {
    await bench.mounted({ options: { locale: 'en' } });
    await bench.frame();
    const field = await driver.findElement(By.id('number'));
    await field.click();
    await field.sendKeys('4242424242424241', Key.TAB);
    await bench.tokenize();
    assert.equal(await bench.fieldError('number'), 'Check the card number');
    await update({ locale: 'fr' });
    await spoken('fr');
    assert.equal(await bench.fieldError('number'), 'Vérifiez le numéro de carte');
    assert.equal(await bench.fieldError('cvc'), 'Saisissez le code de sécurité');
    await bench.until(() => document.querySelector('#card iframe').title === 'Informations de carte', 'the title is not French');
    await bench.frame();
    assert.equal(await driver.executeScript(seen, 'number'), '4242 4242 4242 4241');
    await update({ locale: 'en' });
    await spoken('en');
    assert.equal(await bench.fieldError('number'), 'Check the card number');
    assert.deepEqual(await said(), { ...ENGLISH, cvc: 'Security code\xa0(CVV)' });
  });

  test('the last one that was asked for is spoken, whichever file comes first', async () => {
    await bench.mounted({ frame: STAGE_FRAME });
    // One that the browser has not kept from a test before.
    stage.hold(new RegExp(`^${path('fi')}$`));
    await update({ locale: 'fi' });
    await update({ locale: 'de' });
    await spoken('de');
    stage.release();
    await bench.frame();
    const came = () => performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.includes('/words/fi-') && responseEnd > 0);
    await driver.wait(() => driver.executeScript(came), PATIENCE, 'the other file did not come');
    // Whatever is done with it has been done two frames later.
    await driver.executeAsyncScript((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    assert.deepEqual(await said(), GERMAN);
  });
});

describe('a file that does not come', () => {
  beforeEach(() => {
    stage.grant = async (vault) => ({ ...(await shopGrant(vault)), baseUrl: `${STAGE_FRAME}/vaults/${vault}` });
  });

  const pays = async () => {
    await bench.card('clover');
    const result = await bench.tokenize();
    assert.equal(result.ok, true, JSON.stringify(result));
  };

  test('for long: the form is usable in English at once, and is reworded when it is there', async () => {
    stage.hold(/^\/words\//);
    await bench.mounted({ frame: STAGE_FRAME, options: { locale: 'ja' } });
    await pays();
    await bench.frame();
    await driver.findElement(By.id('cvc')).sendKeys('123');
    assert.equal((await said()).number, 'Card number');
    stage.release();
    await spoken('ja');
    assert.equal((await said()).number, 'カード番号');
    await bench.frame();
    assert.equal(await driver.executeScript(seen, 'cvc'), '123');
  });

  const files = { 'is a page': '<!doctype html><p>Not found</p>', 'is cut off': '{"label_number":"رقم', 'is null': 'null', 'is empty': ' ' };
  for (const [name, content] of Object.entries(files)) {
    test(`because it ${name}: the form stays English and can be paid with`, async () => {
      stage.pages = { [path('ar')]: content };
      await bench.mounted({ frame: STAGE_FRAME, options: { locale: 'ar' } });
      await spoken('en');
      assert.deepEqual(await said(), ENGLISH);
      await pays();
      assert.deepEqual(await bench.run(() => events.filter(({ name }) => name === 'loaderror')), []);
    });
  }

  test('because it is blocked: the same', async () => {
    stage.frameScript = `const real = fetch; window.fetch = (url, ...rest) => String(url).includes('words') ? Promise.reject(new TypeError('blocked')) : real(url, ...rest)`;
    await bench.mounted({ frame: STAGE_FRAME, options: { locale: 'ar' } });
    await spoken('en');
    assert.deepEqual(await said(), ENGLISH);
    await pays();
  });

  test('because half of it is something else than text: that half is English', async () => {
    stage.pages = { [path('hr')]: JSON.stringify({ label_number: 'Nummer', label_cvc: { a: 1 }, placeholder_expiry: 7, title: null }) };
    await bench.mounted({ frame: STAGE_FRAME, options: { locale: 'hr' } });
    await spoken('hr');
    assert.deepEqual(await said(), { ...ENGLISH, lang: 'hr', number: 'Nummer' });
  });
});

test("a vault's own form has its frame's title in the language, and what cannot be shown is said in it", async () => {
  await bench.mounted({ vault: 'vaultera', options: { locale: 'pl' } });
  await spoken('pl');
  await bench.frame();
  const inner = await driver.wait(async () => (await driver.findElements(By.css('#page iframe')))[0], PATIENCE);
  assert.equal(await inner.getAttribute('title'), 'Dane karty');
  stage.grant = () => ({ vault: 'vaultera' });
  await bench.open({ vault: 'vaultera', options: { locale: 'pl' } });
  await bench.frame();
  await driver.wait(async () => (await driver.findElement(By.id('page-error')).getText()).startsWith('Nie można'), PATIENCE, 'nothing is said in Polish');
});

// In 300 pixels with letters as wide as those that most machines draw a form in, which is narrower than some have here.
for (const [width, font] of [[320, ''], [300, 'Liberation Sans']]) {
  test(`in ${width} pixels no label is cut off, and no error runs out of its place, in any language`, async () => {
    await bench.mounted({ options: { name: true, postalCode: true } });
    await bench.run((wide) => (document.querySelector('#card').style.width = `${wide}px`), width);
    await bench.frame();
    await driver.wait(() => driver.executeScript((wide) => innerWidth === wide, width), PATIENCE);
    if (font) await driver.executeScript((name) => document.documentElement.style.setProperty('--tf-font', name), font);
    await bench.tokenize();
    const out = [];
    for (const tag of ['en', ...languages]) {
      await update({ locale: tag });
      await spoken(tag);
      await bench.frame();
      const found = await driver.executeScript(() => {
        const wrong = (node) => !node.textContent || node.scrollWidth > node.clientWidth || node.clientHeight > 50;
        return [...document.querySelectorAll('label,.error')].filter(wrong).map((node) => node.textContent);
      });
      out.push(...found.map((text) => `${tag}: ${text}`));
      await bench.page();
    }
    assert.deepEqual(out, []);
  });
}
