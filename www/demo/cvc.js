// A card that the vault has already, and its security code, which no vault may keep.

import { createTokenframe } from 'tokenframe';
import { ask, till } from '/till.js';

const pay = document.querySelector('#pay');
const stored = await ask('/checkout/stored');
const tf = createTokenframe({ frame: 'http://127.0.0.1:4101/', grant: '/checkout/code-grant' });
const code = tf.create('cvc', { title: 'Security code' });
const { busy, charge, show } = till(code);

document.querySelector('#stored').textContent = stored.card ?? 'none';
pay.disabled = true;
code.on('change', (state) => (pay.disabled = !state.complete));
if (stored.card) code.mount('#card');
else for (const node of document.querySelectorAll('[data-for]')) node.hidden = node.dataset.for === 'stored';

document.querySelector('#checkout').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (pay.ariaBusy === 'true') return;
  busy(true);
  const result = await code.tokenize();
  if (result.ok) await charge(result.token);
  else await show(result.error);
  busy(false);
});
