import type {
  BankAccountOptions, CallError, CardEvents, CardOptions, CardState, ErrorCode, FieldName, GiftCardOptions, RevealEvents, RevealOptions, Token, TokenframeOptions,
  TokenizeOptions, TokenizeResult,
} from '../index.js';

export { TokenframeError } from '../index.js';
export { startSandbox } from '../sandbox/index.js';
export type { RunningSandbox, SandboxOptions } from '../sandbox/index.js';

/** An error of a call, as the form gives it: kind and `retryable` are those of its code. */
export function callError(code: ErrorCode, more?: Partial<Pick<CallError, 'fields' | 'reason' | 'retryAfterMs' | 'retryable'>>): CallError;

type Outcome = Partial<Token> | CallError;
type Events = CardEvents & Pick<RevealEvents, 'shown' | 'hidden'>;

/** The fields of a card, of a gift card and of a bank account. */
type Fillable = FieldName | 'securityCode' | 'firstName' | 'lastName' | 'routingNumber' | 'accountNumber';
type Made = 'card' | FieldName | 'giftCard' | 'bankAccount' | 'reveal:card' | 'reveal:serviceCode';

/** What every element has, and what a test does with it. */
export interface FakeElement {
  /** `card`, `number`, …; of a reveal `reveal:card` or `reveal:serviceCode`. */
  readonly type: string;
  readonly options: TokenframeOptions & CardOptions & GiftCardOptions & Partial<BankAccountOptions> & RevealOptions;
  readonly state: CardState | null;
  readonly ready: Promise<void>;
  readonly mounted: boolean;
  /** What `tokenize` was called with. */
  readonly calls: readonly (Omit<TokenizeOptions, 'signal'> & { timeoutMs: number })[];
  mount(target: string | { readonly nodeType: number }): Promise<void>;
  unmount(): void;
  update(options: CardOptions): void;
  focus(field?: string): void;
  blur(): void;
  clear(): void;
  hide(): void;
  destroy(): void;
  on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): () => void;
  tokenize(options?: TokenizeOptions): Promise<TokenizeResult>;

  /** As a shopper types. The real rules say what state comes of it. */
  fill(values: Partial<Record<Fillable, string>>): this;
  /** Has it say something that none of a test's calls leads to. */
  emit<Name extends keyof Events>(name: Name, detail?: Events[Name]): void;
  /** A state of the test's own making, on top of the last. */
  setState(members: Partial<CardState>): void;
  /** Its frame does not load: `loaderror`, and `ready` rejects. */
  failToLoad(code?: ErrorCode): void;
}

export interface FakeTokenframe {
  create(type: 'card' | FieldName | 'giftCard' | 'bankAccount', options?: CardOptions | GiftCardOptions | BankAccountOptions): FakeElement;
  reveal(type: 'card' | 'serviceCode', options?: RevealOptions): FakeElement;
}

/** In place of the one of `tokenframe`: it refuses the same wrong calls, and loads nothing. */
export function createTokenframe(options: TokenframeOptions): FakeTokenframe;

export const fake: {
  /** All elements since the last `reset`. */
  readonly elements: readonly FakeElement[];
  /** The last one, or the last of a type. */
  last(type?: Made): FakeElement | undefined;
  /** What the next call of `tokenize` gives: members of its token, or an error of `callError`. */
  next(outcome: Outcome | Promise<Outcome> | ((call: TokenizeOptions & { element: FakeElement }) => Outcome | Promise<Outcome>)): void;
  /** Forgets elements and outcomes. Call it between two tests. */
  reset(): void;
};

/** What Playwright's `Page`, `Frame` and `Locator` have of use here. */
export interface Within {
  locator(selector: string): unknown;
}

export type CardText = Partial<Record<FieldName, string>>;

/** Types a card into the form that a page shows, as a shopper does: whole, in parts, or in a vault's own form. */
export function fillCard(page: Within, card: CardText, options?: { timeout?: number }): Promise<void>;

/** The input of one field: Playwright's `Locator`. */
export function cardField<Locator = unknown>(page: Within, field: FieldName, options?: { timeout?: number }): Promise<Locator>;
