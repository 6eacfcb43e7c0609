// What is no card: a gift card, or a bank account, whose holder the shop knows already.

import { createTokenframe } from 'tokenframe';
import { chosen, looks, wear } from '/looks.js';
import { till } from '/till.js';

const isAccount = location.pathname.endsWith('/bank-account');
const pay = document.querySelector('#pay');
const look = chosen();
const tf = createTokenframe({ frame: 'http://127.0.0.1:4101/', vault: 'clover', grant: '/checkout/grant', appearance: looks[look] });
const element = isAccount
  ? tf.create('bankAccount', {
      // Clover's general agreement for its sandbox; this page shows what it says.
      agreement: { id: '2c74dcc0-61ad-4f08-8764-a29aeb98f4a4', type: 'E_CHECK_ICA_PERSONAL_SETTLEMENT', locale: 'en-US' },
      email: 'ines@example.com',
      phone: '4155550100',
      billing: { line1: '8 Quay Street', city: 'Rye', state: 'NY', postalCode: '10580' },
    })
  : tf.create('giftCard');
const { busy, charge, show } = till(element, 'details');

wear(look);
document.querySelector('#agreement').hidden = !isAccount;
pay.disabled = true;
element.on('change', (state) => (pay.disabled = !state.complete));
element.mount('#card');

document.querySelector('#checkout').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (pay.ariaBusy === 'true') return;
  busy(true);
  const result = await element.tokenize();
  if (result.ok) await charge(result.token);
  else await show(result.error);
  busy(false);
});
