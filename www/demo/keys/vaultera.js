// A secondary key: made by the master key, traded for session tokens, revoked. It has neither scopes nor an expiry:
// what restricts is the session token that it is traded for.

export const life = async ({ vaultera, credentials, vaults, step, keyed, refused, line }) => {
  const baseUrl = `${vaults}/vaultera`;
  const master = vaultera({ apiKey: credentials.apiKey, baseUrl });

  const made = await keyed('create a key', () => master.apiKeys.create({ description: 'checkout server' }));
  const secret = made.secret.reveal();
  await refused('see it once more', 'secret_spent', async () => made.secret.reveal());
  const own = vaultera({ apiKey: secret, baseUrl });

  let token;
  await step('use it: a session token for the capture form', async () => {
    token = await own.sessions.create({ scope: 'card' });
    return `a token of scope card, ${token.length} signs`;
  });
  const opens = async (path) => `${(await fetch(`${baseUrl}/api/v1/${path}session_token=${token}`)).status}`;
  await step('open the form with it', () => opens('capture_form?'));
  const card = await own.cards.store({ cardNumber: '4111111111111111', cardholderName: 'ADA EXAMPLE', expirationMonth: '12', expirationYear: '2030' });
  await step('open a stored card with it, which its scope does not allow', () => opens(`show_card?card_token=${card.cardToken}&`));
  await step('delete that card', () => own.cards.delete(card.cardToken));
  await step('list the keys, masked', async () => (await master.apiKeys.list()).slice(-2).map(line).join(' | '));
  await step('revoke the key', () => master.apiKeys.revoke(made.id));
  await refused('use it again', 'key_rejected', () => own.sessions.create({ scope: 'card' }));
  await keyed('look at it', () => master.apiKeys.get(made.id));
};
