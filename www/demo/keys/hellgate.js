// A key with a label, and a scoped one. The vendor makes them in its dashboard alone; here the sandbox does.

export const life = async ({ hellgate, hellgateScopedEndpoints, credentials, vaults, sandbox, step, keyed, refused, line }) => {
  const common = { environment: 'sandbox', baseUrl: `${vaults}/hellgate`, keysUrl: `${vaults}/_sandbox/hellgate` };
  const owner = hellgate({ ...common, apiKey: credentials.apiKey });

  const made = await keyed('create a key', () => owner.apiKeys.create({ label: 'Checkout server' }));
  const own = hellgate({ ...common, apiKey: made.secret.reveal() });
  await step('use it: a session for a card', async () => `session of ${(await own.sessions.create()).length} signs`);
  await step('list the keys, masked', async () => (await owner.apiKeys.list()).slice(-2).map(line).join(' | '));

  const { model } = await sandbox('hellgate/account');
  await sandbox('hellgate/account', 'PATCH', { model: 'managed_ecosystem' });
  try {
    const part = await keyed('create a scoped key', () => owner.apiKeys.create({ label: 'Merchant 7', merchants: ['merchant-7'] }));
    const secret = part.secret.reveal();
    await step('what it reaches in a managed ecosystem', async () => hellgateScopedEndpoints('managed_ecosystem').join(', '));
    const scoped = hellgate({ ...common, apiKey: secret, scoped: 'managed_ecosystem' });
    await refused('list stored cards with it: nothing is sent', 'not_permitted', () => scoped.tokens.list());
    await refused('the same, and the vault says it', 'not_permitted', () => hellgate({ ...common, apiKey: secret }).tokens.list());
    await step('revoke it', () => owner.apiKeys.revoke(part.id));
  } finally {
    await sandbox('hellgate/account', 'PATCH', { model });
  }

  await step('revoke the first', () => owner.apiKeys.revoke(made.id));
  await refused('use it again', 'key_rejected', () => own.sessions.create());
  await keyed('look at it', () => owner.apiKeys.get(made.id));
};
