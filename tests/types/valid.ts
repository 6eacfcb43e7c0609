// Lines that must compile.
import { createTokenframe, TokenframeError } from 'tokenframe';
import type { Appearance, CallError, CardState, Grant, Token } from 'tokenframe';
import { clover, cloverOAuth, corefy, corefyPreset, grantHandler, guardian, hellgate, nodeHandler, payconex, vaultera } from 'tokenframe/server';
import type { Created, KeyRecord, PayConexKey, Secret } from 'tokenframe/server';
import { define, TokenframeCardElement } from 'tokenframe/element';
import { CardElement, CardNumberElement, RevealElement, TokenframeProvider, useTokenframe } from 'tokenframe/react';
import type { CardHandle } from 'tokenframe/react';
import { callError, cardField, createTokenframe as createFake, fake, fillCard } from 'tokenframe/testing';
import { createElement, createRef } from 'react';
import { cvc, expiry, holder, number, postalCode } from 'tokenframe/card';

const tf = createTokenframe({ frame: 'https://card.example.com/1.0.0/', grant: '/checkout/grant' });
createTokenframe({
  frame: 'https://card.example.com/1.0.0/',
  vault: 'clover',
  grant: async ({ scope }): Promise<Grant> => ({ vault: 'clover', scope, apiKey: 'public' }),
});

createTokenframe({ frame: 'https://card.example.com/', grant: '/grant', locale: 'auto', messages: { number_required: 'Your card number, please' } });
tf.create('card', { locale: ['de-AT', 'fr'], messages: { de: { label_number: 'Nummer' }, 'pt-BR': { title: 'Cartão' }, ga: { label_name: 'Ainm' } } }).update({ locale: 'zh-Hant' });

const card = tf.create('card', { name: true, postalCode: 'auto', brands: ['visa', 'mastercard'] });
card.update({ bin: async ({ bin }) => (bin.length > 6 ? { accepted: false, message: 'No' } : { brands: ['cartes-bancaires', 'visa'] }) });
tf.create('number', { bin: () => {} });
const mounted: Promise<void> = card.mount('#card');
const off: () => void = card.on('change', (state: CardState) => state.fields.number?.code);
card.on('loaderror', ({ code }) => code === 'frame_timeout');
card.on('submit', () => off());

tf.create('card', {
  appearance: {
    theme: 'dark',
    variables: { accent: 'light-dark(#123, #abc)', size: '1.125rem', font: 'Inter, sans-serif' },
    rules: { input: { borderWidth: '0 0 2px', fontWeight: 500 }, 'input:focus': { boxShadow: 'none' }, 'label:invalid': { color: 'var(--tf-danger)' } },
    fonts: [{ family: 'Inter', src: '/inter.woff2', weight: '100 900' }],
  },
});
const gift = tf.create('giftCard', { securityCode: true, accessCode: 'optional', messages: { label_gift_number: 'Voucher' } });
gift.on('change', ({ fields, complete }) => fields.securityCode?.touched === complete);
gift.focus('accessCode');
const account = tf.create('bankAccount', { agreement: { id: 'of the text', locale: 'en-US' }, email: 'ines@example.com', billing: { line1: '8 Quay Street' } });
account.update({ phone: '4155550100' });
account.tokenize({ billing: { city: 'Rye' } }).then((result) => result.ok || result.error.fields?.routingNumber);
const appearance: Appearance = { variables: {} };
card.update({ appearance });

const result = await card.tokenize({ signal: new AbortController().signal, timeoutMs: 15000, billing: { postalCode: '94107' } });
if (result.ok) {
  const token: Token = result.token;
  token.last4?.length;
  token.preferredBrand === 'cartes-bancaires';
  token.nextAction?.params.creq;
  const kind: 'card' | 'payment' | 'ach' | 'gift_card' = token.kind;
  const keep: boolean | undefined = token.save;
  [kind, keep];
} else {
  const error: CallError = result.error;
  if (error.kind === 'validation') error.fields?.expiry;
  error.reason?.length;
}

const grants: Grant[] = [
  { vault: 'clover', apiKey: 'public', encryptionKey: 'as published', environment: 'sandbox', active: true },
  { vault: 'vaultera', sessionToken: 'once' },
  { vault: 'payconex', bearerToken: 'of one instance', environment: 'sandbox' },
  { vault: 'hellgate', sessionId: 'of one session', environment: 'sandbox', expiresIn: 900 },
  { vault: 'corefy', invoiceId: 'cpi_1', bearer: 'of that invoice', baseUrl: 'https://checkout.brand.example' },
];
grants.length;
tf.create('cvc').tokenize({ save: true });

const checked = number('4111');
checked.cvc?.length;
expiry('12/30', { now: { year: 2026, month: 11 } }).month;
expiry('12/30', { now: new Date() });
cvc('123', { brand: checked.brand });
holder('Ines Moreau').potentiallyValid;
postalCode('94107', { country: 'US' }).code;
new TokenframeError('frame_url_invalid').code;
const vault = payconex({ accountId: '120615523104', keyId: 'api_1', secret: 'secret', configuration: 'ifr_1' });
const handler: (request: Request) => Promise<Response> = grantHandler({ vault, authorize: async (request) => request.headers.has('cookie') && { person: 'ines', details: { timeout: 600 } } });
handler(new Request('https://shop.example/checkout/grant')).then((response) => response.status);
nodeHandler(handler).length;
grantHandler({
  vaults: [vault, clover({ accessToken: 'secret' }), corefy({ accountId: 'coma_1', apiKey: 'secret' })],
  authorize: (_, { vault }) => ({ details: vault === 'corefy' ? { referenceId: 'o' } : undefined, granted: async (grant) => void (grant.vault === 'corefy' && grant.invoiceId) }),
});
hellgate({ apiKey: 'secret' }).grant({ scope: 'card' }, { token: 'stored' }, { timeoutMs: 5000 });
const invoice = await corefy({ accountId: 'coma_1', apiKey: 'secret' }).invoices.create({ referenceId: 'o', currency: 'USD', amount: 42 });
invoice.token?.length;
const made: Created<PayConexKey> = await vault.apiKeys.create({ label: 'till', scopes: ['pcx:iframe:*', 'pcx:added:since'], expiresAt: null });
const seen: Secret = made.secret;
seen.reveal().length;
const shared: KeyRecord[] = [made, ...(await vaultera({ apiKey: 'secret' }).apiKeys.list()), ...(await guardian({ baseUrl: 'https://g.example', adminToken: 'secret' }).apiKeys.list())];
shared.map(({ status, environment }) => [status === 'expired', environment === 'live']);
await vault.apiKeys.update(made.id, { enabled: false });
const oauth = cloverOAuth({ clientId: 'ABCDEFGH12345', store: { load: () => null, save: async () => {} } });
clover({ apiAccessKey: 'public', environment: 'sandbox' });
clover({ accessToken: oauth.accessToken }).publicKey().then(({ active }) => active);
corefyPreset(['customer:view']) === 'Custom';
const shown = tf.reveal('card', { grant: '/staff/reveal-grant', hideAfterMs: 20000 });
shown.on('hidden', () => shown.destroy());
shown.on('loaderror', ({ code }) => code === 'gesture_required' || code === 'frame_not_visible');
tf.reveal('serviceCode', { grant: async ({ scope }): Promise<Grant> => ({ vault: 'vaultera', scope: scope === 'card' ? 'show_card' : scope, cardToken: 'c', sessionToken: 'once' }) }).hide();
vaultera({ apiKey: 'secret' }).grant({ scope: 'show_card' }, { cardToken: 'c', serviceCode: true });
grantHandler({ vault: vaultera({ apiKey: 'secret' }), scopes: ['show_card'], authorize: (_, { address }) => ({ person: address, details: { cardToken: 'c' } }), audit: async ({ person, card }) => void [person, card] });
await shown.mount('#stored-card');
await mounted;

define();
define({ frame: 'https://card.example.com/1.0.0/', grant: async () => grants[0]!, appearance: { theme: 'dark' } });
const element = document.createElement('tokenframe-card');
element.options = { name: true, brands: ['visa'], grant: '/checkout/grant' };
element.required = true;
element.addEventListener('tokenframe-change', ({ detail }) => detail.fields.number?.code);
element.addEventListener('tokenframe-token', ({ detail }) => detail.last4?.length);
element.addEventListener('tokenframe-error', ({ detail }) => detail.retryable);
element.addEventListener('click', ({ clientX }) => clientX);
element.focus('cvc');
document.body.append(element, new TokenframeCardElement() as unknown as Node);
document.querySelector('tokenframe-number')?.reportValidity();
document.createElement('tokenframe-reveal').hide();

const handle = createRef<CardHandle>();
createElement(
  TokenframeProvider,
  { frame: 'https://card.example.com/', grant: '/grant', vault: 'clover', locale: 'de' },
  createElement(CardElement, { ref: handle, name: 'optional', className: 'card', 'data-testid': 'card', 'aria-label': 'Card', onChange: ({ complete }) => complete, onLoadError: ({ code }) => code }),
  createElement(CardNumberElement, { onFocus: ({ field }) => field === 'number' }),
  createElement(RevealElement, { type: 'serviceCode', grant: '/staff/grant', hideAfterMs: 5000 }),
);
handle.current?.tokenize({ save: true }).then((result) => result.ok && result.token.id);
const { state, pending, tokenize: ask } = useTokenframe();
[state?.complete, pending, (await ask()).ok];

const fakeCard = createFake({ frame: 'https://card.example.com/', grant: '/grant' }).create('card', { name: true });
fakeCard.fill({ number: '4242424242424242', expiry: '12/30', cvc: '123' }).emit('expired');
fakeCard.emit('loaderror', callError('frame_timeout'));
fake.next(callError('card_refused', { reason: 'do_not_honor' }));
fake.next(async () => ({ id: 'tok_1' }));
fake.reset();
// As much as matters of Playwright's.
interface Locator {
  inputValue(): Promise<string>;
}
declare const page: { locator(selector: string, options?: object): Locator; goto(url: string): Promise<unknown> };
await fillCard(page, { number: '4242424242424242', expiry: '12/30', cvc: '123' }, { timeout: 5000 });
(await cardField<Locator>(page, 'number')).inputValue();
