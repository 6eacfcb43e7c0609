// What each code means to whoever manages keys, and what to do. Codes are tokenframe/server's, and the dashboard's own.

const WORDS = {
  network_failed: ['The vault cannot be reached.', 'Check the connection of the dashboard’s server, then try again.'],
  timed_out: ['The vault did not answer in time.', 'If you were creating or changing something, look at the list before you do it again.'],
  unknown_outcome: ['The answer was lost.', 'It may have been done. Look at the list before you try again.'],
  vault_unavailable: ['The vault has a problem of its own.', 'Wait a moment and try again. Nothing is wrong with your keys.'],
  rate_limited: ['The vault was asked too often.', 'Wait a moment and try again.'],
  bad_response: ['The vault answered something that is not in its documents.', 'Try again. If it stays, tell the vault’s support.'],
  request_refused: ['The vault refused this.', 'Check the values. The vault does not say more.'],
  key_rejected: ['The vault does not accept the key that this dashboard works with.', 'It may have been revoked. Put another one into the server’s environment and start it again.'],
  key_disabled: ['The key is disabled.', 'Only the vault can enable it again.'],
  bearer_rejected: ['The vault does not accept the access token that this dashboard works with.', 'Let the merchant sign in again, and start the server with a new token.'],
  scope_not_held: ['This dashboard’s key does not hold a scope that you chose.', 'A key can only hand on what it holds itself. Uncheck that scope, or work with a key that holds it.'],
  scope_invalid: ['A scope or permission that you chose does not exist.', 'Choose from the list.'],
  label_invalid: ['The label is not accepted.', 'Use 3 to 100 letters, digits, spaces, “-” and “_”.'],
  lifetime_invalid: ['The lifetime is not accepted.', 'Choose a time in the future.'],
  account_invalid: ['An account number is not accepted.', 'Each has 12 digits.'],
  auth_method_invalid: ['The method is not accepted.', 'Choose HMAC, BASIC or both.'],
  keys_url_missing: ['There is no address to manage these keys at.', 'The vendor has its own dashboard for this.'],
  not_permitted: ['This dashboard’s key may not do this.', 'It lacks a scope or a permission. Work with a key that has it.'],
  refresh_rejected: ['The merchant’s tokens are spent.', 'Let the merchant sign in again.'],
  call_invalid: ['The dashboard asked for something that there is not.', 'Reload the page. If it stays, please report it.'],
  not_found: ['There is no such key any more.', 'Somebody may have deleted it. Reload the list.'],
  key_in_use: ['This dashboard works with that key.', 'Give the server another key first.'],
  not_set_up: ['This vault is not set up here.', 'Start the dashboard’s server with these variables in its environment:'],
  sandbox_only: ['Only the sandbox can do this.', 'The vendor does it in its own dashboard.'],
  session_stale: ['This page is from before the server was started.', 'Reload the page.'],
  dashboard_silent: ['The dashboard’s own server does not answer.', 'See that it runs, then try again.'],
  body_invalid: ['The dashboard’s server does not understand what this page sent.', 'Nothing was done. Reload the page. If it stays, please report it.'],
  body_too_long: ['This is more than the dashboard’s server takes at once.', 'Nothing was done. Make the texts shorter.'],
  internal: ['Something went wrong in the dashboard.', 'It may have been done: look at the list before you try again. The server’s log says where it went wrong; please report it.'],
};

/** What to say of an error: `[what happened, what to do]`. */
export const wordsFor = ({ code }) => WORDS[code] ?? ['The vault refused this.', 'Its code is below.'];

/** What a refusal is: the vault, or we, looked at the request and did nothing. */
const REFUSALS = { kinds: ['config', 'session', 'validation'], codes: ['request_refused', 'rate_limited'] };

/** Whether something may be otherwise than a page shows it after this error: done in spite of it, or gone before. */
export const mayBeDone = ({ kind, code }) => code === 'not_found' || !(REFUSALS.kinds.includes(kind) || REFUSALS.codes.includes(code));

export const known = Object.keys(WORDS);
