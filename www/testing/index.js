// For tests alone: a fake of the shop's side for unit tests, and a person at the form for browser tests.

export { callError, createTokenframe, fake, TokenframeError } from './fake.js';
export { cardField, fillCard } from './fill.js';
