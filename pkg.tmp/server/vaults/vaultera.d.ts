import type { Client, ClientOptions, Created, KeyRecord, Limits, Passed, Scope } from '../common.js';

export interface VaulteraOptions extends ClientOptions {
  apiKey: string;
}

/** A key as the vault shows it. It has no expiry and no scopes, and what is revoked stays revoked. */
export interface VaulteraKey extends KeyRecord {
  readonly status: 'active' | 'revoked';
  /** The free note. `label` is the same. */
  readonly description?: string;
  /** `...` and the last six characters. `masked` is the same. */
  readonly apiKey: string;
  readonly revokedAt?: string;
}

/** A card on its way in. Whoever holds one has the whole of PCI DSS on their hands. */
export interface VaulteraNewCard {
  cardNumber: string;
  cardholderName: string;
  /** `MM`. */
  expirationMonth: string;
  /** `YYYY`. */
  expirationYear: string;
  serviceCode?: string;
  /** Such as `visa`. */
  cardType?: string;
}

/** A stored card, masked. */
export interface VaulteraCard {
  readonly cardToken: string;
  /** The first six and the last four digits. */
  readonly cardNumber: string;
  readonly cardType?: string;
  readonly cardholderName?: string;
  readonly expirationMonth?: string;
  readonly expirationYear?: string;
}

/**
 * A request in which the vault fills in the card: `%CARD_NUMBER%`, `%CARDHOLDER_NAME%`, `%SERVICE_CODE%`,
 * `%EXPIRATION_MM%`, `%EXPIRATION_YYYY%`, `%EXPIRATION_YY%`, `%CARD_TYPE%`.
 */
export interface VaulteraRequest {
  /** POST by default. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'HEAD';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** The card that a grant of scope `show_card` or `show_service_code` is for. */
export interface VaulteraShown {
  cardToken: string;
  /** With `show_card`: whether the card's page has a button for the security code. The vault forgets it once shown. */
  serviceCode?: boolean;
}

export interface Vaultera extends Client<VaulteraShown> {
  readonly vault: 'vaultera';
  sessions: {
    /** A one-off token for one of the vault's pages. */
    create(wanted: { scope: Scope }, limits?: Limits): Promise<string>;
  };
  apiKeys: {
    list(limits?: Limits): Promise<VaulteraKey[]>;
    create(wanted?: { description?: string }, limits?: Limits): Promise<Created<VaulteraKey>>;
    get(id: string, limits?: Limits): Promise<VaulteraKey>;
    /** For good: the next call with it is refused. */
    revoke(id: string, limits?: Limits): Promise<void>;
  };
  cards: {
    store(card: VaulteraNewCard, limits?: Limits): Promise<VaulteraCard>;
    get(cardToken: string, limits?: Limits): Promise<VaulteraCard>;
    delete(cardToken: string, limits?: Limits): Promise<void>;
    /** Sends the request with the card filled in; the answer is the target's, whatever its status. Never tried again. */
    send(cardToken: string, request: VaulteraRequest, limits?: Limits): Promise<Passed>;
  };
}

export function vaultera(options: VaulteraOptions): Vaultera;
