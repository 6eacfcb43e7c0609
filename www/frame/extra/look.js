// How the shop wants the form to look. From closed lists, since a stylesheet can load files, and tell by them what
// stands in a field. No text becomes CSS here: the browser reads each value by itself, for one property.

import { fields, post } from './shared.js';

/** Each variable of frame.css that a shop may set, with a property that takes what it takes. */
const VARIABLES = {
  accent: 'color',
  text: 'color',
  muted: 'color',
  border: 'color',
  surface: 'color',
  danger: 'color',
  radius: 'border-radius',
  font: 'font-family',
  size: 'border-top-width',
  height: 'border-top-width',
  gap: 'column-gap',
};
const PARTS = { input: '.box', label: ':is(label,legend,:where(.choice) p)', error: '.error', placeholder: '::placeholder' };
// As specific as in frame.css, so that neither focus nor an error is painted over by what is said of a field at rest.
const STATES = {
  hover: ':where(.field):hover ',
  empty: ':where(.field):has(:placeholder-shown) ',
  complete: ':where(.field)[data-valid] ',
  invalid: '.field:has([aria-invalid=true]) ',
  focus: '.field:focus-within ',
};
const SELECTOR = /^(input|label|error|placeholder)(?::(hover|empty|complete|invalid|focus))?$/;
const PROPERTY =
  /^(color|backgroundColor|border(Color|Radius|Style|Width)?|boxShadow|font(Family|Size|Style|Weight)|letterSpacing|lineHeight|opacity|outline(Color|Offset|Style|Width)?|padding|textTransform|transition)$/;
// Of functions, those that make a colour, a number or a curve.
const VALUE = /^([^@\\;{}<>!()]|\)|\b((rgb|hsl)a?|oklch|color-mix|light-dark|calc|min|max|clamp|cubic-bezier|var)\(){1,200}$/;
const FONT_LIMIT = 1e6;

const drop = (names) => names.length && post(JSON.stringify({ t: 'dropped', names }));

let worn;

/** Dresses the form anew. The host is told the names of what is not taken. */
export const dress = ({ variables, rules }) => {
  const sheet = new CSSStyleSheet();
  const dropped = [];
  const styleOf = (selector) => sheet.cssRules[sheet.insertRule(`${selector}{}`, sheet.cssRules.length)].style;
  const root = styleOf(':root');
  for (const [name, value] of Object.entries(variables ?? {})) {
    if (VALUE.test(value) && CSS.supports(VARIABLES[name], value)) root.setProperty(`--tf-${name}`, value);
    else dropped.push(`variables.${name}`);
  }
  for (const [name, rule] of Object.entries(rules ?? {})) {
    const [known, part, state] = SELECTOR.exec(name) ?? [];
    const style = known && styleOf((STATES[state] ?? '') + PARTS[part]);
    for (const [property, value] of Object.entries(rule ?? {})) {
      // A shorthand that was taken may still read as nothing.
      if (known && PROPERTY.test(property) && VALUE.test(value) && CSS.supports(property.replace(/[A-Z]/g, '-$&'), value)) style[property] = value;
      else dropped.push(`rules.${name}.${property}`);
    }
  }
  // Behind what a choice of networks looks like, where there is one.
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => one !== worn), sheet];
  worn = sheet;
  fields.space();
  drop(dropped);
};

/** Takes a font as a file's bytes: this document may load none. */
export const wear = async ({ family, weight, style, bytes }) => {
  try {
    // A text in their place would be an address.
    if (!(bytes instanceof ArrayBuffer) || bytes.byteLength > FONT_LIMIT) throw family;
    document.fonts.add(await new FontFace(family, bytes, { weight, style }).load());
    fields.space();
  } catch {
    drop([`fonts.${family}`]);
  }
};
