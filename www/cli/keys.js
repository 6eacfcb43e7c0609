// The command `tokenframe keys`: the life of a vault's API keys from a terminal. Secrets come from the environment or
// from standard input, never from the command line, where every user of the machine could read them.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Wrong } from './deployment.js';
import { isAddress } from './terminal.js';
import { VAULTS, verbs } from './vaults.js';

export const HELP = `Usage: npx tokenframe keys <vault> <what> [ID] [options]

  clover     list, get                                  the merchant's public key
  vaultera   list, get, create, revoke
  payconex   list, get, create, enable, disable, revoke
  hellgate   list, get, create, revoke
  guardian   list, get, create, revoke
  corefy     list, get, create, revoke

A new key's secret is printed once, alone, on standard output; all else about it is on standard error:
  npx tokenframe keys vaultera create --label 'checkout server' > key.txt

Options:
  --label TEXT        what people call it (create; not guardian)
  --scope NAME        what it may do: a scope of payconex or guardian, a permission of corefy; may stand again
  --expires-in TIME   payconex: such as '30 days'; guardian: seconds
  --merchant ID       hellgate: only this one; may stand again
  --type TYPE         corefy: Live or Test
  --preset NAME       corefy: Read-only, Write or 'Full access'
  --environment NAME  production (when absent) or sandbox
  --stdin             read the vault's secret from standard input
  --yes               do it: a key that is revoked does not come back
  --json              print JSON
  --timeout SECONDS   how long a call may take; 10 when absent

In the environment, the secret first:
${Object.entries(VAULTS)
  .map(([name, { secret, needs, takes }]) => `  ${name.padEnd(10)} ${[secret, ...needs, ...takes.map((variable) => `[${variable}]`)].join(' ')}`)
  .join('\n')}
HELLGATE_KEYS_URL and COREFY_KEYS_URL are those of Tokenframe's sandbox: those vendors have a dashboard for their keys.

Ends with 0 when it is done, 1 when the vault refused it, 2 when it cannot be meant, and 3 when nobody knows whether it
was done: look with \`list\` before you do it again.
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  label: { type: 'string' },
  scope: { type: 'string', multiple: true, default: [] },
  'expires-in': { type: 'string' },
  merchant: { type: 'string', multiple: true, default: [] },
  type: { type: 'string' },
  preset: { type: 'string' },
  environment: { type: 'string' },
  stdin: { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  timeout: { type: 'string' },
};
const SETTINGS = ['label', 'scope', 'expires-in', 'merchant', 'type', 'preset'];
const SOON_MS = 1000;

const told = (argv) => {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Wrong(error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? `There is no option ${/'(--?[\w-]+)/.exec(error.message)?.[1] ?? 'of that name'}` : error.message);
  }
};

/** What is asked, once it is known that it can be meant. Nothing that might be a secret is repeated. */
const meant = ({ values, positionals: [name, verb, id, ...more] }) => {
  const vault = Object.hasOwn(VAULTS, name ?? '') && VAULTS[name];
  if (!vault) throw new Wrong(`Which vault? One of ${Object.keys(VAULTS).join(', ')}`);
  const known = verbs(vault);
  if (!known.includes(verb)) throw new Wrong(`What of ${name}? One of ${known.join(', ')}`);
  const wantsId = !['list', 'create'].includes(verb) && name !== 'clover';
  if (wantsId !== Boolean(id) || more.length) throw new Wrong(wantsId ? `${verb} wants the id of one key, as \`list\` prints it` : `${verb} takes no id`);
  const { takes = [], needs = [] } = verb === 'create' ? vault.create : {};
  const given = SETTINGS.filter((option) => (Array.isArray(values[option]) ? values[option].length : values[option] !== undefined));
  for (const option of given) if (!takes.includes(option)) throw new Wrong(`--${option} is nothing that ${name} ${verb} takes`);
  for (const option of needs) if (!given.includes(option)) throw new Wrong(`--${option} is missing`);
  if (verb === 'revoke' && !values.yes) throw new Wrong('A key that is revoked does not come back: add --yes to do it');
  if (values.environment && !['production', 'sandbox'].includes(values.environment)) throw new Wrong('--environment is production or sandbox');
  if (values.timeout !== undefined && !(Number(values.timeout) > 0)) throw new Wrong('--timeout is a number of seconds');
  return { name, vault, verb, id };
};

/** The environment, with the secret from standard input where it was asked for. */
const held = (name, { secret, needs, takes }, { stdin, env }) => {
  const own = { ...env };
  if (stdin) own[secret] = readFileSync(0, 'utf8').trim();
  const missing = [secret, ...needs].filter((variable) => !own[variable]);
  for (const variable of [...needs, ...takes]) {
    if (variable.endsWith('_URL') && own[variable] && !isAddress(own[variable])) throw new Wrong(`${variable} is an address such as https://vault.example`);
  }
  if (missing.length) throw new Wrong(`${name} needs ${missing.join(' and ')} in the environment${missing.includes(secret) ? `, or ${secret} with --stdin` : ''}`);
  return own;
};

const ask = (client, vault, { verb, id, values, limits }) => {
  if (vault[verb] instanceof Function) return vault[verb](client, id, limits);
  const { apiKeys } = client;
  if (verb === 'create') return apiKeys.create(vault.create.settings(values), limits);
  if (verb === 'enable' || verb === 'disable') return apiKeys.update(id, { enabled: verb === 'enable' }, limits);
  if (verb === 'revoke') return apiKeys[vault.revoke](id, limits);
  return verb === 'get' ? apiKeys.get(id, limits) : apiKeys.list(limits);
};

/** A key as people read it, a member a line. */
const card = (key) =>
  ['id', 'label', 'masked', 'status', 'environment', 'createdAt', 'expiresAt', 'scopes', 'apiAccessKey']
    .filter((name) => key[name] !== undefined && key[name] !== null && `${key[name]}` !== '')
    .map((name) => `${name.padEnd(12)} ${[key[name]].flat().join(' ')}\n`)
    .join('');

const table = (keys) => {
  if (!keys.length) return 'There is no key.\n';
  const rows = [['ID', 'LABEL', 'KEY', 'STATUS', 'EXPIRES'], ...keys.map(({ id, label = '', masked, status, expiresAt }) => [id, label, masked, status, expiresAt ?? 'never'])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `${row.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd()}\n`).join('');
};

const show = (verb, found, { json, out, err }) => {
  if (verb === 'create') {
    const { secret } = found;
    const text = secret.reveal();
    if (json) return out(`${JSON.stringify({ ...found, secret: text }, null, 2)}\n`);
    err(`${card(found)}This is its secret. It is not shown again:\n`);
    return out(`${text}\n`);
  }
  if (json) return out(`${JSON.stringify(found ?? { done: true }, null, 2)}\n`);
  return out(verb === 'revoke' ? 'It is revoked.\n' : Array.isArray(found) ? table(found) : card(found));
};

/** Runs it, and gives the exit code. */
export const keys = async (argv, { env = process.env, out = (text) => process.stdout.write(text), err = (text) => process.stderr.write(text) } = {}) => {
  const { values, positionals } = told(argv);
  if (values.help || !positionals.length) {
    out(HELP);
    return values.help ? 0 : 2;
  }
  const { name, vault, verb, id } = meant({ values, positionals });
  const sdk = await import('../server/index.js');
  const client = vault.client(sdk, { environment: values.environment ?? 'production', env: held(name, vault, { stdin: values.stdin, env }) });
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  const slow = process.stderr.isTTY ? setTimeout(() => err(`Waiting for ${name} …\n`), SOON_MS) : undefined;
  try {
    const limits = { signal: interrupted.signal, timeoutMs: Number(values.timeout ?? 10) * 1000 };
    show(verb, await ask(client, vault, { verb, id, values, limits }), { json: values.json, out, err });
    return 0;
  } catch (error) {
    if (!(error instanceof sdk.TokenframeError)) throw error;
    const { kind, code, reason } = error;
    err(`tokenframe: ${name} ${verb}: ${code}${reason ? ` (${reason})` : ''}\n`);
    const hint = kind === 'vault' && vault[verb]?.hint?.(values);
    if (hint) err(`${hint}\n`);
    if (code === 'unknown_outcome') err('It may have been done: look with `list` before you do it again.\n');
    return code === 'unknown_outcome' ? 3 : kind === 'config' ? 2 : 1;
  } finally {
    clearTimeout(slow);
    process.off('SIGINT', interrupt);
  }
};
