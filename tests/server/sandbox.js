// The sandbox, as the tests of the server's side use it: VAULTS is where it is, PKG the package.

import { pathToFileURL } from 'node:url';

const { VAULTS, PKG } = process.env;

export const server = await import(pathToFileURL(`${PKG}/server/index.js`));

/** The sandbox's own endpoints. */
export const sandbox = async (path, method = 'GET', body) => {
  const response = await fetch(`${VAULTS}/_sandbox/${path}`, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  return response.status === 204 ? null : response.json();
};

/** What the journal has of requests whose path holds this. */
export const requests = async (path = '') => (await sandbox('requests')).requests.filter((request) => request.path.includes(path));

export const credentials = await sandbox('credentials');
export const base = (name) => `${VAULTS}/${name}`;
const keysUrl = (name) => `${VAULTS}/_sandbox/${name}`;

const { clover, corefy, guardian, hellgate, payconex, vaultera } = server;
/** A client of each vault, with what its server holds, and `more`. */
export const clients = {
  clover: (more) => clover({ environment: 'sandbox', accessToken: credentials.clover.accessToken, baseUrl: base('clover'), ...more }),
  vaultera: (more) => vaultera({ apiKey: credentials.vaultera.apiKey, baseUrl: base('vaultera'), ...more }),
  payconex: (more) => payconex({ environment: 'sandbox', ...credentials.payconex, baseUrl: base('payconex'), ...more }),
  hellgate: (more) => hellgate({ environment: 'sandbox', apiKey: credentials.hellgate.apiKey, baseUrl: base('hellgate'), keysUrl: keysUrl('hellgate'), ...more }),
  guardian: (more) => guardian({ baseUrl: base('hellgate'), adminToken: credentials.hellgate.adminToken, ...more }),
  corefy: (more) => corefy({ ...credentials.corefy, baseUrl: base('corefy'), cardGateway: base('corefy'), keysUrl: keysUrl('corefy'), ...more }),
};

/** Nothing is armed and nothing was asked yet. */
export const fresh = async () => {
  await sandbox('requests', 'DELETE');
  await sandbox('faults', 'DELETE');
};
