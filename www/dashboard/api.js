// What the dashboard's page can ask: each vault's key life, and nothing else of it.

import { NEEDS } from './vaults.js';

/** A refusal of the dashboard's own, in the form of the vaults'. */
export class Refused extends Error {
  constructor(status, code, more) {
    super(code);
    Object.assign(this, { status, code, kind: 'config', retryable: false, ...more });
  }
}

/** The members that a page may send; nothing else reaches a vault. */
const pick = (body, ...names) => Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));

/** The only answer that holds a secret. */
const once = ({ secret, ...key }) => ({ key, secret: secret.reveal() });

const PAYCONEX = ['label', 'methods', 'accounts', 'scopes', 'expiresIn', 'expiresAt', 'enabled'];
const MODELS = ['primary_merchant', 'platform', 'ecosystem', 'managed_ecosystem'];
const PRESETS = ['Read-only', 'Write', 'Full access'];
/** A published test number, to try the pages that show a card. */
const TEST_CARD = { cardNumber: '4242424242424242', cardholderName: 'INES EXAMPLE', expirationMonth: '12', expirationYear: '2034', serviceCode: '123' };

/** Routes by method and path; `:id` is the third argument. */
export const routesOf = (sdk, { clients, own, used, sandbox, vaulteraUrl }) => {
  const of = (name) => {
    if (!clients[name]) throw new Refused(409, 'not_set_up', { needs: NEEDS[name] });
    return clients[name];
  };
  const onlySandbox = () => sandbox ?? refuse('sandbox_only');
  const refuse = (code) => {
    throw new Refused(409, code);
  };
  const isOwn = {
    payconex: (key) => key.id === own.payconex,
    vaultera: (key) => Boolean(own.vaultera) && key.status === 'active' && key.masked.endsWith(own.vaultera),
  };
  /** A vault shows the end of a key, and that is all that tells whose it is. */
  const isUsed = (name, key) => Boolean(used[name]) && key.status === 'active' && key.masked.endsWith(used[name]);
  const mark = (name) => (key) => {
    if (isOwn[name]?.(key)) return { ...key, own: true };
    return isUsed(name, key) ? { ...key, usedBy: used.by } : key;
  };
  const notOwn = async (name, id) => {
    if (isOwn[name](await of(name).apiKeys.get(id))) refuse('key_in_use');
  };
  const keys = (name, { fields, changes, end, ...more }) => ({
    [`GET ${name}/keys`]: async () => ({ keys: (await of(name).apiKeys.list()).map(mark(name)) }),
    [`POST ${name}/keys`]: async (body) => once(await of(name).apiKeys.create(pick(body, ...fields))),
    ...(changes && { [`PATCH ${name}/keys/:id`]: async (body, id) => ({ key: await of(name).apiKeys.update(id, pick(body, ...changes)) }) }),
    [`DELETE ${name}/keys/:id`]: async (_, id) => {
      if (isOwn[name]) await notOwn(name, id);
      await of(name).apiKeys[end](id);
      return {};
    },
    ...more,
  });
  const account = async () => ({
    model: sandbox ? (await sandbox.hellgateAccount('GET')).model : null,
    endpoints: Object.fromEntries(MODELS.map((model) => [model, sdk.hellgateScopedEndpoints(model)])),
  });

  return {
    'GET clover/key': async () => ({ key: await of('clover').publicKey(), switchable: Boolean(sandbox) }),
    'PATCH clover/key': async ({ active }) => onlySandbox().cloverKey('POST', { active: active === true }),

    ...keys('vaultera', { fields: ['description'], end: 'revoke' }),
    'POST vaultera/sessions': async ({ scope }) => ({ token: await of('vaultera').sessions.create({ scope: String(scope) }), url: vaulteraUrl, lifetime: sandbox?.sessionLifetime }),
    'POST vaultera/cards': async () => onlySandbox() && { cardToken: (await of('vaultera').cards.store(TEST_CARD)).cardToken },

    ...keys('payconex', { fields: PAYCONEX, end: 'delete' }),
    'PATCH payconex/keys/:id': async (body, id) => {
      // Its label may change; what it may do and how long it lives keep this page alive.
      if (isOwn.payconex({ id }) && Object.keys(body).some((name) => name !== 'label')) refuse('key_in_use');
      return { key: await of('payconex').apiKeys.update(id, pick(body, ...PAYCONEX)) };
    },
    'GET payconex/scopes': async () => {
      // A key that may not read itself can still hand on; then the vault says which scopes.
      const unknown = (error) => (error.code === 'not_permitted' ? { scopes: null, accounts: [] } : Promise.reject(error));
      const { scopes, accounts } = await of('payconex').apiKeys.get(own.payconex).catch(unknown);
      return { rows: sdk.payconexScopes(), held: scopes, accounts };
    },

    ...keys('hellgate', { fields: ['label', 'merchants'], end: 'revoke' }),
    'GET hellgate/account': account,
    'PATCH hellgate/account': async ({ model }) => {
      await onlySandbox().hellgateAccount('PATCH', { model: MODELS.includes(model) ? model : refuse('model_unknown') });
      return account();
    },

    ...keys('guardian', { fields: ['scopes', 'expiresIn'], changes: ['scopes'], end: 'delete' }),
    'GET guardian/scopes': async () => ({ scopes: sdk.guardianScopes() }),

    ...keys('corefy', { fields: ['type', 'name', 'description', 'preset', 'permissions'], end: 'revoke' }),
    'GET corefy/permissions': async () => ({
      entities: sdk.corefyEntities(),
      presets: Object.fromEntries(PRESETS.map((name) => [name, sdk.corefyPermissions(name)])),
    }),
  };
};

/** The route of a request, with the id in its path. */
export const routeOf = (routes, method, pathname) => {
  const [vault, thing, id, more] = pathname.slice('/api/'.length).split('/');
  if (more !== undefined || (id !== undefined && !/^[\w-]{1,80}$/.test(id))) return null;
  const name = `${method} ${vault}/${thing}${id === undefined ? '' : '/:id'}`;
  return Object.hasOwn(routes, name) ? { name, answer: (body) => routes[name](body, id) } : null;
};

const CODES = { not_found: 404 };
const STATUS = { config: 400, validation: 400, timeout: 504 };

/** What a page is told of what went wrong: codes, never the words of an exception. */
export const told = (error) => {
  const known = typeof error.code === 'string' && typeof error.kind === 'string';
  if (!known) return [500, { kind: 'internal', code: 'internal', retryable: false }];
  return [error.status ?? CODES[error.code] ?? STATUS[error.kind] ?? 502, pick(error, 'kind', 'code', 'retryable', 'reason', 'retryAfterMs', 'needs')];
};
