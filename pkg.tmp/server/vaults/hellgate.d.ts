import type { Client, ClientOptions, Created, KeyRecord, Limits, Passed } from '../common.js';

export interface HellgateOptions extends ClientOptions {
  environment?: 'production' | 'sandbox';
  apiKey: string;
  /** For a scoped key: the account's operating model. What the key cannot reach is then refused before it is sent. */
  scoped?: HellgateModel;
  /** Where `apiKeys` are managed. The vendor has no address for it, only its dashboard; Tokenframe's sandbox has one. */
  keysUrl?: string;
}

/** How an account is run. Only the last two have scoped keys. */
export type HellgateModel = 'primary_merchant' | 'platform' | 'ecosystem' | 'managed_ecosystem';

export interface HellgateSession {
  /** Leaves out the bank's identification of the holder. */
  bypassIdentification?: boolean;
  /** How many seconds the token lives, 1 to 2,592,000. Such a token gets no network token. */
  expirationTime?: number;
}

/** A stored card, masked. */
export interface HellgateToken {
  readonly id: string;
  readonly cardholderName?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  readonly expiryMonth?: number;
  readonly expiryYear?: number;
  /** Where the token itself ends. */
  readonly expiresAt?: string;
  readonly issuerIdentificationNumber?: string;
  readonly maskedAccountNumber?: string;
  readonly networkTokenStatus?: 'active' | 'inactive' | 'pending' | 'failed' | 'deleted' | (string & {});
  /** As the vault writes it, `VISA`. */
  readonly scheme?: string;
}

export interface HellgateFilter {
  /** 1 to 500, 50 by default. */
  limit?: number;
  /** From 1. */
  page?: number;
  /** `YYYY-MM-DD`. */
  from?: string;
  to?: string;
  sort?: 'created_at asc' | 'created_at desc';
  networkTokenStatus?: readonly string[];
}

export interface HellgatePage<Item> {
  readonly items: Item[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** What a network token pays with, once. `encryptedAuthenticationData` is sealed for the merchant's `encryption_key`. */
export interface HellgatePaymentData {
  readonly id: string;
  readonly tokenId?: string;
  /** In minor units. */
  readonly amount?: number;
  readonly currencyCode?: string;
  readonly reference?: string;
  readonly merchantId?: string;
  readonly createdAt?: string;
  readonly success: boolean;
  readonly encryptedAuthenticationData?: string;
  readonly failures: readonly { classifier?: string; message?: string }[];
}

/**
 * A request in which the vault fills in the card: `{{ account_number }}`, `{{ cardholder_name }}`,
 * `{{ expiration_year }}`, `{{ expiration_month }}`, `{{ security_code }}`, each with ` | unwrap` for a number.
 */
export interface HellgateRequest {
  /** The stored card. */
  token: string;
  /** Where to. It must be on the account's list. */
  url: string;
  /** At most eight: the credential of the payment provider, for one. */
  headers?: Readonly<Record<string, string>>;
  /** JSON with the placeholders, as text. */
  body: string;
}

/** A key as the sandbox shows it. */
export interface HellgateKey extends KeyRecord {
  readonly status: 'active' | 'revoked';
  readonly label: string;
  /** For a scoped key, the merchants that it is for. */
  readonly merchants?: readonly string[];
  readonly revokedAt?: string;
}

export interface Hellgate extends Client<{ token?: string } & HellgateSession> {
  readonly vault: 'hellgate';
  sessions: { create(settings?: HellgateSession, limits?: Limits): Promise<string> };
  tokens: {
    list(filter?: HellgateFilter, limits?: Limits): Promise<HellgatePage<HellgateToken>>;
    get(id: string, limits?: Limits): Promise<HellgateToken>;
    delete(id: string, limits?: Limits): Promise<void>;
    /** A session for the security code of a stored card. */
    refreshSession(token: string, limits?: Limits): Promise<string>;
    paymentData(id: string, page?: { limit?: number; page?: number }, limits?: Limits): Promise<HellgatePage<HellgatePaymentData>>;
  };
  paymentData: {
    create(token: string, wanted: { amount: number; currencyCode: string; reference: string; merchantId?: string }, limits?: Limits): Promise<HellgatePaymentData>;
    /** Sends the body where the merchant's settings say, with the network token filled in. */
    forward(id: string, request: { body: string }, limits?: Limits): Promise<Passed>;
  };
  /** Sends the request with the card filled in; the answer is the target's. Never tried again. */
  forward(request: HellgateRequest, limits?: Limits): Promise<Passed>;
  /** Needs `keysUrl`. */
  apiKeys: {
    list(limits?: Limits): Promise<HellgateKey[]>;
    /** With `merchants`, a scoped key: the account must be run as an ecosystem. */
    create(wanted: { label: string; merchants?: readonly string[] }, limits?: Limits): Promise<Created<HellgateKey>>;
    get(id: string, limits?: Limits): Promise<HellgateKey>;
    revoke(id: string, limits?: Limits): Promise<void>;
  };
}

export type GuardianScope =
  | 'admin:api-keys:create' | 'admin:api-keys:read' | 'admin:api-keys:update' | 'admin:api-keys:delete'
  | 'admin:webhooks:create' | 'admin:webhooks:read' | 'admin:webhooks:delete'
  | 'admin:types:create' | 'admin:types:read' | 'admin:types:delete'
  | 'pci:tokens:create' | 'pci:tokens:read' | 'pci:tokens:update' | 'pci:tokens:delete' | 'pci:tokens:forward'
  | 'network:tokens:create' | 'network:tokens:read' | 'network:tokens:delete' | 'network:tokens:use'
  | 'generic:tokens:create' | 'generic:tokens:read' | 'generic:tokens:delete'
  | 'metadata:inquiry:create';

/** A key of Guardian's, Hellgate's vault that stands alone. */
export interface GuardianKey extends KeyRecord {
  readonly status: 'active' | 'expired';
  readonly scopes: readonly (GuardianScope | (string & {}))[];
}

export interface GuardianOptions extends ClientOptions {
  /** The cluster's address. */
  baseUrl: string;
  /** The administration's token; or a key as `apiKey`. */
  adminToken?: string;
  apiKey?: string;
  /** What that key holds, if you know: what it lacks is refused before it is sent. */
  scopes?: readonly GuardianScope[];
  now?: () => number;
}

export interface Guardian {
  apiKeys: {
    list(limits?: Limits): Promise<GuardianKey[]>;
    /** `expiresIn`: seconds, 1 to 7,776,000. Refused before it is sent: `scope_invalid`, `lifetime_invalid`, `scope_not_held`. */
    create(wanted: { scopes: readonly GuardianScope[]; expiresIn?: number }, limits?: Limits): Promise<Created<GuardianKey>>;
    get(id: string, limits?: Limits): Promise<GuardianKey>;
    update(id: string, changes: { scopes: readonly GuardianScope[] }, limits?: Limits): Promise<GuardianKey>;
    delete(id: string, limits?: Limits): Promise<void>;
  };
}

export function hellgate(options: HellgateOptions): Hellgate;
export function guardian(options: GuardianOptions): Guardian;
/** The endpoints that a scoped key reaches, as `GET /tokens/{id}`; none where the model has no scoped keys. */
export function hellgateScopedEndpoints(model: HellgateModel): readonly string[];
/** Every scope of Guardian's. */
export function guardianScopes(): readonly GuardianScope[];
