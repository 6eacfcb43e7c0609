// The life of a key, for each vault or for those that are named: `node www/demo/keys.js payconex`. Against the sandbox
// that `cargo dev` serves, with the package that it built.

import { inspect } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = fileURLToPath(new URL('../../pkg', import.meta.url));
const { VAULTS = 'http://127.0.0.1:4102', PKG = HERE } = process.env;
const LIVES = ['clover', 'vaultera', 'payconex', 'hellgate', 'guardian', 'corefy'];

const server = await import(pathToFileURL(`${PKG}/server/index.js`));

/** The sandbox's own switches: what elsewhere is the vendor's dashboard, or time. */
const sandbox = async (path, method = 'GET', body) => {
  const response = await fetch(`${VAULTS}/_sandbox/${path}`, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${path}`);
  return response.status === 204 ? null : response.json();
};

let count;
/** One step: what is done, and what came of it. */
const step = async (does, done) => {
  count += 1;
  const came = await done();
  console.log(`${String(count).padStart(2)}  ${does.padEnd(58)} ${came === undefined ? 'done' : shown(came)}`);
  return came;
};
/** A step that has to be refused, with that code. */
const refused = (does, code, done) =>
  step(does, async () => {
    try {
      await done();
    } catch (error) {
      if (error.code === code) return `refused: ${code}${error.reason ? ` (${error.reason})` : ''}`;
      throw error;
    }
    throw new Error(`it was not refused: ${does}`);
  });

const shown = (value) => (typeof value === 'string' ? value : inspect(value, { breakLength: Infinity, depth: 3 }));
/** Of a key, what one line takes. */
const line = ({ label, masked, status, expiresAt, environment, preset, scopes, secret }) =>
  [label, secret ? inspect(secret) : masked, status, environment, expiresAt && `until ${expiresAt}`, preset ?? (scopes.length ? scopes.join(' ') : undefined)]
    .filter(Boolean)
    .join(', ');
const keyed = (does, done) => {
  let key;
  return step(does, async () => line((key = await done()))).then(() => key);
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !LIVES.includes(name));
if (unknown.length) {
  console.error(`unknown: ${unknown.join(', ')}. One or more of: ${LIVES.join(', ')}`);
  process.exit(2);
}

const credentials = await sandbox('credentials').catch(() => {
  console.error(`No sandbox answers at ${VAULTS}: start it with \`cargo dev\`, or say where it is with VAULTS.`);
  process.exit(1);
});
for (const name of wanted.length ? wanted : LIVES) {
  const { life } = await import(`./keys/${name}.js`);
  console.log(`\n${name}`);
  count = 0;
  await life({ ...server, credentials: credentials[name === 'guardian' ? 'hellgate' : name], vaults: VAULTS, sandbox, step, keyed, refused, line });
}
