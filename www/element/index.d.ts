import type {
  Appearance, BankAccount, BankAccountOptions, BinVerdict, CallError, CardEvents, CardOptions, CardState, FieldName, GiftCard, GiftCardOptions,
  RevealOptions, Token, TokenframeOptions, TokenizeOptions, TokenizeResult,
} from '../index.js';

export { TokenframeError } from '../index.js';
export type { Appearance, BinVerdict, CallError, CardState, FieldName, Token, TokenizeResult };

/** What an element does not say itself. */
export type ElementDefaults = Partial<TokenframeOptions>;

/**
 * Makes the elements known to the document, and says what they ask for where they do not say themselves. Once more adds to
 * that, and is harmless; on a server it defines nothing.
 */
export function define(defaults?: ElementDefaults, registry?: CustomElementRegistry): void;

type Settings = Partial<Pick<TokenframeOptions, 'frame' | 'grant' | 'vault'>>;

/** The events of an element. They bubble, and get out of shadow roots. */
export interface ElementEventMap<State = CardState, Field extends string = FieldName> {
  'tokenframe-ready': CustomEvent<null>;
  'tokenframe-change': CustomEvent<State>;
  'tokenframe-focus': CustomEvent<{ field: Field }>;
  'tokenframe-blur': CustomEvent<{ field: Field }>;
  /** Enter was pressed. Unless it is prevented, the form's first button is pressed. */
  'tokenframe-submit': CustomEvent<null>;
  'tokenframe-escape': CustomEvent<null>;
  'tokenframe-brandschange': CustomEvent<CardEvents['brandschange']>;
  'tokenframe-expiring': CustomEvent<CardEvents['expiring']>;
  'tokenframe-expired': CustomEvent<null>;
  'tokenframe-loaderror': CustomEvent<CallError>;
  /** A call went well, */
  'tokenframe-token': CustomEvent<Token>;
  /** or did not: also where the form was to be submitted. */
  'tokenframe-error': CustomEvent<CallError>;
}

interface FieldMembers<State, Field extends string, Options> {
  /** What attributes cannot say, and all that they can. Comes before them; to set it replaces what was set. */
  options: Settings & Partial<Options>;
  /** With a name it is asked for a token when its form is submitted. */
  name: string;
  required: boolean;
  disabled: boolean;
  /** The id of the token, as it stands in the form's data; empty while there is none. */
  readonly value: string;
  readonly token: Token | null;
  /** What is known of the form; `null` before it is there. */
  readonly state: State | null;
  readonly ready: Promise<void>;
  readonly form: HTMLFormElement | null;
  readonly labels: NodeList;
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;
  setCustomValidity(message: string): void;
  /** Puts the focus in a field; in the first that is not yet right when none is named. */
  focus(field?: Field | FocusOptions): void;
  clear(): void;
  tokenize(options?: TokenizeOptions): Promise<TokenizeResult>;
  addEventListener<Name extends keyof ElementEventMap<State, Field>>(name: Name, listener: (event: ElementEventMap<State, Field>[Name]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(name: Name, listener: (event: HTMLElementEventMap[Name]) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(name: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

type Plain = Omit<HTMLElement, 'focus' | 'addEventListener'>;

export interface TokenframeCardElement extends Plain, FieldMembers<CardState, FieldName, CardOptions> {}
export interface TokenframeGiftCardElement extends Plain, FieldMembers<NonNullable<GiftCard['state']>, keyof NonNullable<GiftCard['state']>['fields'] & string, GiftCardOptions> {}
export interface TokenframeBankAccountElement extends Plain, FieldMembers<NonNullable<BankAccount['state']>, keyof NonNullable<BankAccount['state']>['fields'] & string, BankAccountOptions> {}

export interface TokenframeRevealElement extends HTMLElement {
  options: Settings & RevealOptions;
  hide(): void;
}

/** The classes. They make elements once they are defined. */
export declare const TokenframeCardElement: { new (): TokenframeCardElement; prototype: TokenframeCardElement; readonly formAssociated: true };
export declare const TokenframeNumberElement: typeof TokenframeCardElement;
export declare const TokenframeExpiryElement: typeof TokenframeCardElement;
export declare const TokenframeCvcElement: typeof TokenframeCardElement;
export declare const TokenframeNameElement: typeof TokenframeCardElement;
export declare const TokenframePostalCodeElement: typeof TokenframeCardElement;
export declare const TokenframeGiftCardElement: { new (): TokenframeGiftCardElement; prototype: TokenframeGiftCardElement; readonly formAssociated: true };
export declare const TokenframeBankAccountElement: { new (): TokenframeBankAccountElement; prototype: TokenframeBankAccountElement; readonly formAssociated: true };
export declare const TokenframeRevealElement: { new (): TokenframeRevealElement; prototype: TokenframeRevealElement };

declare global {
  interface HTMLElementTagNameMap {
    'tokenframe-card': TokenframeCardElement & HTMLElement;
    'tokenframe-number': TokenframeCardElement & HTMLElement;
    'tokenframe-expiry': TokenframeCardElement & HTMLElement;
    'tokenframe-cvc': TokenframeCardElement & HTMLElement;
    'tokenframe-name': TokenframeCardElement & HTMLElement;
    'tokenframe-postal-code': TokenframeCardElement & HTMLElement;
    'tokenframe-gift-card': TokenframeGiftCardElement & HTMLElement;
    'tokenframe-bank-account': TokenframeBankAccountElement & HTMLElement;
    'tokenframe-reveal': TokenframeRevealElement;
  }
}
