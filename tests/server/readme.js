// The server of README.md as it stands there, what it needs around it, and what is asked of it in every runtime.
// VAULTS is the sandbox.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const { VAULTS } = process.env;
const JSON_TYPE = { 'content-type': 'application/json' };
const code = /```js\n(import \{ createServer \}[^`]*)```/.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'))[1];

export const NAMES = ['clover', 'vaultera', 'payconex', 'hellgate', 'corefy'];
export const lines = code.split('\n').filter(Boolean).length;

/** The code with the sandbox in place of each vendor, and what else is the reader's own. */
export const placed = (changes) => {
  const sandboxes = NAMES.map((name) => [`${name}({ `, `${name}({ baseUrl: '${VAULTS}/${name}', ${name === 'corefy' ? `cardGateway: '${VAULTS}/corefy', ` : ''}`]);
  return [...sandboxes, ...changes].reduce((text, [from, to]) => {
    assert.equal(text.split(from).length, 2, from);
    return text.replace(from, () => to);
  }, code);
};

const credentials = await (await fetch(`${VAULTS}/_sandbox/credentials`)).json();
const { clover, vaultera, payconex, hellgate, corefy } = credentials;

const configured = async () => {
  const headers = { ...JSON_TYPE, authorization: `Basic ${btoa(`${payconex.keyId}:${payconex.secret}`)}` };
  const body = JSON.stringify({ label: 'Shop', allowedPaymentMethods: ['CARD'], allowedParentDomains: ['127.0.0.1'] });
  return (await (await fetch(`${VAULTS}/payconex/api/v4/accounts/${payconex.accountId}/payment-iframe`, { method: 'POST', headers, body })).json()).id;
};

/** What the code reads from its environment. */
export const environment = {
  CLOVER_ACCESS_TOKEN: clover.accessToken,
  VAULTERA_API_KEY: vaultera.apiKey,
  PAYCONEX_ACCOUNT: payconex.accountId,
  PAYCONEX_KEY: payconex.keyId,
  PAYCONEX_SECRET: payconex.secret,
  PAYCONEX_CONFIGURATION: await configured(),
  HELLGATE_API_KEY: hellgate.apiKey,
  COREFY_ACCOUNT: corefy.accountId,
  COREFY_API_KEY: corefy.apiKey,
};

/** The names of the secrets in a text. */
export const secretsIn = (text) => ['CLOVER_ACCESS_TOKEN', 'VAULTERA_API_KEY', 'PAYCONEX_SECRET', 'HELLGATE_API_KEY', 'COREFY_API_KEY'].filter((name) => text.includes(environment[name]));

const post = (url, headers, body) => fetch(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });
const card = { exp_month: '12', exp_year: '2030', cvv: '123' };
const sale = { card_number: '4242424242424242', card_holder: 'ADA EXAMPLE', ...card, exp_year: '30', browser_info: { browser_ip: '198.51.100.7', browser_java_enabled: false } };

/** The request of a frame that only this grant lets through. */
const opens = {
  clover: ({ baseUrl, apiKey }) => post(`${baseUrl}/v1/tokens`, { apikey: apiKey }, { card: { number: '4242424242424242', ...card } }),
  vaultera: ({ baseUrl, sessionToken }) => fetch(`${baseUrl}/api/v1/capture_form?session_token=${sessionToken}`),
  payconex: ({ baseUrl, bearerToken }) => fetch(`${baseUrl}/checkout/session`, { headers: { authorization: `Bearer ${bearerToken}` } }),
  hellgate: ({ baseUrl, sessionId }) => fetch(`${baseUrl}/sessions/${sessionId}`),
  corefy: ({ baseUrl, bearer }) => post(`${baseUrl}/payment/sale`, { authorization: `Bearer ${bearer}` }, { data: { type: 'sale-operation', attributes: sale } }),
};

/** Asks for a grant of each vault, and uses it. `printed` gives what the server has printed so far. */
export const givesAll = async (url, printed) => {
  for (const vault of NAMES) {
    const response = await post(url, {}, { scope: 'card', vault });
    const text = await response.text();
    assert.equal(response.status, 200, `${vault}: ${text}`);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual(secretsIn(text), [], vault);
    const grant = JSON.parse(text);
    assert.equal(grant.vault, vault);
    // The wrong one first: some grants are good once.
    const [member, value] = Object.entries(grant).find(([name]) => ['apiKey', 'sessionToken', 'bearerToken', 'sessionId', 'bearer'].includes(name));
    assert.notEqual((await opens[vault]({ ...grant, [member]: `${value.slice(0, -1)}${value.endsWith('0') ? 1 : 0}` })).status, 200, `${vault} with another ${member}`);
    assert.equal((await opens[vault](grant)).status, 200, `${vault} with its ${member}`);
  }
  const refused = await post(url, {}, { scope: 'card', vault: 'acme' });
  assert.deepEqual([refused.status, await refused.json()], [400, { error: { code: 'vault_unknown' } }]);
  const told = printed();
  for (const vault of NAMES) assert.match(told, new RegExp(`vault: ['"]${vault}['"]`));
  assert.deepEqual(secretsIn(told), []);
  assert.deepEqual(secretsIn(`${told}${Object.values(environment)}`).length, 5, 'they would be found');
};
