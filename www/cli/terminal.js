// What the commands share: options that are read, and a program that runs until it is told to end.

import { parseArgs } from 'node:util';
import { Wrong } from './deployment.js';

/** `{ values, positionals }` of a command line; what is no option of it is told in a sentence. */
export const parsed = (args, options, more) => {
  try {
    return parseArgs({ args, options, ...more });
  } catch (error) {
    throw new Wrong(error.message);
  }
};

/** A number of the command line's. */
export const count = (text, name, otherwise) => {
  if (text === undefined) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw new Wrong(`${name} is a number, not '${text}'`);
  return Number(text);
};

/** A number that can be a port's. */
export const port = (text, name, otherwise) => {
  const number = count(text, name, otherwise);
  if (number > 65535) throw new Wrong(`${name} is a port, 0 to 65535, not '${text}'`);
  return number;
};

/** Whether it is an address that can be asked. */
export const isAddress = (text) => URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol);

/** Whoever listens there did not get the port that `option` names. */
export const taken = (port, option) => (error) => {
  throw error.code === 'EADDRINUSE' ? new Wrong(`port ${port} is taken: choose another with ${option}`) : error;
};

/** Until somebody ends the program. */
export const ended = () =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
