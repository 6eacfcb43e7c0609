// What the page knows about cards; the vault judges again.

const brands = [
  ["Amex", /^3[47]/, [15], [4, 10], 4],
  ["Diners", /^3(?:0|6|8)/, [14, 16], null, 3],
  ["JCB", /^35/, [16], null, 3],
  ["Visa", /^4/, [13, 16, 19], null, 3],
  ["Mastercard", /^(?:5[1-5]|2[2-7])/, [16], null, 3],
  ["Discover", /^(?:6011|64|65)/, [16, 19], null, 3],
  ["UnionPay", /^62/, [16, 17, 18, 19], null, 3],
];

export const digitsOf = (text) => text.replace(/[\s-]/g, "");

export function brandOf(text) {
  const found = brands.find(([, pattern]) => pattern.test(digitsOf(text)));
  return found && { name: found[0], lengths: found[2], gaps: found[3] ?? [4, 8, 12, 16], cvv: found[4] };
}

function luhn(digits) {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}

export function numberError(text) {
  const digits = digitsOf(text);
  if (digits === "") return "Enter the card number.";
  const lengths = brandOf(text)?.lengths ?? [12, 13, 14, 15, 16, 17, 18, 19];
  const fits = /^[0-9]+$/.test(digits) && lengths.includes(digits.length) && luhn(digits);
  return fits ? null : "Check the card number.";
}

export function grouped(text) {
  const digits = digitsOf(text);
  const gaps = brandOf(text)?.gaps ?? [4, 8, 12, 16];
  return [...digits].map((digit, at) => (gaps.includes(at) ? ` ${digit}` : digit)).join("");
}

// { month: "MM", year: "YYYY" }, or null for anything that is not a month of this century.
export function expiryOf(text) {
  const found = /^\s*(0?[1-9]|1[0-2])\s*[/-]\s*(?:20)?([0-9]{2})\s*$/.exec(text)
    ?? /^\s*(0[1-9]|1[0-2])(?:20)?([0-9]{2})\s*$/.exec(text);
  return found && { month: found[1].padStart(2, "0"), year: `20${found[2]}` };
}

export function expiryError(text, now) {
  if (text.trim() === "") return "Enter the expiry date.";
  const date = expiryOf(text);
  if (!date) return "Check the date: MM / YY.";
  const months = Number(date.year) * 12 + Number(date.month) - 1;
  return months < now.getUTCFullYear() * 12 + now.getUTCMonth() ? "This card has expired." : null;
}

export function cvvError(text, number, required) {
  const code = text.trim();
  if (code === "") return required ? "Enter the code." : null;
  const length = brandOf(number)?.cvv ?? 3;
  return /^[0-9]+$/.test(code) && code.length === length ? null : `Enter ${length} digits.`;
}
