// What is typed: test numbers of the networks, sign by sign.

const NUMBERS = [
  '4242424242424242', '5555555555554444', '2223003122003222', '378282246310005', '6011111111111117',
  '36227206271667', '3566002020360505', '6200000000000005', '4000056655665556', '4242424242424241',
];

/** Each text that stands in the field after one more key. */
export const PREFIXES = NUMBERS.flatMap((number) => Array.from(number, (_, at) => number.slice(0, at + 1)));
