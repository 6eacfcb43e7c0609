// A key of Guardian's, Hellgate's vault that stands alone: with scopes, and a life in seconds.

export const life = async ({ guardian, credentials, vaults, sandbox, step, keyed, refused, line }) => {
  const baseUrl = `${vaults}/hellgate`;
  const admin = guardian({ baseUrl, adminToken: credentials.adminToken });

  const scopes = ['admin:api-keys:create', 'admin:api-keys:read', 'pci:tokens:create'];
  const made = await keyed('create a key', () => admin.apiKeys.create({ scopes, expiresIn: 20 }));
  const secret = made.secret.reveal();
  const own = guardian({ baseUrl, apiKey: secret, scopes });
  await step('use it: list the keys, masked', async () => (await own.apiKeys.list()).slice(-1).map(line).join(' | '));
  await refused('hand on what it does not hold: nothing is sent', 'scope_not_held', () => own.apiKeys.create({ scopes: ['pci:tokens:delete'] }));
  await refused('the same, and the vault says it', 'not_permitted', () => guardian({ baseUrl, apiKey: secret }).apiKeys.create({ scopes: ['pci:tokens:delete'] }));
  await keyed('restrict it', () => admin.apiKeys.update(made.id, { scopes: ['pci:tokens:create'] }));
  await refused('do what it has lost', 'not_permitted', () => own.apiKeys.list());
  await keyed('give it back', () => admin.apiKeys.update(made.id, { scopes }));

  // The sandbox's time goes on only; what the shop signs for another vault is good for some minutes around it.
  await sandbox('clock', 'POST', { advanceMs: 20000 });
  await refused('use it twenty seconds later', 'key_rejected', () => own.apiKeys.list());
  await step('delete it', () => admin.apiKeys.delete(made.id));
  await refused('look at it', 'not_found', () => admin.apiKeys.get(made.id));
};
