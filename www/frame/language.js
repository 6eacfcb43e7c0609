// The form in the shopper's language. English is in the document and in the frame's own words.js, so that nobody waits for words; each
// other language is one file of texts. It needs no hash of its own: it comes from where the document comes from, which
// holds the hashes of all else, and it can only word things, since a text of it is never anything but text.

import { page, post } from './core.js';
// Of this frame's kind: the build says which.
import { words } from 'words.js';

/** No text is longer, whoever wrote it. */
export const LIMIT = 200;

/** The shop's own texts: by code, or by language and code. */
let own = {};
/** The languages that are wanted, in order, up to the first that we have. */
let wanted = [];
/** The language whose file was asked for last, whether that is on its way, and what it holds. */
let asked;
let coming;
let file;

/** What shows the text of a code: labels and errors as their content, inputs as their placeholder. */
const shown = new Map();

/** What stands behind a text of ours, by its code; and where it does behind the label, so that it is never what is cut. */
let behind = {};
const after = document.querySelector('abbr');

/** The text of a code; and what stands behind it, unless the text is the shop's. */
const textOf = (code) => {
  for (const texts of [...wanted.map((tag) => own[tag]), own, file, words]) {
    // Which only a string has.
    const text = texts?.[code]?.substring?.(0, LIMIT);
    if (text != null) return [text, [file, words].includes(texts) && behind[code]];
  }
  return [];
};

export const word = (code) => textOf(code)[0] ?? '';

const draw = (node, code) => {
  const isInput = 'placeholder' in node;
  const member = isInput ? 'placeholder' : 'textContent';
  // What is no code is the shop's own text.
  const [text = code.slice(0, LIMIT), more] = textOf(code);
  const shows = node === after ? more || '' : isInput && more ? text + more : text;
  if (node[member] !== shows) node[member] = shows;
};

/** How the card's network calls the security code, and how many digits that has, where it is known. */
export const nameCode = ({ name, length }) => {
  behind = { label_cvc: name && `\xa0(${name})`, placeholder_cvc: length > 3 && '4' };
  for (const [node, code] of shown) if (code in behind) draw(node, code);
};

/** Shows the text of a code, in whichever language is spoken from now on. */
export const say = (node, code) => {
  shown.set(node, code);
  draw(node, code);
};

const reword = () => {
  // Until the document has a direction its labels wait, for as long as frame.css says.
  if (!coming) {
    page.lang = wanted.find((tag) => own[tag]) ?? (file ? asked : 'en');
    page.dir = /Arab|Hebr/.test(new Intl.Locale(page.lang).maximize()) ? 'rtl' : 'ltr';
  }
  for (const [node, code] of shown) draw(node, code);
  if (EMBEDS) for (const inner of document.querySelectorAll('iframe')) inner.title = document.title;
  post(JSON.stringify({ t: 'title', title: document.title }));
};

/** Looks for the first language that we have, and gives it. */
const search = (locale) => {
  wanted = [];
  for (const tag of `${locale || 'auto'}`.split(',').flatMap((tag) => (tag === 'auto' ? navigator.languages : tag))) {
    try {
      // `de_AT`, as servers write it, is meant well.
      const named = new Intl.Locale(tag.replace('_', '-'));
      const { language, script } = named.maximize();
      for (const name of [named.baseName, `${language}-${script}`, language.replace(/^n[no]$/, 'nb')]) {
        wanted.push(name);
        if (LANGUAGES.includes(` ${name} `)) return name;
      }
    } catch {
      // The next one may be a language.
    }
  }
  wanted.push('en');
  return 'en';
};

const ask = async (locale) => {
  const tag = search(locale);
  if (tag === asked) return;
  asked = tag;
  coming = tag !== 'en';
  const texts = coming && (await fetch(`${WORDS_AT}${tag}${WORDS}`).then((response) => response.ok && response.json()).catch(() => {}));
  if (tag !== asked) return;
  coming = false;
  file = texts;
  reword();
};

/** Speaks as the shop wants it: in a language, or several in order, and with its own words. */
export const language = (locale, messages) => {
  own = messages ?? {};
  ask(locale);
  reword();
};

for (const node of document.querySelectorAll('title,label,input,[data-word]')) {
  const { id, htmlFor } = node;
  const room = (htmlFor && node.firstChild) || node;
  const code = node.dataset.word ?? (htmlFor ? `label_${htmlFor}` : id ? `placeholder_${id}` : 'title');
  words[code] = room.placeholder ?? room.textContent;
  shown.set(room, code);
}
if (after) shown.set(after, 'label_cvc');
// The host puts it behind the nonce and the scheme, so that the file is on its way before the first message.
ask(location.hash.split('.')[2]);
