// A key with scopes: made by one that holds them, restricted, disabled and enabled, deleted.

export const life = async ({ payconex, credentials, vaults, sandbox, step, keyed, refused, line }) => {
  const { nowMs } = await sandbox('clock');
  const ahead = nowMs - Date.now();
  const common = { accountId: credentials.accountId, environment: 'sandbox', baseUrl: `${vaults}/payconex`, now: () => Date.now() + ahead };
  const first = payconex({ ...common, keyId: credentials.keyId, secret: credentials.secret });

  const made = await keyed('create a key', () =>
    first.apiKeys.create({ label: 'Storefront key', scopes: ['pcx:iframe:*', 'pcx:api_key:*'], methods: ['HMAC'], expiresIn: '30 days' }),
  );
  const own = payconex({ ...common, keyId: made.id, secret: made.secret.reveal() });
  const iframe = { label: 'Storefront', allowedPaymentMethods: ['CARD'], allowedParentDomains: ['127.0.0.1'] };
  await step('use it: a configuration of the checkout component', () => own.iframes.create(iframe));
  await step('list the keys, masked', async () => (await first.apiKeys.list()).slice(-1).map(line).join(' | '));
  await refused('hand on what it does not hold', 'scope_not_held', () => own.apiKeys.create({ label: 'Refunds', scopes: ['pcx:payments:refund'] }));
  const child = await keyed('hand on what it holds', () => own.apiKeys.create({ label: 'Instances only', scopes: ['pcx:iframe:instance:create'] }));
  await keyed('restrict it', () => first.apiKeys.update(made.id, { scopes: ['pcx:iframe:instance:create'] }));
  await refused('do what it has lost', 'not_permitted', () => own.iframes.create(iframe));
  await keyed('disable it', () => first.apiKeys.update(made.id, { enabled: false }));
  await refused('use it', 'key_rejected', () => own.instances.create('ifr_1', { label: 'Checkout' }));
  await keyed('enable it', () => first.apiKeys.update(made.id, { enabled: true }));
  await step('delete both', async () => {
    await first.apiKeys.delete(child.id);
    await first.apiKeys.delete(made.id);
  });
  await refused('use it', 'key_rejected', () => own.instances.create('ifr_1', { label: 'Checkout' }));
  await refused('look at it', 'not_found', () => first.apiKeys.get(made.id));
};
