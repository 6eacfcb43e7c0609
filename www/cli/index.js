#!/usr/bin/env node
// The command `tokenframe`, for whoever serves the frame or keeps the keys.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules, Wrong } from './deployment.js';
import { dev } from './dev.js';
import { formats } from './formats.js';
import { keys } from './keys.js';
import { sandbox } from './sandbox.js';
import { isAddress, parsed } from './terminal.js';
import { differences } from './verify.js';

const FRAME = fileURLToPath(new URL('../frame/', import.meta.url));

const WHICH = ['frame', 'parent', 'environment', 'vault-host', 'base'];

/** What each command does, and which options it takes. */
const COMMANDS = {
  headers: { does: "print a server's configuration: every path of the frame and its headers", takes: [...WHICH, 'for'] },
  frame: { does: "write a folder that is ready to be served: the frame's files, and that configuration", takes: [...WHICH, 'for', 'out', 'overwrite'] },
  'verify-deployment': { does: 'hold what a server gives out against what was built; 1 when anything differs, 2 when it does not answer', takes: [...WHICH, 'url'] },
  keys: { does: 'list, make, look at and revoke the API keys of a vault: npx tokenframe keys --help' },
  dev: { does: 'the frames and the sandbox, for whoever writes a shop: npx tokenframe dev --help' },
  sandbox: { does: 'a mock of the five vaults, for development and tests: npx tokenframe sandbox --help' },
};

/** How an option is written, and what it means. */
const SAID = {
  frame: ['NAME', 'which frame: clover, clover-instruments (gift cards, bank accounts), vaultera, vaultera-reveal, payconex, hellgate, corefy; may stand again'],
  parent: ['ORIGIN', 'the origin of a page that may embed it; may stand again'],
  for: ['SERVER', 'nginx, caddy, netlify, cloudflare, vercel or json'],
  environment: ['NAME', "production (when absent) or sandbox: which of the vault's hosts the frame may ask"],
  'vault-host': ['ORIGIN', "another host of the vault's than those that are known, such as a reseller's; may stand again"],
  base: ['PATH', 'where the frame lies on its host, such as /1.0.0/; / when absent'],
  out: ['FOLDER', 'where to write it'],
  overwrite: ['', 'also where other rules stand in it, such as those of another version'],
  url: ['ORIGIN', 'where it is served'],
};

const EXAMPLES = {
  headers: 'npx tokenframe headers --frame clover --parent https://shop.example --for nginx',
  frame: 'npx tokenframe frame --frame clover --parent https://shop.example --for netlify --base /1.0.0/ --out card',
  'verify-deployment': 'npx tokenframe verify-deployment --url https://card.example --frame clover --parent https://shop.example --base /1.0.0/',
};

const MARGIN = 22;
const WIDTH = 110;

/** A line of the help, its second column wrapped. */
const line = (left, right) => {
  const rows = [''];
  for (const word of right.split(' ')) {
    if (`${rows.at(-1)} ${word}`.length > WIDTH - MARGIN) rows.push(word);
    else rows[rows.length - 1] = `${rows.at(-1)} ${word}`.trim();
  }
  return `  ${left.padEnd(MARGIN - 2)}${rows.join(`\n${' '.repeat(MARGIN)}`)}\n`;
};

const takers = (option) => Object.keys(COMMANDS).filter((name) => COMMANDS[name].takes?.includes(option));

/** The help of one command, or of all. */
const help = (command) => {
  const options = Object.entries(SAID).filter(([name]) => !command || COMMANDS[command].takes.includes(name));
  const lines = options.map(([name, [value, text]]) => line(`--${name} ${value}`, command || takers(name).length === 3 ? text : `${text} (${takers(name).join(', ')})`));
  const begin = command
    ? `Usage: npx tokenframe ${command} [options]\n\n${COMMANDS[command].does[0].toUpperCase()}${COMMANDS[command].does.slice(1)}.\n`
    : `Usage: npx tokenframe <command> [options]\n\n${Object.entries(COMMANDS).map(([name, { does }]) => line(name, does)).join('')}`;
  const examples = command ? [EXAMPLES[command]] : [EXAMPLES.frame, EXAMPLES['verify-deployment']];
  return `${begin}\nOptions:\n${lines.join('')}\nExample: ${examples.join('\n         ')}\n`;
};

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  frame: { type: 'string', multiple: true, default: [] },
  parent: { type: 'string', multiple: true, default: [] },
  'vault-host': { type: 'string', multiple: true, default: [] },
  for: { type: 'string' },
  environment: { type: 'string' },
  base: { type: 'string' },
  out: { type: 'string' },
  overwrite: { type: 'boolean' },
  url: { type: 'string' },
};

const needed = (value, name) => {
  if (!value) throw new Wrong(`${name} is missing`);
  return value;
};

const formatOf = (values) => {
  const name = needed(values.for, '--for');
  if (!Object.hasOwn(formats, name)) throw new Wrong(`--for is one of ${Object.keys(formats).join(', ')}, not '${name}'`);
  return formats[name];
};

const commands = {
  headers: async ({ values, list }) => {
    process.stdout.write(formatOf(values).write(list));
    return 0;
  },

  frame: async ({ values, list }) => {
    const out = needed(values.out, '--out');
    const { file, write } = formatOf(values);
    const written = list.filter(({ of }) => !of);
    const text = write(list);
    const before = await readFile(join(out, file), 'utf8').catch((error) => {
      if (error.code !== 'ENOENT') throw error;
      return null;
    });
    // What another version's files are served with is not taken from them.
    if (before !== null && before !== text && !values.overwrite) throw new Wrong(`${join(out, file)} is there, with other rules: write this into a folder of its own, or --overwrite it`);
    for (const { path, source, parents } of written) {
      const to = join(out, parents ? `${path}index.html` : path);
      await mkdir(dirname(to), { recursive: true });
      if (parents) await writeFile(to, (await readFile(join(FRAME, source), 'utf8')).replace('{{parents}}', parents));
      else await cp(join(FRAME, source), to);
    }
    await writeFile(join(out, file), text);
    console.log(`${written.length} files and ${file} are in ${out}`);
    return 0;
  },

  'verify-deployment': async ({ values, list, manifest }) => {
    const site = needed(values.url, '--url');
    if (!isAddress(site)) throw new Wrong(`--url is an origin such as https://card.example, not '${site}'`);
    if (new URL(site).pathname !== '/') throw new Wrong(`--url is an origin alone: its path goes to --base ${new URL(site).pathname}`);
    const told = process.stderr.isTTY ? (path) => process.stderr.write(`\r\x1b[K${path}`) : undefined;
    const found = await differences(manifest, list, site, { each: told });
    if (told) process.stderr.write('\r\x1b[K');
    for (const line of found) console.log(line);
    console.log(found.length ? `${found.length} ${found.length === 1 ? 'difference' : 'differences'} from tokenframe ${manifest.version}` : `${list.filter(({ of }) => !of).length} files and their headers are those of tokenframe ${manifest.version}`);
    return found.length ? 1 : 0;
  },
};

const run = async (argv) => {
  if (argv[0] === 'dev') return dev(FRAME, argv.slice(1));
  if (argv[0] === 'keys') return keys(argv.slice(1));
  if (argv[0] === 'sandbox') return sandbox(argv.slice(1));
  const { values, positionals } = parsed(argv, OPTIONS, { allowPositionals: true });
  const manifest = JSON.parse(await readFile(join(FRAME, 'manifest.json'), 'utf8'));
  if (values.version) {
    console.log(manifest.version);
    return 0;
  }
  const [name, ...more] = positionals;
  if (values.help || !name) {
    process.stdout.write(help(COMMANDS[name]?.takes && name));
    return values.help ? 0 : 2;
  }
  if (more.length) throw new Wrong(`One command at a time: '${more[0]}'`);
  if (!Object.hasOwn(commands, name)) throw new Wrong(`There is no command '${name}': there are ${Object.keys(COMMANDS).join(', ')}`);
  for (const [option, value] of Object.entries(values)) {
    const given = Array.isArray(value) ? value.length : true;
    if (given && !COMMANDS[name].takes.includes(option)) throw new Wrong(`--${option} is nothing that ${name} takes`);
  }
  const list = rules(manifest, {
    frames: values.frame,
    parents: values.parent,
    vaultHosts: values['vault-host'],
    environment: values.environment,
    basePath: values.base,
  });
  return commands[name]({ values, list, manifest });
};

run(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error) => {
    // The system's own words for a file or a folder are a sentence.
    if (!(error instanceof Wrong || error.syscall)) throw error;
    console.error(`tokenframe: ${error.message}`);
    process.exitCode = 2;
  },
);
