// A merchant's public key: the merchant consents, the code becomes tokens, and they open the key service. There is one
// key for each merchant and app, without an expiry, and only Clover disables it.

export const life = async ({ clover, cloverOAuth, credentials, vaults, sandbox, step, keyed, refused }) => {
  const baseUrl = `${vaults}/clover`;
  let kept = null;
  const oauth = cloverOAuth({
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    baseUrl,
    authorizeUrl: `${baseUrl}/oauth/v2/authorize`,
    store: { load: () => kept, save: (tokens) => (kept = tokens) },
  });

  const page = oauth.authorizeUrl({ redirectUri: 'http://localhost/back', state: 'of this visit' });
  const back = await fetch(page, { redirect: 'manual' });
  const code = new URL(back.headers.get('location')).searchParams.get('code');
  await step('trade the code that came back for tokens', () => oauth.exchange({ code }));
  await refused('trade it once more', 'refresh_rejected', () => oauth.exchange({ code }));

  const merchant = clover({ environment: 'sandbox', accessToken: oauth.accessToken, baseUrl });
  const key = await keyed("the merchant's key", () => merchant.publicKey());
  await step('use it: a grant for a frame', async () => ((await merchant.grant({ scope: 'card' })).apiKey === key.apiAccessKey ? 'holds the key' : 'holds another'));
  const before = kept;
  kept = { ...kept, accessTokenExpiration: 0 };
  await step('an access token that has ended is renewed', async () => ((await oauth.accessToken()) === before.accessToken ? 'the old one' : 'a new one'));
  await step('its refresh token was replaced before anybody got it', async () => `${kept.refreshToken !== before.refreshToken}`);
  kept = { ...before, accessTokenExpiration: 0 };
  await refused('spend the old refresh token once more', 'refresh_rejected', () => oauth.accessToken());
  kept = { ...before };

  await sandbox('clover/key', 'POST', { active: false });
  try {
    await keyed('Clover disables the key', () => merchant.publicKey());
    const another = clover({ environment: 'sandbox', accessToken: oauth.accessToken, baseUrl });
    await refused('ask for a grant', 'key_disabled', () => another.grant({ scope: 'card' }));
  } finally {
    await sandbox('clover/key', 'POST', { active: true });
  }
  await keyed('Clover enables it', () => merchant.publicKey());
};
