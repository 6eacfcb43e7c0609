import { createTokenframe } from 'tokenframe';
import { chosen, looks, wear } from '/looks.js';
import { say, till } from '/till.js';

const pay = document.querySelector('#pay');

// README: begin
const tf = createTokenframe({
  frame: 'http://127.0.0.1:4101/', // where the frame is served: never the shop's own origin
  grant: '/checkout/grant', // your server says which vault, and what the frame may hold
});
const card = tf.create('card');
card.on('change', (state) => (pay.disabled = !state.complete));
card.mount('#card');

document.querySelector('#checkout').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (pay.ariaBusy === 'true') return; // a second click, or Enter again
  busy(true);
  const result = await card.tokenize();
  if (result.ok) await charge(result.token); // { id, vault, kind, brand, last4, expMonth, expYear }
  else await show(result.error); // { kind, code, retryable, fields? }
  busy(false);
});
// README: end

const { busy, charge, show } = till(card);

const dress = (name) => {
  wear(name);
  card.update({ appearance: looks[name] });
};
dress(chosen());
for (const choice of document.querySelectorAll('input[name=look]')) {
  choice.addEventListener('change', () => {
    document.cookie = `look=${choice.value}; path=/; samesite=strict`;
    dress(choice.value);
  });
}

// The vault is the server's business: the shop's page is the same for all of them.
for (const choice of document.querySelectorAll('input[name=vault]')) {
  choice.addEventListener('change', () => {
    document.cookie = `vault=${choice.value}; path=/; samesite=strict`;
    history.replaceState(null, '', `/${choice.value}`);
    say('');
    pay.disabled = true;
    card.unmount();
    card.mount('#card');
  });
}
