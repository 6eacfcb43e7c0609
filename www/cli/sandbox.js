// The command `tokenframe sandbox`: a mock of the five vaults, until somebody ends it.

import { Wrong } from './deployment.js';
import { count, ended, parsed, port, taken } from './terminal.js';

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

/** What the command line says; `null`: it asks for help. */
export const told = (argv) => {
  const { values } = parsed(argv, OPTIONS);
  if (values.help) return null;
  for (const text of values['allow-origin'] ?? []) {
    if (!URL.canParse(text) || new URL(text).origin !== text) throw new Wrong(`--allow-origin is an origin such as http://127.0.0.1:4101, not '${text}'`);
  }
  return { port: port(values.port, '--port', 4102), allowedOrigins: values['allow-origin'], frameAncestors: values['frame-ancestors'], seed: count(values.seed, '--seed') };
};

/** Runs it, and gives the exit code. */
export const sandbox = async (argv) => {
  const options = told(argv);
  if (!options) {
    process.stdout.write(HELP);
    return 0;
  }
  const { startSandbox } = await import('../sandbox/index.js');
  const running = await startSandbox(options).catch(taken(options.port, '--port'));
  console.log(`${running.url}/<vault> (${Object.keys(running.credentials).join(', ')}); what a server would hold: ${running.url}/_sandbox/credentials`);
  await ended();
  await running.stop();
  return 0;
};
