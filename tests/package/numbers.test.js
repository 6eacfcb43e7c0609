// The rules of card numbers beside those of another library: generated numbers, and each difference with its reason.
// `LONG` has a million of them. The public list of naughty strings goes through every rule.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cvc, expiry, holder, number, postalCode } from '../../pkg/card/index.js';

const other = createRequire(new URL('../package.json', import.meta.url))('card-validator');
const COUNT = process.env.LONG ? 1_000_000 : 5_000;

/** The same numbers each time: a generator of 32 bits (mulberry32). */
const generator = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const checkDigit = (digits) => {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    sum += at % 2 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return String((10 - (sum % 10)) % 10);
};

// Where brands begin and where two of them meet, so that few numbers are of no brand at all.
const BEGINNINGS = ['4', '34', '37', '30', '36', '38', '39', '35', '2131', '1800', '50', '51', '55', '56', '57', '58', '60', '6011', '62', '63', '64', '65', '66', '67', '68', '69', '22', '2221', '2720', '27', '81', '9', '5067', '636297', '637095', '6062', '4011', '2200', '2204', '6060', '5076', '4576', '4514', '6522', '8171', '508', '353', '82', ''];

const generated = function* (count) {
  const random = generator(20260101);
  const whole = (most) => Math.floor(random() * most);
  for (let made = 0; made < count; made += 1) {
    let digits = BEGINNINGS[whole(BEGINNINGS.length)];
    const length = whole(3) ? 12 + whole(8) : whole(21);
    while (digits.length < length - 1) digits += whole(10);
    // Most have the right check digit; what the other library does about it must not hide everything else.
    yield digits + (whole(4) ? checkDigit(digits) : whole(10));
  }
};

/** Each way in which the two may differ. What fits none of them is a mistake of ours, or a difference to be explained. */
const DIFFERENCES = JSON.parse(readFileSync(new URL('numbers.json', import.meta.url), 'utf8'));

const kindOf = (text) => {
  const ours = number(text);
  const theirs = other.number(text);
  if (ours.valid === theirs.isValid && ours.potentiallyValid === theirs.isPotentiallyValid) return null;
  const word = (valid, potentially) => (valid ? 'valid' : potentially ? 'partial' : 'invalid');
  const brand = theirs.card?.type ?? 'none';
  return `${brand} ${text.length}: ${word(theirs.isValid, theirs.isPotentiallyValid)}, ours ${ours.code ?? word(ours.valid, ours.potentiallyValid)} (${ours.brand ?? ours.brands.join('/')})`;
};

test(`generated numbers are to us what they are to card-validator, but for the differences that are listed`, (context) => {
  const found = new Map();
  const unexplained = new Map();
  for (const text of generated(COUNT)) {
    const kind = kindOf(text);
    if (!kind) continue;
    const known = DIFFERENCES.find(({ pattern }) => new RegExp(pattern).test(kind));
    if (known) found.set(known.pattern, (found.get(known.pattern) ?? 0) + 1);
    else unexplained.set(kind, [...(unexplained.get(kind) ?? []), text]);
  }
  const shown = [...unexplained].sort((a, b) => b[1].length - a[1].length).map(([kind, texts]) => `${texts.length} × ${kind}, as ${texts[0]}`);
  assert.equal(unexplained.size, 0, shown.slice(0, 60).join('\n'));
  // A difference that is gone is no difference any more.
  if (process.env.LONG) assert.deepEqual(DIFFERENCES.filter(({ pattern }) => !found.has(pattern)), []);
  context.diagnostic(`${COUNT} numbers, ${[...found.values()].reduce((sum, count) => sum + count, 0)} differences of ${found.size} kinds`);
});

test('the differences are named with a reason', () => {
  for (const { pattern, why } of DIFFERENCES) assert.ok(pattern && why.length > 10, pattern);
});

test('the public list of naughty strings breaks no rule, and none of it is a card', () => {
  const naughty = JSON.parse(readFileSync(new URL('../node_modules/big-list-of-naughty-strings/blns.json', import.meta.url), 'utf8'));
  assert.ok(naughty.length >= 450, `${naughty.length} strings`);
  for (const text of naughty) {
    for (const whole of [text, `4242${text}`, `${text}4242424242424242`, text.repeat(40)]) {
      const verdicts = [number(whole), expiry(whole), cvc(whole), holder(whole), postalCode(whole), postalCode(whole, { country: 'US' })];
      for (const { valid, potentiallyValid, code } of verdicts) {
        assert.equal(typeof valid, 'boolean');
        assert.equal(code === null, potentiallyValid);
      }
    }
    assert.equal(number(text).valid, false, text);
  }
  // They go on as before.
  assert.equal(number('4242424242424242').valid, true);
});
