import type { Brand } from '../../types.js';
import type { Client, ClientOptions, Created, KeyRecord, Limits } from '../common.js';

export interface CorefyOptions extends ClientOptions {
  /** The commerce account, `coma_…`. */
  accountId: string;
  apiKey: string;
  /** `sk_…`, for the signatures of callbacks. */
  privateKey?: string;
  /** Where the card gateway is, when it is not the vendor's own. */
  cardGateway?: string;
  /** Where `apiKeys` are managed. The vendor has no address for it, only its dashboard; Tokenframe's sandbox has one. */
  keysUrl?: string;
}

export interface CorefyOrder {
  referenceId: string;
  /** ISO 4217. */
  currency: string;
  /** In major units. */
  amount: number | string;
  /** How it is paid, such as `payment_card_usd_hpp`. A grant needs one. */
  service?: string;
  description?: string;
  testMode?: boolean;
  callbackUrl?: string;
  /** Where the bank sends the shopper back to. */
  returnUrl?: string;
  /** Your own id of the shopper. A token needs one. */
  customer?: string;
  /** Whether the card is to become a token. `true` in grants. */
  tokenize?: boolean;
  /** A stored card to pay with. */
  token?: string;
}

export interface CorefyInvoice {
  id: string;
  status: string;
  resolution?: string;
  referenceId?: string;
  testMode: boolean;
  /** What lets a frame pay it by card; in the answer to its making only. */
  bearer?: string;
  /** The stored card, for later payments. It stays on your server. */
  token?: string;
  brand?: Brand;
  last4?: string;
  expMonth?: number;
  expYear?: number;
}

/** What a permission is about. */
export type CorefyEntity =
  | 'customer' | 'currency_account' | 'merchant_account'
  | 'payment_route' | 'payment_statement' | 'payment_transaction' | 'payment_commit'
  | 'payment_request' | 'payment_command' | 'payment_scheme';

export type CorefyPermission = `${CorefyEntity}:${'view' | 'edit'}`;

export type CorefyPreset = 'Read-only' | 'Write' | 'Full access' | 'Custom';

/** A key as the sandbox shows it. What it may do was decided when it was made. */
export interface CorefyKey extends KeyRecord {
  readonly status: 'active' | 'revoked';
  readonly environment: 'live' | 'test';
  readonly type: 'Live' | 'Test';
  readonly name?: string;
  readonly description?: string;
  readonly preset: CorefyPreset;
  /** `scopes` is the same. */
  readonly permissions: readonly CorefyPermission[];
  readonly revokedAt?: string;
}

export interface CorefyKeySettings {
  type: 'Live' | 'Test';
  name?: string;
  description?: string;
  /** One of the presets; or the switches themselves as `permissions`. */
  preset?: Exclude<CorefyPreset, 'Custom'>;
  permissions?: readonly CorefyPermission[];
}

export interface Corefy extends Client<CorefyOrder> {
  readonly vault: 'corefy';
  invoices: {
    create(order: CorefyOrder, limits?: Limits): Promise<CorefyInvoice>;
    get(id: string, limits?: Limits): Promise<CorefyInvoice>;
  };
  /** The invoice in a callback; `null` where its `X-Signature` is not the account's. `body` as it came. */
  callback(body: string | Uint8Array, signature: string | null | undefined): CorefyInvoice | null;
  /** Needs `keysUrl`. */
  apiKeys: {
    list(limits?: Limits): Promise<CorefyKey[]>;
    /** Refused before it is sent: `scope_invalid` for permissions or a preset that there is not. */
    create(settings: CorefyKeySettings, limits?: Limits): Promise<Created<CorefyKey>>;
    get(id: string, limits?: Limits): Promise<CorefyKey>;
    revoke(id: string, limits?: Limits): Promise<void>;
  };
}

export function corefy(options: CorefyOptions): Corefy;
/** The switches of the vendor's form, in its order. */
export function corefyEntities(): readonly Readonly<{ entity: CorefyEntity; group: 'Merchant' | 'Payments' }>[];
/** The switches that a preset puts on. */
export function corefyPermissions(preset: Exclude<CorefyPreset, 'Custom'>): readonly CorefyPermission[];
/** The preset that these switches are; `Custom` as soon as one differs. */
export function corefyPreset(permissions: readonly CorefyPermission[]): CorefyPreset;
