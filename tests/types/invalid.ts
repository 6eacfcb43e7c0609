// Lines that must not compile.
import { createTokenframe } from 'tokenframe';
import { clover, corefy, grantHandler, guardian, hellgate, vaultera } from 'tokenframe/server';
import { number } from 'tokenframe/card';
import { define } from 'tokenframe/element';
import { CardElement, TokenframeProvider, useTokenframe } from 'tokenframe/react';
import { callError, fake, fillCard } from 'tokenframe/testing';
import { createElement } from 'react';

// @ts-expect-error the frame's address is needed
createTokenframe({ grant: '/grant' });
// @ts-expect-error a grant is needed
createTokenframe({ frame: 'https://card.example.com/' });
// @ts-expect-error there is no such vault
createTokenframe({ frame: 'https://card.example.com/', grant: '/grant', vault: 'acme' });

// @ts-expect-error a secret key is no grant
createTokenframe({ frame: 'https://card.example.com/', grant: async () => ({ vault: 'hellgate', apiKey: 'secret' }) });

// @ts-expect-error neither the key nor the token that it is asked for with
clover({ environment: 'sandbox' });
// @ts-expect-error a vault needs its key
hellgate({});
// @ts-expect-error there is no such scope
hellgate({ apiKey: 'secret' }).grant({ scope: 'all' });
// @ts-expect-error Guardian has no such scope
guardian({ baseUrl: 'https://g.example', adminToken: 'secret' }).apiKeys.create({ scopes: ['pci:tokens:*'] });
// @ts-expect-error what a key of Corefy's may do cannot be changed
corefy({ accountId: 'coma_1', apiKey: 'secret' }).apiKeys.update('1', {});
// @ts-expect-error a secret is not a text
(await vaultera({ apiKey: 'secret' }).apiKeys.create()).secret.length;
// @ts-expect-error somebody must say who may have one
grantHandler({ vault: hellgate({ apiKey: 'secret' }) });
// @ts-expect-error a name is no vault
grantHandler({ vaults: ['hellgate'], authorize: () => ({}) });

const tf = createTokenframe({ frame: 'https://card.example.com/', grant: '/grant' });
// @ts-expect-error there is no such element
tf.create('wallet');
// @ts-expect-error the holder agrees to something
tf.create('bankAccount', { email: 'ines@example.com' });
// @ts-expect-error a gift card has no brand
tf.create('giftCard', { brands: ['visa'] });
// @ts-expect-error there is no such field
tf.create('giftCard').focus('cvc');
// @ts-expect-error there is no such brand
tf.create('card', { brands: ['vissa'] });

// @ts-expect-error there is no such text
tf.create('card', { messages: { number_requird: 'Number' } });
// @ts-expect-error nor in a language
tf.create('card', { messages: { de: { number_requird: 'Nummer' } } });
// @ts-expect-error a language has a name
tf.create('card', { locale: 7 });
// @ts-expect-error nothing else can be revealed
tf.reveal('number');
// @ts-expect-error what is revealed has no state that a page could read
tf.reveal('card').state;
// @ts-expect-error there is no such text
tf.reveal('card', { messages: { reveal_shwo: 'Karte zeigen' } });
// @ts-expect-error and no token
tf.reveal('card').tokenize();
// @ts-expect-error a grant to see a card names the card
vaultera({ apiKey: 'secret' }).grant({ scope: 'show_card' }, {});
// @ts-expect-error there is no such theme
tf.create('card', { appearance: { theme: 'blue' } });
// @ts-expect-error there is no such variable
tf.create('card', { appearance: { variables: { acent: 'red' } } });
// @ts-expect-error there is no such state
tf.create('card', { appearance: { rules: { 'input:active': {} } } });
// @ts-expect-error a property that could load a file
tf.create('card', { appearance: { rules: { input: { backgroundImage: 'none' } } } });
// @ts-expect-error a font is a file
tf.create('card', { appearance: { fonts: [{ family: 'Inter' }] } });

// @ts-expect-error only how a number begins is told
tf.create('card', { bin: ({ number }) => ({ accepted: !number }) });
// @ts-expect-error a verdict names brands that there are
tf.create('card', { bin: () => ({ brands: ['acme'] }) });

const card = tf.create('card');
// @ts-expect-error there is no such event
card.on('typed', () => {});
// @ts-expect-error the state holds no value
card.on('change', (state) => state.fields.number?.value);
const result = await card.tokenize();
// @ts-expect-error a token is there only when the call went well
result.token;
// @ts-expect-error the number is a text
number(4111111111111111);

// @ts-expect-error there is no such default
define({ farme: 'https://card.example.com/' });
// @ts-expect-error what is typed is no property
document.createElement('tokenframe-card').value.number;
// @ts-expect-error a value is read
document.createElement('tokenframe-card').value = 'tok';
// @ts-expect-error there is no such option
document.createElement('tokenframe-card').options = { brand: 'visa' };
// @ts-expect-error a gift card has no such field
document.createElement('tokenframe-gift-card').state?.fields.cvc;
// @ts-expect-error the frame's address is needed
createElement(TokenframeProvider, { grant: '/grant' });
// @ts-expect-error there is no such brand
createElement(CardElement, { brands: ['vissa'] });
// @ts-expect-error there is no such event
createElement(CardElement, { onTyped: () => {} });
// @ts-expect-error the state holds no value
createElement(CardElement, { onChange: (state) => state.fields.number?.value });
// @ts-expect-error a token is there only when the call went well
(await useTokenframe().tokenize()).token;
// @ts-expect-error there is no such error
callError('card_declined');
// @ts-expect-error there is no such event
fake.last()?.emit('typed');
// @ts-expect-error there is no such field
fillCard({ locator: () => ({}) }, { pin: '1234' });
export {};
