// The same rules as ours in plain JavaScript, as a good front-end developer would write them: one pass over the text,
// one table that is looked through from a number's first digit on. Nothing of it ships.

const NAMES = [
  'visa', 'mastercard', 'american-express', 'diners-club', 'discover', 'jcb', 'unionpay', 'verve', 'rupay', 'dankort', 'troy', 'mir', 'elo', 'hiper',
  'hipercard', 'uatp', 'maestro', 'cartes-bancaires',
];
const LENGTHS = [
  [16, 18, 19], [16], [15], [14, 16, 19], [16, 19], [16, 17, 18, 19], [14, 15, 16, 17, 18, 19], [16, 18, 19], [16], [16], [16], [16, 17, 18, 19], [16], [16],
  [16], [15], [12, 13, 14, 15, 16, 17, 18, 19], [16],
];
const FOURS = [4, 8, 12];
const GAPS = { 2: [4, 10], 3: [4, 10], 15: [4, 9] };

// By brand: a prefix, or the first and the last of a range of them.
const PREFIXES = `
0 4
1 51-55 2221-2229 223-229 23-26 270-271 2720
2 34 37
3 300-305 3095 36 38-39
4 6011 644-649 65
5 1800 2131 3528-3589
6 620 62100-62182 62184-62197 622-626 6270 6272 6276 627700-627779 627781-627799 6282-6289 6291-6292 810 8110-8171
7 506099-506127 506129 506133-506150 506158-506163 506166 506168 506170 506173 506176-506180 506184 506187-506188 506191 506195 506197 507865-507866 507868-507877 507880-507888 507900 507941 650002-650027
8 508227 508500-508999 606985-607984 608001-608500 652150-653149 8172-8201
9 5019
10 9792
11 2200-2204
12 401178-401179 431274 438935 451416 457393 457631-457632 504175 506699-506778 509000-509999 627780 636297 636368 650031-650033 650035-650051 650405-650439 650485-650538 650541-650598 650700-650718 650720-650727 650901-650978 651652-651679 655000-655019 655021-655058
13 637095 637568 637599 637609 637612 63737423 63743358
14 606282
15 1
16 493698 500000-501899 502000-504174 504176-506698 506779-508999 56-59 63 67 6`;

const SCALE = 8;
const BY_FIRST = Array.from({ length: 10 }, () => []);
for (const line of PREFIXES.trim().split('\n')) {
  const [brand, ...ranges] = line.split(' ');
  for (const range of ranges) {
    const [first, last = first] = range.split('-');
    const fill = 10 ** (SCALE - first.length);
    BY_FIRST[first[0]].push({ low: first * fill, high: (Number(last) + 1) * fill - 1, length: first.length, brand: Number(brand) });
  }
}
for (const ranges of BY_FIRST) ranges.sort((a, b) => a.low - b.low);

const ALL = (1 << NAMES.length) - 1;
const LONGEST = LENGTHS.map((lengths) => lengths.at(-1));
const BITS = LENGTHS.map((lengths) => lengths.reduce((bits, length) => bits | (1 << length), 0));
const UNIONPAY = NAMES.indexOf('unionpay');

const candidates = (prefix, digits) => {
  if (digits === 0) return ALL;
  const known = Math.min(digits, SCALE);
  const scale = 10 ** (SCALE - known);
  const first = prefix * scale;
  const last = first + scale - 1;
  let open = 0;
  let best = 0;
  let owner = 255;
  for (const { low, high, length, brand } of BY_FIRST[Math.floor(first / 10_000_000)]) {
    if (low > last) break;
    if (high < first) continue;
    if (length > known) open |= 1 << brand;
    else if (length > best || (length === best && brand < owner)) [best, owner] = [length, brand];
  }
  return best ? open | (1 << owner) : open;
};

/** Another network that such numbers belong to as well. */
const second = (prefix, digits) => {
  if (digits < 6) return 0;
  const six = Math.floor(prefix / 10 ** (Math.min(digits, SCALE) - 6));
  if (six >= 457100 && six <= 457199) return 1 << 9;
  return (six >= 622126 && six <= 622925) || (six >= 624000 && six <= 626999) || (six >= 628200 && six <= 628899) ? 1 << 4 : 0;
};

const single = (set) => (set && (set & (set - 1)) === 0 ? 31 - Math.clz32(set) : -1);

const longest = (set) => {
  let most = 0;
  for (let brand = 0; brand < NAMES.length; brand += 1) if ((set >> brand) & 1 && LONGEST[brand] > most) most = LONGEST[brand];
  return most;
};

const judged = (digits, set, others, checks) => {
  if (digits === 0) return 'partial';
  if (!set) return 'invalid';
  const limit = longest(set | others);
  if (digits > limit) return 'invalid';
  const brand = single(set);
  if (brand < 0 || !((BITS[brand] >> digits) & 1)) return 'partial';
  if (checks || brand === UNIONPAY) return 'valid';
  return digits === limit ? 'invalid' : 'partial';
};

/** What is known of a text of digits and spaces as a card number. */
export const number = (text) => {
  let [prefix, digits, sum, other, typed] = [0, 0, 0, 0, ''];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 32) continue;
    const digit = code - 48;
    if (digit < 0 || digit > 9) return { brand: null, valid: false, potentiallyValid: false, formatted: '' };
    if (digits < SCALE) prefix = prefix * 10 + digit;
    digits += 1;
    typed += text[at];
    const double = digit > 4 ? digit * 2 - 9 : digit * 2;
    [sum, other] = [other + digit, sum + double];
  }
  const set = candidates(prefix, digits);
  const brand = single(set);
  const state = judged(digits, set, second(prefix, digits), sum % 10 === 0);
  const gaps = GAPS[brand] ?? FOURS;
  const room = Math.min(digits, set ? longest(set) : 19);
  let formatted = '';
  for (let at = 0; at < room; at += 1) formatted += gaps.includes(at) ? ` ${typed[at]}` : typed[at];
  return { brand: brand < 0 ? null : NAMES[brand], valid: state === 'valid', potentiallyValid: state !== 'invalid', formatted };
};
