// Gift cards and bank accounts (ACH), where the vault is Clover.

import type { Billing, CardEvents, FieldState, FormOptions, Shown, TokenizeResult } from './index.js';
import type { BankAccountFieldName, GiftCardFieldName } from './types.js';

/** What a text of these forms says. README.md has where they stand; the form's own file of words has them in English. */
export type InstrumentMessageCode =
  | 'title_giftCard' | 'title_bankAccount' | 'label_gift_number' | 'label_security_code' | 'label_access_code'
  | 'label_holder' | 'holder_person' | 'holder_company' | 'label_first_name' | 'label_last_name' | 'label_business_name'
  | 'label_account' | 'account_checking' | 'account_savings' | 'label_routing_number' | 'label_account_number'
  | 'label_identity' | 'identity_driver_license' | 'identity_ssn' | 'identity_tax_id' | 'identity_military_id'
  | 'label_identity_number' | 'label_identity_state' | 'label_email' | 'label_phone' | 'label_line1' | 'label_line2'
  | 'label_city' | 'label_state' | 'label_zip' | 'optional' | 'choose' | 'placeholder_gift_number'
  | 'placeholder_routing_number' | 'placeholder_account_number' | 'placeholder_phone' | 'placeholder_zip'
  | 'gift_number_required' | 'gift_number_incomplete' | 'gift_number_too_long' | 'security_code_required'
  | 'security_code_incomplete' | 'access_code_required' | 'access_code_incomplete' | 'first_name_required'
  | 'last_name_required' | 'business_name_required' | 'holder_is_number' | 'holder_character' | 'holder_too_long'
  | 'routing_number_required' | 'routing_number_incomplete' | 'routing_number_too_long' | 'routing_number_checksum'
  | 'account_number_required' | 'account_number_incomplete' | 'account_number_too_long' | 'identity_number_required'
  | 'identity_number_incomplete' | 'identity_number_character' | 'identity_number_too_long' | 'email_required'
  | 'email_invalid' | 'phone_required' | 'phone_invalid' | 'address_required' | 'address_invalid' | 'city_required'
  | 'state_required' | 'postal_required' | 'postal_incomplete' | 'postal_character' | 'postal_too_long'
  | 'instrument_invalid' | 'frame_crashed';

export type InstrumentTexts = { readonly [code in InstrumentMessageCode]?: string };

/** What both forms can be told. */
export interface InstrumentOptions extends Omit<FormOptions, 'messages'> {
  /** Your own texts, before ours: for every language, or by language. */
  messages?: InstrumentTexts | { readonly [language: string]: InstrumentTexts };
}

export interface GiftCardOptions extends InstrumentOptions {
  /** The security code on the back. `'optional'` when absent: not every gift card has one. */
  securityCode?: Shown;
  /** The access code that gift cards of another issuer than Clover's own have. Not shown by default. */
  accessCode?: Shown;
}

/** What the shopper agrees to, for a debit of the account. Your page shows the text before it asks for a token. */
export interface Agreement {
  /** Clover's id of the text. It differs between sandbox and production. */
  id: string;
  /** Clover's name of its kind, such as `E_CHECK_ICA_PERSONAL_SETTLEMENT`. */
  type?: string;
  /** The language that it was shown in. */
  locale?: string;
}

/** What you know of the account's holder: a field for it is not shown. */
export interface KnownHolder {
  email?: string;
  phone?: string;
  /** The address. Each line that is there is not asked for; where `line1` is, `line2` is not either. */
  billing?: Billing;
}

export interface BankAccountOptions extends InstrumentOptions, KnownHolder {
  agreement: Agreement;
}

/** What is known of the form. Never what was typed. */
export interface InstrumentState<Name extends string> {
  empty: boolean;
  /** `tokenize()` can be asked. */
  complete: boolean;
  valid: boolean;
  potentiallyValid: boolean;
  /** These have none. */
  brand: null;
  brands: [];
  focused: Name | null;
  /** Those that are shown. */
  fields: Partial<Record<Name, FieldState>>;
}

export interface InstrumentEvents<Name extends string> extends Omit<CardEvents, 'change' | 'focus' | 'blur' | 'brandschange'> {
  change: InstrumentState<Name>;
  focus: { field: Name };
  blur: { field: Name };
}

export interface InstrumentTokenizeOptions extends KnownHolder {
  /** Aborting it settles the call at once, with kind `aborted`. */
  signal?: AbortSignal;
  /** In milliseconds. 15,000 by default. */
  timeoutMs?: number;
}

/** The same as a card's, with other fields. `token.kind` is `gift_card` or `ach`. */
export interface Instrument<Name extends string, Options> {
  /** The last state; `null` before the first. */
  readonly state: InstrumentState<Name> | null;
  /** Resolves once the form is in charge; rejects with a `TokenframeError` when it cannot start. */
  readonly ready: Promise<void>;
  mount(target: string | Element): Promise<void>;
  unmount(): void;
  update(options: Partial<Options>): void;
  /** Puts the focus in a field; in the first that is not yet right when none is named. */
  focus(field?: Name): void;
  blur(): void;
  /** Forgets what was typed. */
  clear(): void;
  on<Event extends keyof InstrumentEvents<Name>>(name: Event, listener: (detail: InstrumentEvents<Name>[Event]) => void): () => void;
  destroy(): void;
  /** What you hand over here stands for a field that was left empty. */
  tokenize(options?: InstrumentTokenizeOptions): Promise<TokenizeResult>;
}

export type GiftCard = Instrument<GiftCardFieldName, GiftCardOptions>;
export type BankAccount = Instrument<BankAccountFieldName, BankAccountOptions>;
