// A key of Guardian's, Hellgate's vault that stands alone: with scopes, and a life in seconds.

export const life = async ({ guardian, credentials, vaults, step, keyed, refused, line }) => {
  const baseUrl = `${vaults}/hellgate`;
  const admin = guardian({ baseUrl, adminToken: credentials.adminToken });

  const scopes = ['admin:api-keys:create', 'admin:api-keys:read', 'pci:tokens:create'];
  const made = await keyed('create a key', () => admin.apiKeys.create({ scopes, expiresIn: 3600 }));
  const secret = made.secret.reveal();
  const own = guardian({ baseUrl, apiKey: secret, scopes });
  await step('use it: list the keys, masked', async () => (await own.apiKeys.list()).slice(-1).map(line).join(' | '));
  await refused('hand on what it does not hold: nothing is sent', 'scope_not_held', () => own.apiKeys.create({ scopes: ['pci:tokens:delete'] }));
  await refused('the same, and the vault says it', 'not_permitted', () => guardian({ baseUrl, apiKey: secret }).apiKeys.create({ scopes: ['pci:tokens:delete'] }));
  await keyed('restrict it', () => admin.apiKeys.update(made.id, { scopes: ['pci:tokens:create'] }));
  await refused('do what it has lost', 'not_permitted', () => own.apiKeys.list());
  await keyed('give it back', () => admin.apiKeys.update(made.id, { scopes }));

  const brief = await keyed('create one that lives for a second', () => admin.apiKeys.create({ scopes, expiresIn: 1 }));
  const soon = guardian({ baseUrl, apiKey: brief.secret.reveal() });
  await refused('use it until it has expired', 'key_rejected', async () => {
    const end = performance.now() + 10000;
    while (performance.now() < end) await soon.apiKeys.list();
  });
  await keyed('look at it', () => admin.apiKeys.get(brief.id));
  await step('delete it', () => admin.apiKeys.delete(made.id));
  await refused('look at it', 'not_found', () => admin.apiKeys.get(made.id));
};
