// The command `tokenframe dev`: the frames as they ship, beside the sandbox, until somebody ends it.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { rules } from './deployment.js';
import { count, ended, parsed, port, taken } from './terminal.js';

const HELP = `Usage: npx tokenframe dev [options]

What a shop needs beside its own server while it is written: the frames, on an origin of their own, and a sandbox of the
five vaults. Both are on this machine alone, take test cards only, and keep nothing.

Options:
  --parent ORIGIN     a page that may embed the frames; may stand again; http://localhost:5173 when absent, Vite's own
  --port N            of the frames: 4101 when absent; 0 is a free one
  --sandbox-port N    of the sandbox: 4102 when absent; 0 is a free one
  --seed N            the same keys and tokens every time
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  parent: { type: 'string', multiple: true, default: ['http://localhost:5173'] },
  port: { type: 'string' },
  'sandbox-port': { type: 'string' },
  seed: { type: 'string' },
};

/** What the command line says; `null`: it asks for help. */
export const told = (argv) => {
  const { values } = parsed(argv, OPTIONS);
  if (values.help) return null;
  return {
    parents: values.parent,
    port: port(values.port, '--port', 4101),
    sandboxPort: port(values['sandbox-port'], '--sandbox-port', 4102),
    seed: count(values.seed, '--seed'),
  };
};

const listening = (server, port) => new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));

/** Starts both: `frame` and `sandbox` are their addresses, `list` what is served, `stop` ends them. */
export const startDev = async (folder, { parents, port, sandboxPort, seed }) => {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const frames = Object.keys(manifest.frames);
  // What is told wrongly is said before anything is started.
  rules(manifest, { frames, parents });
  let served;
  const server = createServer((request, response) => {
    const found = served?.get(request.url.split('?')[0]);
    if (!found) return response.writeHead(404).end();
    if (!['GET', 'HEAD'].includes(request.method)) return response.writeHead(405, { allow: 'GET, HEAD' }).end();
    response.writeHead(200, found.headers).end(request.method === 'GET' ? found.content : undefined);
  });
  await listening(server, port).catch(taken(port, '--port'));
  const frame = `http://127.0.0.1:${server.address().port}`;
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  const { startSandbox } = await import('../sandbox/index.js');
  let sandbox;
  try {
    sandbox = await startSandbox({ port: sandboxPort, seed, allowedOrigins: [frame], frameAncestors: [frame, ...parents].join(' ') });
  } catch (error) {
    await stop();
    taken(sandboxPort, '--sandbox-port')(error);
  }
  const list = rules(manifest, { frames, parents, vaultHosts: [sandbox.url], scriptHosts: [sandbox.url] });
  const content = async ({ source, parents }) => {
    const bytes = await readFile(join(folder, source));
    return parents ? bytes.toString().replace('{{parents}}', parents) : bytes;
  };
  served = new Map(await Promise.all(list.map(async (rule) => [rule.path, { headers: Object.fromEntries(rule.headers), content: await content(rule) }])));
  return { frame, sandbox: sandbox.url, manifest, list, stop: async () => void (await Promise.all([stop(), sandbox.stop()])) };
};

/** Runs it, and gives the exit code. */
export const dev = async (folder, argv) => {
  const options = told(argv);
  if (!options) {
    process.stdout.write(HELP);
    return 0;
  }
  const running = await startDev(folder, options);
  console.log(`frame: '${running.frame}/', for pages of ${options.parents.join(', ')}`);
  console.log(`sandbox: ${running.sandbox}/<vault>; what a server would hold: ${running.sandbox}/_sandbox/credentials`);
  await ended();
  await running.stop();
  return 0;
};
