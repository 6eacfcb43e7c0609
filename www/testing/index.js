// For tests alone: a fake of the shop's side for unit tests, a person at the form for browser tests, and
// the sandbox, which is loaded when it is started.

export { callError, createTokenframe, fake, TokenframeError } from './fake.js';
export { cardField, fillCard } from './fill.js';

/** @type {import('./index.js').startSandbox} */
export const startSandbox = async (options) => (await import('../sandbox/index.js')).startSandbox(options);
