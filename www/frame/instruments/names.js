// The fields of gift cards and bank accounts, as src/instruments counts them.

export const NAMES = [
  'number', 'securityCode', 'accessCode', 'firstName', 'lastName', 'businessName', 'routingNumber', 'accountNumber',
  'identityNumber', 'identityState', 'email', 'phone', 'line1', 'line2', 'city', 'state', 'postalCode',
];

/** Whose texts stay with the browser. */
export const PLAIN = 'firstName lastName businessName identityState email phone line1 line2 city state postalCode';
