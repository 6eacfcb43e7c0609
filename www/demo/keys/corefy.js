// Two keys, of type Test: what they may do is decided once. The vendor makes them in its dashboard alone; here the
// sandbox does.

export const life = async ({ corefy, corefyPermissions, corefyPreset, credentials, vaults, step, keyed, refused, line }) => {
  const common = { accountId: credentials.accountId, baseUrl: `${vaults}/corefy`, keysUrl: `${vaults}/_sandbox/corefy` };
  const owner = corefy({ ...common, apiKey: credentials.apiKey });
  const order = () => ({ referenceId: `life-${crypto.randomUUID()}`, currency: 'USD', amount: 42, service: 'payment_card_usd_hpp' });

  const writes = await keyed('create a key by a preset', () => owner.apiKeys.create({ type: 'Test', name: 'Till', description: 'at the door', preset: 'Full access' }));
  const own = corefy({ ...common, apiKey: writes.secret.reveal() });
  const invoice = await own.invoices.create(order());
  await step('use it: an invoice', async () => invoice.status);

  const switches = corefyPermissions('Read-only').filter((one) => one !== 'payment_scheme:view');
  await step('the preset of Read-only without one switch', async () => corefyPreset(switches));
  const reads = await keyed('create a key that reads, by its switches', () => owner.apiKeys.create({ type: 'Test', name: 'Books', permissions: switches }));
  const reader = corefy({ ...common, apiKey: reads.secret.reveal() });
  await step('read the invoice with it', async () => (await reader.invoices.get(invoice.id)).status);
  await refused('make one with it', 'not_permitted', () => reader.invoices.create(order()));
  await refused('make a key with a permission that there is not', 'scope_invalid', () => owner.apiKeys.create({ type: 'Test', permissions: ['everything:edit'] }));
  await step('list the keys, masked', async () => (await owner.apiKeys.list()).slice(-2).map(line).join(' | '));
  await step('revoke both', async () => {
    await owner.apiKeys.revoke(writes.id);
    await owner.apiKeys.revoke(reads.id);
  });
  await refused('use the first', 'key_rejected', () => own.invoices.create(order()));
  await keyed('look at it', () => owner.apiKeys.get(writes.id));
};
