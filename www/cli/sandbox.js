// The command `tokenframe sandbox`: a mock of the five vaults, until somebody ends it.

import { parseArgs } from 'node:util';
import { Wrong } from './deployment.js';

const HELP = `Usage: npx tokenframe sandbox [options]

A mock of the five vaults, on this machine alone: it takes test cards only, and keeps all in memory.

Options:
  --port N                  4102 when absent; 0 is a free one
  --allow-origin ORIGIN     who may call where a vault answers other origins; may stand again; http://127.0.0.1:4101 when absent
  --frame-ancestors SOURCES the policy of the pages that can be embedded
  --seed N                  the same keys and tokens every time
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  'frame-ancestors': { type: 'string' },
  seed: { type: 'string' },
};

/** A number of the command line's. */
export const count = (text, name, otherwise) => {
  if (text === undefined) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw new Wrong(`${name} is a number, not '${text}'`);
  return Number(text);
};

/** What the command line says; `null`: it asks for help. */
export const told = (argv) => {
  let values;
  try {
    ({ values } = parseArgs({ args: argv, options: OPTIONS }));
  } catch (error) {
    throw new Wrong(error.message);
  }
  if (values.help) return null;
  return { port: count(values.port, '--port', 4102), allowedOrigins: values['allow-origin'], frameAncestors: values['frame-ancestors'], seed: count(values.seed, '--seed') };
};

/** Runs it, and gives the exit code. */
export const sandbox = async (argv) => {
  const options = told(argv);
  if (!options) {
    process.stdout.write(HELP);
    return 0;
  }
  const { startSandbox } = await import('../sandbox/index.js');
  let running;
  try {
    running = await startSandbox(options);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Wrong(`port ${options.port} is taken: choose another with --port`);
  }
  console.log(`${running.url}/<vault> (${Object.keys(running.credentials).join(', ')}); what a server would hold: ${running.url}/_sandbox/credentials`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  await running.stop();
  return 0;
};
