// The errors of a call, by kind, and which of them may go well another time. Codes are permanent: a test compares with
// those that the form knows.

const KINDS = {
  validation: ['card_invalid', 'instrument_invalid'],
  network: ['network_failed', 'unknown_outcome'],
  vault: [
    'number_refused', 'cvc_refused', 'expiry_refused', 'brand_refused', 'card_refused', 'request_refused', 'vault_unavailable', 'rate_limited',
    'bad_response', 'page_refused', 'three_d_secure_unsupported', 'encryption_failed',
  ],
  session: ['page_silent', 'grant_unavailable', 'key_rejected', 'key_disabled', 'bearer_rejected', 'session_expired', 'session_spent'],
  config: [
    'element_mismatch', 'grant_invalid', 'key_missing', 'vault_unknown', 'vault_mismatch', 'scope_mismatch', 'environment_unknown',
    'environment_mismatch', 'secret_in_browser', 'gesture_required', 'frame_not_visible', 'busy',
  ],
  load: ['frame_timeout', 'frame_gone', 'frame_crashed', 'wasm_blocked', 'wasm_failed', 'file_failed', 'version_mismatch'],
  aborted: ['aborted'],
  timeout: ['timed_out'],
  internal: ['internal'],
};
const RETRYABLE = [
  'network_failed', 'vault_unavailable', 'rate_limited', 'page_silent', 'page_refused', 'grant_unavailable', 'session_expired', 'session_spent',
  'frame_not_visible', 'busy', 'timed_out', ...KINDS.load,
];

/** An error of a call as the form gives it, by its code; `more` holds `fields`, `reason` or `retryAfterMs`. */
export const callError = (code, more = {}) => {
  const kind = Object.keys(KINDS).find((kind) => KINDS[kind].includes(code));
  if (!kind) throw new TypeError(`There is no error '${code}'`);
  return { kind, code, retryable: RETRYABLE.includes(code), ...more };
};
