import type { Brand } from '../types.js';

export type { Brand };

/** What is known of a text so far. */
export interface Verdict {
  /** It passes every rule as it stands. */
  valid: boolean;
  /** It is empty, or valid, or could still become so. */
  potentiallyValid: boolean;
  /** Why it can no longer become valid; `null` as long as it can. */
  code: string | null;
}

export interface NumberVerdict extends Verdict {
  /** The brand, when only one is possible. */
  brand: Brand | null;
  /** The brands that are possible. */
  brands: Brand[];
  /** The digits with the gaps of their brand. */
  formatted: string;
  /** How many digits the possible brands have. */
  lengths: number[];
  /** The security code of the brand, when only one is possible. */
  cvc: { name: string; length: number } | null;
}

export interface ExpiryVerdict extends Verdict {
  /** 1 to 12, once it can be read. */
  month: number | null;
  /** With its century, once it can be read. */
  year: number | null;
}

/** A card number. Spaces, dashes and invisible marks are passed over; at most 64 characters are looked at. */
export function number(text: string): NumberVerdict;

/** An expiry date, as people type, paste or autofill it. `now` is the current month by default. */
export function expiry(text: string, options?: { now?: Date | { year: number; month: number } }): ExpiryVerdict;

/** A security code: of the brand's length, or of three or four digits when the brand is not known. */
export function cvc(text: string, options?: { brand?: Brand | null }): Verdict;

/** The name on the card. A card number typed there is refused. */
export function holder(text: string): Verdict;

/** A postal code. `country` is ISO 3166-1 alpha-2. */
export function postalCode(text: string, options?: { country?: string }): Verdict;
