import { createTokenframe } from 'tokenframe';

const pay = document.querySelector('#pay');
const problem = document.querySelector('#problem');

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
  else show(result.error); // { kind, code, retryable, fields? }
  busy(false);
});
// README: end

async function charge(token) {
  const response = await fetch('/checkout/pay', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => null);
  const answer = response?.ok ? await response.json().catch(() => ({})) : {};
  if (!answer.paid) {
    // The token is spent, and the fields are empty: the shopper starts with a fresh form.
    card.clear();
    return say(answer.problem ?? 'The shop did not answer. Please look for a receipt before you try again.');
  }
  const facts = {
    order: answer.order,
    token: token.id,
    'vault-used': token.vault,
    'card-used': [token.brand, token.last4 && `•••• ${token.last4}`].filter(Boolean).join(' '),
  };
  for (const [id, text] of Object.entries(facts)) document.getElementById(id).textContent = text;
  document.querySelector('#checkout').hidden = true;
  const paid = document.querySelector('#paid');
  paid.hidden = false;
  paid.focus();
}

function show(error) {
  // What is wrong with a field stands beneath that field already.
  if (error.kind === 'validation') return say('Please check the card details.');
  if (error.kind === 'vault' && error.fields) return say('The card was not accepted. Please check its details.');
  if (error.code === 'unknown_outcome') return say('The vault did not answer. You were not charged. Please try again later.');
  if (error.retryable) return say('That did not work. Nothing was paid. Please try again.');
  say(`The payment cannot be made right now. Nothing was paid. (${error.code})`);
}

function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

function busy(is) {
  // What went wrong stays until the shopper tries again.
  if (is) say('');
  pay.ariaBusy = String(is);
  pay.disabled = is || !card.state?.complete;
}

card.on('submit', () => document.querySelector('#checkout').requestSubmit());
card.on('loaderror', ({ code }) => say(`The card form could not be loaded. (${code})`));

// The vault is the server's business: the shop's page is the same for all of them.
for (const choice of document.querySelectorAll('input[name=vault]')) {
  choice.checked = document.cookie.includes(`vault=${choice.value}`) || choice.defaultChecked;
  choice.addEventListener('change', () => {
    document.cookie = `vault=${choice.value}; path=/; samesite=strict`;
    say('');
    pay.disabled = true;
    card.unmount();
    card.mount('#card');
  });
}
