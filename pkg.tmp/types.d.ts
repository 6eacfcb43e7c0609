/** The vaults that a grant can be for. */
export type VaultName = 'clover' | 'vaultera' | 'payconex' | 'hellgate' | 'corefy';

/** A brand of card. */
export type Brand =
  | 'visa' | 'mastercard' | 'american-express' | 'diners-club' | 'discover' | 'jcb' | 'unionpay' | 'maestro'
  | 'elo' | 'mir' | 'hiper' | 'hipercard' | 'verve' | 'rupay' | 'dankort' | 'troy' | 'uatp' | 'cartes-bancaires';

/** A field of the form. */
export type FieldName = 'number' | 'expiry' | 'cvc' | 'name' | 'postalCode';

interface GrantBase {
  /** What it may be used for. `card` is meant when absent. */
  scope?: 'card' | 'show_card' | 'show_service_code';
  /** Where the vault is, without a final slash, when it is not the vendor's own address. */
  baseUrl?: string;
  /**
   * For how many more seconds it is good, where your server knows. A form of our own asks for another grant after
   * that, before a card is sent; a grant whose time is over already is `session_expired`.
   */
  expiresIn?: number;
}

/** Clover: the merchant's public key. */
export interface CloverGrant extends GrantBase {
  vault: 'clover';
  /** `production` is meant when absent. */
  environment?: 'production' | 'sandbox';
  /** The `apiAccessKey` of the key service. Public. */
  apiKey: string;
  /** As the key service gave it: `false` is an error before any card is sent. */
  active?: boolean;
  /**
   * A key of Clover's `keys.json`, as it stands there (`TA_PUBLIC_KEY_DEV` for the sandbox, `TA_PUBLIC_KEY_PROD`).
   * With it the card number leaves the frame encrypted for that key.
   */
  encryptionKey?: string;
}

/**
 * Clover: where the frame asks for the key itself.
 *
 * For a sandbox or a trusted back office alone. The bearer opens all that the merchant's app may do: in a shop,
 * every shopper could read it.
 */
export interface CloverKeyServiceGrant extends GrantBase {
  vault: 'clover';
  environment?: 'production' | 'sandbox';
  pakms: {
    /** The whole address of the key service. */
    url: string;
    /** An OAuth access token. */
    bearer: string;
  };
}

/** Vaultera: a one-off session token. */
export interface VaulteraGrant extends GrantBase {
  vault: 'vaultera';
  environment?: 'production';
  sessionToken: string;
}

/**
 * Vaultera: what `reveal` opens, once. Each token is a session token of its scope and works a single time.
 */
export interface VaulteraRevealGrant extends GrantBase {
  vault: 'vaultera';
  scope: 'show_card' | 'show_service_code';
  environment?: 'production';
  cardToken: string;
  /** Of the grant's own scope. */
  sessionToken: string;
  /** Of scope `show_service_code`, in a grant of scope `show_card`: the page then has a button for the security code. */
  serviceCodeToken?: string;
}

/** PayConex: the bearer token of one instance of the checkout component. */
export interface PayConexGrant extends GrantBase {
  vault: 'payconex';
  environment?: 'production' | 'sandbox';
  bearerToken: string;
}

/** Hellgate: a tokenization session, or one that refreshes the security code of a stored card. */
export interface HellgateGrant extends GrantBase {
  vault: 'hellgate';
  environment?: 'production' | 'sandbox';
  sessionId: string;
}

/** Corefy: one invoice at the card gateway. Test or live is a matter of the invoice. */
export interface CorefyGrant extends GrantBase {
  vault: 'corefy';
  environment?: 'production';
  invoiceId: string;
  /** The invoice's `flow_data.metadata.token`. */
  bearer: string;
}

/** A field of a gift card's form. */
export type GiftCardFieldName = 'number' | 'securityCode' | 'accessCode';

/** A field of a bank account's form. */
export type BankAccountFieldName =
  | 'firstName' | 'lastName' | 'businessName' | 'routingNumber' | 'accountNumber' | 'identityNumber' | 'identityState'
  | 'email' | 'phone' | 'line1' | 'line2' | 'city' | 'state' | 'postalCode';

/** What a browser may hold for one purpose. Your server makes it. */
export type Grant = CloverGrant | CloverKeyServiceGrant | VaulteraGrant | VaulteraRevealGrant | PayConexGrant | HellgateGrant | CorefyGrant;

/** Who can do something about an error. */
export type ErrorKind = 'validation' | 'network' | 'vault' | 'session' | 'load' | 'config' | 'aborted' | 'timeout' | 'internal';

/** What went wrong. README.md lists the codes. */
export type ErrorCode =
  | 'card_invalid' | 'instrument_invalid' | 'network_failed' | 'unknown_outcome'
  | 'card_refused' | 'number_refused' | 'cvc_refused' | 'expiry_refused' | 'brand_refused' | 'request_refused'
  | 'vault_unavailable' | 'rate_limited' | 'bad_response' | 'page_silent' | 'page_refused' | 'three_d_secure_unsupported' | 'encryption_failed'
  | 'grant_unavailable' | 'key_rejected' | 'key_disabled' | 'bearer_rejected' | 'session_expired' | 'session_spent'
  | 'grant_invalid' | 'key_missing' | 'vault_unknown' | 'vault_mismatch' | 'scope_mismatch'
  | 'environment_unknown' | 'environment_mismatch' | 'secret_in_browser' | 'element_mismatch' | 'busy'
  | 'gesture_required' | 'frame_not_visible'
  | 'aborted' | 'timed_out' | 'internal'
  | 'frame_timeout' | 'frame_gone' | 'frame_crashed' | 'wasm_blocked' | 'wasm_failed' | 'file_failed' | 'version_mismatch';

/** An error of a call. Holds no value, no URL and no words of the vault. */
export interface CallError {
  kind: ErrorKind;
  code: ErrorCode;
  /** Whether the same call may succeed later, unchanged. */
  retryable: boolean;
  /** The fields at fault, each with its code. */
  fields?: Partial<Record<FieldName | GiftCardFieldName | BankAccountFieldName, string>>;
  /** The vault's own code for its refusal. */
  reason?: string;
  /** How long to wait, in milliseconds, where the vault said so. */
  retryAfterMs?: number;
}
