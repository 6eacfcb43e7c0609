// One key in each library: the text of the field to the brand, the state and the formatted text, as far as it has them.

import valid from 'card-validator';
import { formatCreditCard, getCreditCardType } from 'cleave-zen';
import IMask from 'imask';
import Payment from 'payment';
import { number as whole } from 'pkg/card/index.js';
import { number as ours } from './ours.js';
import { number as plain } from './plain.js';

const spaced = (text, gaps) => {
  let formatted = '';
  for (let at = 0; at < text.length; at += 1) formatted += gaps.includes(at) ? ` ${text[at]}` : text[at];
  return formatted;
};
const FOURS = [4, 8, 12];

const format = new Map(Payment.getCardArray().map((card) => [card.type, card.format]));
const grouped = (text, pattern) => (pattern.global ? text.match(pattern)?.join(' ') : pattern.exec(text)?.slice(1).filter(Boolean).join(' ')) ?? text;

// The mask that its documentation gives for a card's number.
const masked = IMask.createPipe({ mask: '0000 0000 0000 0000 000' });

export const candidates = {
  ours,
  whole,
  plain,
  'card-validator': (text) => {
    const { card, isValid, isPotentiallyValid } = valid.number(text);
    return { brand: card?.type ?? null, valid: isValid, potentiallyValid: isPotentiallyValid, formatted: spaced(text, card?.gaps ?? FOURS) };
  },
  payment: (text) => {
    const brand = Payment.fns.cardType(text);
    return { brand, valid: Payment.fns.validateCardNumber(text), formatted: grouped(text, format.get(brand) ?? format.get('visa')) };
  },
  'cleave-zen': (text) => ({ brand: getCreditCardType(text), formatted: formatCreditCard(text) }),
  imask: (text) => ({ formatted: masked(text) }),
};
