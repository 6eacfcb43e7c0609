// What the form says to the shopper, by permanent code. A shop can replace each with its own.
const words = {
  number_required: 'Enter the card number',
  number_incomplete: 'Number is not complete',
  number_character: 'Use digits only',
  number_too_long: 'Number is too long',
  number_unknown: 'Check the card number',
  number_checksum: 'Check the card number',
  brand_not_accepted: 'This card brand is not accepted here',
  expiry_required: 'Enter the expiry date',
  expiry_incomplete: 'Date is not complete',
  expiry_character: 'Use digits only',
  expiry_month: 'Use a month, 01 to 12',
  expiry_past: 'This card has expired',
  expiry_too_far: 'Check the year',
  expiry_too_long: 'Check the expiry date',
  cvc_required: 'Enter the security code',
  cvc_incomplete: 'Code is not complete',
  cvc_character: 'Use digits only',
  cvc_too_long: 'Code is too long',
  holder_required: 'Enter the name on the card',
  holder_is_number: 'Enter a name, not a card number',
  holder_character: 'Check the name',
  holder_too_long: 'Name is too long',
  postal_required: 'Enter the postal code',
  postal_incomplete: 'Postal code is not complete',
  postal_character: 'Check the postal code',
  postal_too_long: 'Postal code is too long',
  number_refused: 'This number was not accepted',
  expiry_refused: 'This date was not accepted',
  cvc_refused: 'This code was not accepted',
  brand_refused: 'This card brand is not accepted here',
  card_invalid: 'Check the card details',
  unavailable: 'The card form cannot be shown. Please try again later.',
  frame_crashed: 'The card form stopped working. Please reload the page.',
};

let own = {};

/** The shop's own words come first. */
export const reword = (messages) => (own = messages);

/** The text of a code; none for the empty code. */
export const word = (code) => (code && (own[code] ?? words[code])) || '';
