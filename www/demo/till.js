// What the shop's pages have in common: asking the shop's server, and telling the shopper. Nothing here knows a vault.

const find = (id) => document.getElementById(id);

/** Asks the shop's server. An empty answer means that it gave none. */
export const ask = async (path, body = {}) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
  return response?.ok ? response.json().catch(() => ({})) : {};
};

export const say = (text) => {
  find('problem').textContent = text;
  find('problem').hidden = !text;
  if (find('again')) find('again').hidden = true;
};

const KINDS = { gift_card: 'gift card', ach: 'bank account' };

/** Puts the receipt in the form's place. */
export const receipt = ({ order, token, did, more }) => {
  const facts = {
    order,
    did,
    token: token.id,
    'vault-used': token.vault,
    'card-used': [token.brand ?? KINDS[token.kind], token.last4 && `•••• ${token.last4}`].filter(Boolean).join(' '),
  };
  for (const [id, text] of Object.entries(facts)) {
    find(id).textContent = text;
    find(id).closest('div').hidden = !text;
  }
  if (more) Object.assign(find('more'), { href: more.href, textContent: more.text, hidden: false });
  find('checkout').hidden = true;
  find('paid').hidden = false;
  find('paid').focus();
};

/** The shopper's bank wants to see the shopper: its page takes a form, and sends the shopper back to ours. */
const visit = ({ url, params }) => {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: url, hidden: true });
  for (const [name, value] of Object.entries(params)) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  document.body.append(form);
  form.submit();
};

/** What a page does with what came of an element; `what` is to be checked where a field is wrong. */
export const till = (card, what = 'card details') => {
  const pay = find('pay');

  const busy = (is) => {
    // What went wrong stays until the shopper tries again.
    if (is) say('');
    pay.ariaBusy = String(is);
    pay.disabled = is || !card.state?.complete;
  };

  const charge = async (token) => {
    if (token.nextAction) return visit(token.nextAction);
    const answer = await ask('/checkout/pay', { token });
    if (answer.paid) {
      // The frame's process ends with it, and what the browser kept there.
      card.unmount();
      return receipt(answer);
    }
    // The token is spent, and the fields are empty: the shopper starts with a fresh form.
    card.clear();
    say(answer.problem ?? 'The shop did not answer. Please look for a receipt before you try again.');
  };

  // What was sent may have arrived: the shop's server asks the vault.
  const look = async () => {
    const answer = await ask('/checkout/outcome');
    if (answer.paid) return receipt(answer);
    say(answer.problem ?? 'The shop did not answer. Please look for a receipt before you try again.');
  };

  const show = async (error) => {
    // What is wrong with a field stands beneath that field already.
    if (error.kind === 'validation') return say(`Please check the ${what}.`);
    if (error.kind === 'vault' && error.fields) return say('The card was not accepted. Please check its details.');
    if (error.code === 'card_refused') return say('The card was not accepted. Nothing was paid. Please try another card.');
    if (['unknown_outcome', 'aborted', 'frame_gone'].includes(error.code)) return look();
    if (error.retryable) return say('That did not work. Nothing was paid. Please try again.');
    say(`The payment cannot be made right now. Nothing was paid. (${error.code})`);
  };

  card.on('submit', () => find('checkout').requestSubmit());
  card.on('loaderror', ({ code }) => {
    // No other grant is given for a cart that is paid.
    if (code === 'grant_unavailable') ask('/checkout/outcome').then((answer) => answer.paid && receipt(answer));
    say(code === 'session_expired' ? 'The card form has waited for too long. Nothing was paid.' : `The card form could not be loaded. (${code})`);
    find('again').hidden = false;
  });
  find('again').addEventListener('click', () => {
    say('');
    card.unmount();
    card.mount('#card');
  });
  return { busy, charge, show };
};
