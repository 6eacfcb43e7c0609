import type { Brand, CallError, Grant, VaultName } from '../index.js';

/** Thrown by every call that does not work. Holds no key, no URL and no words of a vault. */
export class TokenframeError extends Error {
  readonly name: 'TokenframeError';
  readonly kind: CallError['kind'];
  readonly code: string;
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** The vault's own code for its refusal. */
  readonly reason?: string;
  /** How long to wait, in milliseconds, where the vault said so. */
  readonly retryAfterMs?: number;
}

/** What a session or grant may be used for. */
export type Scope = 'card' | 'show_card' | 'show_service_code';

/** The bounds of one call. */
export interface Limits {
  signal?: AbortSignal;
  /** In milliseconds. 10,000 by default. */
  timeoutMs?: number;
}

/** What every vault takes. */
export interface ClientOptions {
  /** In place of the vendor's own address. */
  baseUrl?: string;
  /** In place of the runtime's. */
  fetch?: typeof globalThis.fetch;
}

/** What every vault gives. */
export interface Client<Details> {
  readonly vault: VaultName;
  /** Trades the key for what a browser may hold, for one purpose. */
  grant(wanted: { scope: Scope }, details?: Details, limits?: Limits): Promise<Grant>;
}

export interface CloverOptions extends ClientOptions {
  environment?: 'production' | 'sandbox';
  /** The merchant's OAuth access token; or the key itself as `apiAccessKey`. */
  accessToken?: string;
  apiAccessKey?: string;
  /** Where the key service is, when it is not below `baseUrl`. */
  keysUrl?: string;
  /** A key of Clover's `keys.json`: the card number leaves the frame encrypted. */
  encryptionKey?: string;
}

export interface Clover extends Client<void> {
  readonly vault: 'clover';
  /** The merchant's public key. Asked for once. */
  key(limits?: Limits): Promise<string>;
}

export interface VaulteraOptions extends ClientOptions {
  apiKey: string;
}

export interface Vaultera extends Client<void> {
  readonly vault: 'vaultera';
  sessions: {
    /** A one-off token for one of the vault's pages. */
    create(wanted: { scope: Scope }, limits?: Limits): Promise<string>;
  };
}

export interface PayConexOptions extends ClientOptions {
  environment?: 'production' | 'sandbox';
  /** 12 digits. */
  accountId: string;
  keyId: string;
  secret: string;
  /** `hmac` by default; `basic` in the sandbox alone. */
  auth?: 'hmac' | 'basic';
  /** The configuration that grants are made of. */
  configuration?: string;
  /** Milliseconds since 1970, for signatures. */
  now?: () => number;
}

/** A JSON body of the vault's documents. */
export type Settings = { readonly [name: string]: unknown };

export interface PayConexInstance {
  id: string;
  bearerToken: string;
  transactionId?: string;
}

export interface PayConex extends Client<{ configuration?: string; timeout?: number } & Settings> {
  readonly vault: 'payconex';
  iframes: {
    /** Makes a configuration; the answer is its id. */
    create(settings: { label: string; allowedPaymentMethods: readonly string[]; allowedParentDomains: readonly string[] } & Settings, limits?: Limits): Promise<string>;
  };
  instances: {
    create(configuration: string, settings: { label: string } & Settings, limits?: Limits): Promise<PayConexInstance>;
  };
}

export interface HellgateOptions extends ClientOptions {
  environment?: 'production' | 'sandbox';
  apiKey: string;
}

export interface HellgateSession {
  /** Leaves out the bank's identification of the holder. */
  bypassIdentification?: boolean;
  /** How many seconds the token lives, 1 to 2,592,000. Such a token gets no network token. */
  expirationTime?: number;
}

export interface Hellgate extends Client<{ token?: string } & HellgateSession> {
  readonly vault: 'hellgate';
  sessions: { create(settings?: HellgateSession, limits?: Limits): Promise<string> };
  tokens: {
    /** A session for the security code of a stored card. */
    refreshSession(token: string, limits?: Limits): Promise<string>;
  };
}

export interface CorefyOptions extends ClientOptions {
  /** The commerce account, `coma_…`. */
  accountId: string;
  apiKey: string;
  /** `sk_…`, for the signatures of callbacks. */
  privateKey?: string;
  /** Where the card gateway is, when it is not the vendor's own. */
  cardGateway?: string;
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

export interface Corefy extends Client<CorefyOrder> {
  readonly vault: 'corefy';
  invoices: {
    create(order: CorefyOrder, limits?: Limits): Promise<CorefyInvoice>;
    get(id: string, limits?: Limits): Promise<CorefyInvoice>;
  };
  /** The invoice in a callback; `null` where its `X-Signature` is not the account's. `body` as it came. */
  callback(body: string | Uint8Array, signature: string | null | undefined): CorefyInvoice | null;
}

export function clover(options: CloverOptions): Clover;
export function vaultera(options: VaulteraOptions): Vaultera;
export function payconex(options: PayConexOptions): PayConex;
export function hellgate(options: HellgateOptions): Hellgate;
export function corefy(options: CorefyOptions): Corefy;

/** Who may have the grant, and what it is for. */
export interface Allowed {
  /** Who asks. A grant that shows a card is given to a person only; the limit counts by it. */
  person?: string;
  /** What the vault's `grant` takes beside the scope: an order, an instance's settings. */
  details?: unknown;
  /** Another vault than the handler's. */
  vault?: Client<never>;
}

export interface GrantHandlerOptions {
  vault?: Client<never>;
  /** Whether this request may have this grant; nothing where it may not. */
  authorize(request: Request, wanted: { scope: Scope; vault?: VaultName }): Allowed | null | undefined | false | Promise<Allowed | null | undefined | false>;
  /** Other origins than the handler's own whose pages may ask. */
  origins?: readonly string[];
  /** How many grants a person may have, in so many milliseconds (60,000 by default). */
  limit?: { most: number; per?: number };
  /** Hears of every answer. Never of a secret. */
  audit?(entry: { at: number; status: number; code?: string; scope?: Scope; vault?: VaultName }): void;
  now?: () => number;
}

/** A web-standard handler for `POST`, to be mounted where `grant` of the page points. */
export function grantHandler(options: GrantHandlerOptions): (request: Request) => Promise<Response>;

/** As in `node:http`; Express adds `body` and `originalUrl`. */
export interface NodeRequest {
  method?: string;
  url?: string;
  originalUrl?: string;
  headers: Record<string, string | string[] | undefined>;
  body?: unknown;
}

export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(text: string): unknown;
  once(name: 'close', listener: () => void): unknown;
}

/** The same for `node:http` and Express. */
export function nodeHandler(handler: (request: Request) => Promise<Response>): (incoming: NodeRequest, outgoing: NodeResponse) => Promise<void>;
