// Where the bank sends the shopper back to. What the address says proves nothing: the server asks the vault.

import { ask, receipt } from '/till.js';

const order = new URLSearchParams(location.search).get('order');
const answer = await ask('/checkout/result', { order });
if (answer.paid) receipt(answer);
else {
  document.querySelector('#state').textContent = 'Not paid';
  document.querySelector('#problem').textContent = answer.problem ?? 'The shop did not answer. Please look for a receipt before you try again.';
  document.querySelector('#ways').hidden = false;
}
document.querySelector('#checkout').ariaBusy = 'false';
