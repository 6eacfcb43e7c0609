// Prints schemathesis's configuration for a sandbox that is up: who may ask, and what there is to ask for.
// node configure.js http://127.0.0.1:4102

const sandbox = process.argv[2];

async function ask(method, path, body, headers = {}) {
  const init = { method, headers: { 'content-type': 'application/json', ...headers } };
  const answer = await fetch(sandbox + path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const basic = (user, secret) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
const bearer = (token) => `Bearer ${token}`;

const { clover, vaultera, payconex, hellgate, corefy } = await ask('GET', '/_sandbox/credentials');
const account = `/payconex/api/v4/accounts/${payconex.accountId}`;
const authorization = basic(payconex.keyId, payconex.secret);
const frame = await ask(
  'POST',
  `${account}/payment-iframe`,
  { label: 'Shop', allowedPaymentMethods: ['CARD'], allowedParentDomains: ['127.0.0.1'], timeout: 1800 },
  { authorization },
);
const opened = () =>
  ask('POST', `${account}/payment-iframe/${frame.id}/instance/init`, { label: 'One checkout' }, { authorization });
const instance = await opened();
const paid = await ask(
  'POST',
  '/payconex/checkout/tokenize',
  { card: { number: '4111111111111111', expiryMonth: '12', expiryYear: '2037', cvv: '123' } },
  { authorization: bearer((await opened()).bearerToken) },
);
const payment = await ask(
  'POST',
  `${account}/payments/sale`,
  { bfTokenReference: paid.bfTokenReference, posProfile: 'ECOMMERCE', amounts: { total: '5.00', currency: 'USD' } },
  { authorization },
);
const payconexKey = await ask('POST', `${account}/api-keys`, { label: 'Other', scopes: ['pcx:api_key:read'] }, { authorization });
const card = await ask('POST', `/vaultera/api/v1/cards?api_key=${vaultera.apiKey}`, {
  card: { card_number: '4242424242424242', expiration_month: '12', expiration_year: '2037', service_code: '123' },
});
const vaulteraKey = await ask('POST', `/vaultera/api/v1/api_keys?api_key=${vaultera.apiKey}`, { api_key: {} });
const session = await ask('POST', '/hellgate/tokens/session', {}, { 'x-api-key': hellgate.apiKey });
const guardianKey = await ask(
  'POST',
  '/hellgate/api/admin/api-keys',
  { scopes: ['pci:tokens:read'] },
  { 'x-admin-token': hellgate.adminToken },
);
const invoice = await ask(
  'POST',
  '/corefy/api/payment-invoices',
  {
    data: {
      type: 'payment-invoices',
      attributes: { reference_id: 'configured', currency: 'USD', amount: 25, service: 'payment_card_usd_hpp' },
    },
  },
  { authorization: basic(corefy.accountId, corefy.apiKey) },
);
const hellgateKey = await ask('POST', '/_sandbox/hellgate/api-keys', { label: 'Other' });
const corefyKey = await ask('POST', '/_sandbox/corefy/api-keys', { type: 'Test', preset: 'Write' });

// Of rules that fit, schemathesis follows the first: what is deeper comes before what is above it.
const vaulteraKeyed = { 'query.api_key': vaultera.apiKey };
const inAccount = { 'path.account': payconex.accountId };
const merchant = { Authorization: basic(corefy.accountId, corefy.apiKey) };
const rules = [
  // Path, headers, parameters, and ids of what is there: not for DELETE, after which nobody would find it.
  ['clover/pakms/', { Authorization: bearer(clover.accessToken) }],
  ['clover/v1/charges', { Authorization: bearer(clover.privateKey) }],
  ['clover/v1/tokens', { apikey: clover.publicKey }],
  ['vaultera/api/v1/api_keys/', {}, vaulteraKeyed, { id: vaulteraKey.data.id }],
  ['vaultera/api/v1/cards/', {}, vaulteraKeyed, { card_token: card.data.id }],
  ['vaultera/api/v1/(api_keys|session_tokens|cards)', {}, vaulteraKeyed],
  ['payconex/api/.*/payment-iframe/', { Authorization: authorization }, inAccount, { iframe: frame.id, instance: instance.id }],
  ['payconex/api/.*/payments/.payment', { Authorization: authorization }, inAccount, { payment: payment.transactionId }],
  ['payconex/api/.*/api-keys/', { Authorization: authorization }, inAccount, { key: payconexKey.id }],
  ['payconex/api/', { Authorization: authorization }, inAccount],
  ['payconex/checkout/session', { Authorization: bearer(instance.bearerToken) }],
  ['payconex/checkout/tokenize', { Authorization: bearer((await opened()).bearerToken) }],
  ['hellgate/(tokens|payment-data|forward)', { 'x-api-key': hellgate.apiKey }],
  ['hellgate/sessions/', {}, {}, { session_id: session.session_id }],
  ['hellgate/api/admin/api-keys/', { 'x-admin-token': hellgate.adminToken }, {}, { id: guardianKey.id }],
  ['hellgate/api/admin', { 'x-admin-token': hellgate.adminToken }],
  ['corefy/api/payment-invoices/.', merchant, {}, { id: invoice.data.id }],
  ['corefy/api/', merchant],
  ['corefy/public-api/payment-invoices/.', {}, {}, { id: invoice.data.id }],
  ['corefy/payment/sale', { Authorization: bearer(invoice.data.attributes.flow_data.metadata.token) }],
  ['_sandbox/hellgate/api-keys/', {}, {}, { id: hellgateKey.id }],
  ['_sandbox/corefy/api-keys/', {}, {}, { id: corefyKey.id }],
];

const table = (values) =>
  `{ ${Object.entries(values).map((pair) => pair.map((text) => JSON.stringify(text)).join(' = ')).join(', ')} }`;

function rule(path, headers, parameters, filter) {
  console.log(`[[operations]]\ninclude-path-regex = ${JSON.stringify(`^/${path}`)}`);
  if (filter) console.log(filter);
  if (Object.keys(headers).length > 0) console.log(`headers = ${table(headers)}`);
  if (Object.keys(parameters).length > 0) console.log(`parameters = ${table(parameters)}`);
  console.log('');
}

for (const [path, headers, parameters = {}, ids] of rules) {
  const named = Object.entries(ids ?? {}).map(([name, id]) => [`path.${name}`, id]);
  if (ids) rule(path, headers, { ...parameters, ...Object.fromEntries(named) }, 'exclude-method = "DELETE"');
  if (Object.keys({ ...headers, ...parameters }).length > 0) rule(path, headers, parameters);
}
