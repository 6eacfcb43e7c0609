import type { BankAccount, BankAccountOptions, GiftCard, GiftCardOptions, InstrumentTexts } from './instruments.js';
import type { Brand, CallError, FieldName, Grant, VaultName } from './types.js';

export * from './instruments.js';
export * from './types.js';

/** What your server, or your function, is asked for. */
export interface GrantRequest {
  /** `show_card` and `show_service_code` are asked for by `reveal`, once a person has pressed the frame's button. */
  scope: 'card' | 'show_card' | 'show_service_code';
  /** As given to `createTokenframe`. */
  vault?: VaultName;
}

/** `true`: shown and required. `'optional'`: shown. */
export type Shown = boolean | 'optional';

/** A language that the form speaks, as BCP 47 writes it. Any other tag is taken too, and finds the nearest. */
export type Language =
  | 'ar' | 'bg' | 'cs' | 'da' | 'de' | 'el' | 'en' | 'es' | 'fa' | 'fi' | 'fr' | 'he' | 'hr' | 'hu' | 'id'
  | 'it' | 'ja' | 'ko' | 'nb' | 'nl' | 'pl' | 'pt' | 'pt-BR' | 'ro' | 'sk' | 'sv' | 'th' | 'tr' | 'uk' | 'vi'
  | 'zh' | 'zh-Hant';

/** What a text says. README.md has them in English. */
export type MessageCode =
  | 'title' | 'label_number' | 'label_expiry' | 'label_cvc' | 'label_name' | 'label_postalCode' | 'label_brand'
  | 'placeholder_expiry' | 'placeholder_number' | 'placeholder_cvc' | 'placeholder_name'
  | 'placeholder_postalCode' | 'number_required' | 'number_incomplete' | 'number_character' | 'number_too_long'
  | 'number_unknown' | 'number_checksum' | 'brand_not_accepted' | 'expiry_required' | 'expiry_incomplete'
  | 'expiry_character' | 'expiry_month' | 'expiry_past' | 'expiry_too_far' | 'expiry_too_long' | 'cvc_required'
  | 'cvc_incomplete' | 'cvc_character' | 'cvc_too_long' | 'holder_required' | 'holder_is_number'
  | 'holder_character' | 'holder_too_long' | 'postal_required' | 'postal_incomplete' | 'postal_character'
  | 'postal_too_long' | 'number_refused' | 'expiry_refused' | 'cvc_refused' | 'brand_refused' | 'card_invalid'
  | 'unavailable' | 'frame_crashed';

/** Texts by what they say. They are shown as they are, up to 200 signs of each. */
export type Texts = { readonly [code in MessageCode]?: string };

/** What a shop may set of the look, each with what it takes: a colour, a length, or a list of fonts. */
export interface AppearanceVariables {
  /** The field that has the focus. */
  accent?: string;
  /** Labels, and what is typed. */
  text?: string;
  /** Placeholders, and the plain card. */
  muted?: string;
  border?: string;
  /** Behind what is typed. */
  surface?: string;
  danger?: string;
  radius?: string;
  /** A list of fonts, those of `fonts` among them. */
  font?: string;
  /** The size of the text, in `px` or `rem`. What is in `rem` elsewhere goes with it. */
  size?: string;
  /** The height of a field. */
  height?: string;
  /** Between two fields side by side. */
  gap?: string;
}

export type AppearancePart = 'input' | 'label' | 'error' | 'placeholder';
export type AppearanceState = 'hover' | 'empty' | 'complete' | 'invalid' | 'focus';
export type AppearanceProperty =
  | 'color' | 'backgroundColor' | 'opacity' | 'padding' | 'boxShadow' | 'transition'
  | 'border' | 'borderColor' | 'borderRadius' | 'borderStyle' | 'borderWidth'
  | 'outline' | 'outlineColor' | 'outlineOffset' | 'outlineStyle' | 'outlineWidth'
  | 'fontFamily' | 'fontSize' | 'fontStyle' | 'fontWeight' | 'letterSpacing' | 'lineHeight' | 'textTransform';

/** A font, as a file. Your page loads it, and hands the form its bytes. */
export interface AppearanceFont {
  family: string;
  /** The file's URL. Another origin must allow your page to read it (CORS). */
  src: string;
  weight?: string;
  style?: string;
}

/**
 * How the form looks. It looks well without. What is not of these lists, or has a value that could load anything, is
 * not taken, and its name is in the console.
 */
export interface Appearance {
  /** `auto` follows the `color-scheme` of your page. */
  theme?: 'auto' | 'light' | 'dark';
  variables?: AppearanceVariables;
  rules?: Partial<Record<AppearancePart | `${AppearancePart}:${AppearanceState}`, Partial<Record<AppearanceProperty, string | number>>>>;
  fonts?: readonly AppearanceFont[];
}

/** What every form can be told. */
export interface FormOptions {
  /**
   * Judges a card by its BIN: the first 6 digits of its number, or 8 where it has 16 digits or more. The form tells them
   * once they are typed and when they have changed; where there is no such function it tells none, and never more.
   * What is not said within 3 seconds, or thrown, refuses no card. Not for a vault's own form, which tells nobody.
   */
  bin?: (asked: { bin: string }) => BinVerdict | null | void | Promise<BinVerdict | null | void>;
  /**
   * The language of the form: a BCP 47 tag, or several in order. `'auto'`, which is meant when absent, stands for those
   * of the shopper's browser. English when none of them is spoken.
   */
  locale?: 'auto' | Language | (string & {}) | readonly (Language | (string & {}))[];
  /** Your own texts, before ours: for every language, or by language. */
  messages?: Texts | { readonly [language: string]: Texts };
  /** How the form looks. */
  appearance?: Appearance;
  /** The frame's title, for screen readers. Two words in the form's language when absent. */
  title?: string;
  /**
   * How the number and the security code are typed. `sealed`, which is meant when absent: each digit goes to the Wasm
   * before the input has it, and is drawn beside; the input holds a stand-in for each. `native`: the input holds them.
   */
  typing?: 'sealed' | 'native';
}

export interface CardOptions extends FormOptions {
  /** The name on the card. Not shown by default. */
  name?: Shown;
  /** The postal code. `'auto'` leaves it to the vault. Not shown by default. */
  postalCode?: Shown | 'auto';
  /** The brands that you take. All of them by default. */
  brands?: readonly Brand[];
  /**
   * For how many milliseconds what was typed outlives `unmount()`, for the next `mount()`. 0 when absent. A whole `card`
   * that was created without it keeps nothing.
   */
  keepMs?: number;
}

/** What you make of a card, by its BIN. What you do not say changes nothing. */
export interface BinVerdict {
  /** `false`: you do not take it. */
  accepted?: boolean;
  /**
   * The networks that the card belongs to, the one that you like best first. With two or more of those that you take, the
   * shopper chooses, and the first is chosen before.
   */
  brands?: readonly Brand[];
  /** What the shopper reads where you do not take it, up to 200 signs; our own words when absent. */
  message?: string;
}

/** Elements that stand in frames of their own and are one form. Each kind once a form. */
export type PartName = FieldName;

export interface TokenframeOptions extends Omit<CardOptions, 'messages'> {
  messages?: (Texts & InstrumentTexts) | { readonly [language: string]: Texts & InstrumentTexts };
  /** Where the frame is served: absolute, `https:`, and another origin than the page's. */
  frame: string;
  /** A URL on your server, asked with POST, or a function. */
  grant: string | ((request: GrantRequest) => Promise<Grant>);
  /** Name your vault, and the frame loads beside the grant instead of behind it. */
  vault?: VaultName;
}

export interface FieldState {
  empty: boolean;
  valid: boolean;
  /** Valid, or could still become so. */
  potentiallyValid: boolean;
  /** The shopper has been there and left. */
  touched: boolean;
  /** Why it can no longer become valid. */
  code: string | null;
}

/** What is known of the form. Never what was typed. */
export interface CardState {
  empty: boolean;
  /** `tokenize()` can be asked. A vault's own form says so as soon as it is there. */
  complete: boolean;
  valid: boolean;
  potentiallyValid: boolean;
  /** The brand, when only one is possible; of a co-badged card, the one that is chosen. */
  brand: Brand | null;
  /** The brands that are possible; of a co-badged card, those that the shopper chooses from. */
  brands: Brand[];
  /** The security code, as the brand calls it, and how many digits it has: once every possible brand agrees. */
  code: { name: string | null; length: number | null };
  focused: FieldName | null;
  /** Empty where the fields are the vault's own. */
  fields: Partial<Record<FieldName, FieldState>>;
}

/** What you send to your server. */
export interface Token {
  id: string;
  vault: VaultName;
  /** `payment`: the vault tokenizes by a payment, which `id` names. */
  kind: 'card' | 'payment' | 'ach' | 'gift_card';
  /** The vault's word where it has one. */
  brand: Brand | null;
  /** The network to be charged, of a co-badged card: your server tells it to whoever makes the charge. */
  preferredBrand?: Brand;
  /** `null` where the vault does not say. */
  last4: string | null;
  expMonth: number | null;
  expYear: number | null;
  /** Whether the shopper wants the card to be kept, where the vault's form asks. */
  save?: boolean;
  /** What the shopper has to do before the payment is made. */
  nextAction?: NextAction;
}

/** A form to be posted from your page, for 3-D Secure. Holds no card data. */
export interface NextAction {
  type: 'post';
  url: string;
  params: Record<string, string>;
}

export type TokenizeResult = { ok: true; token: Token } | { ok: false; error: CallError };

export interface Billing {
  name?: string;
  line1?: string;
  line2?: string;
  city?: string;
  state?: string;
  postalCode?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
}

export interface TokenizeOptions {
  /** Aborting it settles the call at once, with kind `aborted`. */
  signal?: AbortSignal;
  /** In milliseconds. 15,000 by default. */
  timeoutMs?: number;
  /** What you know of the card's holder. The form's own fields come first. */
  billing?: Billing;
  /** Whether the vault is to keep the card, where it leaves that to you. */
  save?: boolean;
}

export interface CardEvents {
  /** The form is in charge. */
  ready: undefined;
  change: CardState;
  focus: { field: FieldName };
  blur: { field: FieldName };
  /** Enter was pressed. */
  submit: undefined;
  /** Escape was pressed. */
  escape: undefined;
  brandschange: { brand: Brand | null; brands: Brand[] };
  /** The grant's time is nearly over, in so many milliseconds, where your server said when (`expiresIn`). */
  expiring: { expiresInMs: number };
  /** It is over. What was typed stays: the form asks for another grant when a card is to be sent. */
  expired: undefined;
  /** The form cannot work: it did not load, or its grant is of no use. */
  loaderror: CallError;
}

export interface Card {
  /** The last state; `null` before the first. */
  readonly state: CardState | null;
  /** Resolves once the form is in charge; rejects with a `TokenframeError` when it cannot start. */
  readonly ready: Promise<void>;
  /**
   * Shows the form in a node, or in what a selector finds. Once more is harmless. Resolves as `ready`. A `<label for>`
   * that names the node puts the focus in the form when pressed, and is what a part is called.
   */
  mount(target: string | Element): Promise<void>;
  /** Takes the form away, with all that was typed. It can be mounted again. */
  unmount(): void;
  /** Changes options of the form, and reads the page's `<label for>` of its node anew. */
  update(options: CardOptions): void;
  /** Puts the focus in a field; in the first that is not yet right when none is named. */
  focus(field?: FieldName): void;
  blur(): void;
  /** Forgets what was typed. */
  clear(): void;
  /** Listens. The answer stops listening. */
  on<Name extends keyof CardEvents>(name: Name, listener: (detail: CardEvents[Name]) => void): () => void;
  /** Takes the form away for good. */
  destroy(): void;
  /**
   * Turns the card into a token. Settles exactly once, in time. What the shopper or the network gets wrong is in
   * the result; it rejects only for a call that cannot be meant, such as one before `mount`.
   */
  tokenize(options?: TokenizeOptions): Promise<TokenizeResult>;
}

/** What the frame of a stored card says, by permanent code. `{time}` in a text is a number of seconds. */
export type RevealMessageCode =
  | 'reveal_title'
  | 'reveal_about' | 'reveal_show' | 'reveal_show_code' | 'reveal_question' | 'reveal_confirm' | 'reveal_cancel'
  | 'reveal_busy' | 'reveal_shown' | 'reveal_left' | 'reveal_hide' | 'reveal_hidden' | 'reveal_unavailable'
  | 'reveal_page' | 'gesture_required' | 'frame_not_visible' | 'page_silent';

export type RevealTexts = { readonly [code in RevealMessageCode]?: string };

export interface RevealOptions {
  /** Where the grant for this card comes from: a URL on your server, or a function. */
  grant?: TokenframeOptions['grant'];
  /** How long it is shown, in milliseconds: 20,000 by default, at least 1,000, at most 300,000. */
  hideAfterMs?: number;
  /** The language of the frame, as of a form. */
  locale?: FormOptions['locale'];
  /** Your own texts, before ours: for every language, or by language. Up to 200 signs of each. */
  messages?: RevealTexts | { readonly [language: string]: RevealTexts };
  /** The frame's title, for screen readers. Two words in the frame's language when absent. */
  title?: string;
}

export interface RevealEvents {
  /** The frame is in charge: its button can be pressed. */
  ready: undefined;
  /** The vault's page is open in the frame. */
  shown: undefined;
  /** It is closed: its time was over, somebody hid it, it was out of sight, or the page was to be printed. */
  hidden: undefined;
  /** Why it is not shown. The person can press again, except where the frame itself did not load. */
  loaderror: CallError;
}

/** A stored card, for one person's eyes. Your page learns whether it is shown, and nothing of it. */
export interface Reveal {
  readonly ready: Promise<void>;
  /** Shows the frame with its button. The card is shown once a person has pressed it there. Resolves as `ready`. */
  mount(target: string | Element): Promise<void>;
  unmount(): void;
  /** Hides what is shown. To show it again takes another press, and another grant. */
  hide(): void;
  on<Name extends keyof RevealEvents>(name: Name, listener: (detail: RevealEvents[Name]) => void): () => void;
  destroy(): void;
}

export interface Tokenframe {
  /**
   * A whole card; or a part of one. The parts that one `Tokenframe` creates are one form: any of them can be asked for
   * its token, and hears of its state. `cvc` without another part is the security code alone, for a card that the vault
   * has already. Create all before the first is mounted.
   */
  create(type: 'card' | PartName, options?: CardOptions): Card;
  /** A gift card, where the vault is Clover. */
  create(type: 'giftCard', options?: GiftCardOptions): GiftCard;
  /** A bank account of the United States (ACH), where the vault is Clover. */
  create(type: 'bankAccount', options: BankAccountOptions): BankAccount;
  /** A card that the vault has, shown to a person (Vaultera), or its security code alone. */
  reveal(type: 'card' | 'serviceCode', options?: RevealOptions): Reveal;
}

/** Thrown for what the programmer can mend. */
export class TokenframeError extends Error {
  readonly name: 'TokenframeError';
  readonly code: string;
  constructor(code: string, message?: string);
}

/** Sets up the forms of a page. Nothing is loaded before one is mounted. */
export function createTokenframe(options: TokenframeOptions): Tokenframe;
