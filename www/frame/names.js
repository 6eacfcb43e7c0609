// The fields of a card, as src/card counts them.

export const NAMES = ['number', 'expiry', 'cvc', 'name', 'postalCode'];

/** Whose texts stay with the browser. */
export const PLAIN = 'name';
