import type { CSSProperties, ForwardRefExoticComponent, ReactElement, ReactNode, RefAttributes } from 'react';
import type {
  BankAccount, BankAccountOptions, CallError, Card, CardEvents, CardOptions, CardState, FieldName, GiftCard, GiftCardOptions, RevealOptions, Tokenframe,
  TokenframeOptions, TokenizeOptions, TokenizeResult,
} from '../index.js';

export interface TokenframeProviderProps extends TokenframeOptions {
  children?: ReactNode;
}

/**
 * The form of all elements below it. Another `frame`, `vault` or grant URL makes another form; whatever else changes, a new
 * function as `grant` too, keeps what was typed.
 */
export function TokenframeProvider(props: TokenframeProviderProps): ReactElement;

export interface UseTokenframe {
  readonly tokenframe: Tokenframe;
  /** The last state of the form; `null` before the first. */
  readonly state: CardState | null;
  /** The form is in charge. */
  readonly ready: boolean;
  /** Why it cannot be shown. */
  readonly error: CallError | null;
  /** A token was asked for and is not there yet. */
  readonly pending: boolean;
  /** Of the first element that is shown. Rejects with `not_mounted` where none is. */
  tokenize(options?: TokenizeOptions): Promise<TokenizeResult>;
  focus(field?: FieldName): void;
  clear(): void;
}

/** The form of the provider above. */
export function useTokenframe(): UseTokenframe;

interface NodeProps {
  id?: string;
  className?: string;
  style?: CSSProperties;
  hidden?: boolean;
  role?: string;
  [attribute: `data-${string}` | `aria-${string}`]: string | number | boolean | undefined;
}

interface ListenerProps<State, Field extends string> {
  onReady?(): void;
  onChange?(state: State): void;
  onFocus?(event: { field: Field }): void;
  onBlur?(event: { field: Field }): void;
  /** Enter was pressed. */
  onSubmit?(): void;
  onEscape?(): void;
  onBrandsChange?(event: CardEvents['brandschange']): void;
  onExpiring?(event: CardEvents['expiring']): void;
  onExpired?(): void;
  onLoadError?(error: CallError): void;
}

/** What the `ref` of an element holds. */
export interface CardHandle extends Pick<Card, 'tokenize' | 'focus' | 'blur' | 'clear' | 'state'> {
  readonly ready: Promise<void> | undefined;
}
export interface RevealHandle {
  hide(): void;
  readonly ready: Promise<void> | undefined;
}

type Component<Props, Handle> = ForwardRefExoticComponent<Props & RefAttributes<Handle>>;
type StateOf<Instrument extends { state: unknown }> = NonNullable<Instrument['state']>;
type FieldOf<Instrument extends { state: { fields: object } | null }> = keyof StateOf<Instrument>['fields'] & string;

export type CardElementProps = CardOptions & NodeProps & ListenerProps<CardState, FieldName>;
export type GiftCardElementProps = GiftCardOptions & NodeProps & ListenerProps<StateOf<GiftCard>, FieldOf<GiftCard>>;
export type BankAccountElementProps = BankAccountOptions & NodeProps & ListenerProps<StateOf<BankAccount>, FieldOf<BankAccount>>;
export type RevealElementProps = RevealOptions &
  NodeProps & { type?: 'card' | 'serviceCode'; onReady?(): void; onShown?(): void; onHidden?(): void; onLoadError?(error: CallError): void };

export declare const CardElement: Component<CardElementProps, CardHandle>;
/** Parts of a card, each in a frame of its own; all below one provider are one card. */
export declare const CardNumberElement: Component<CardElementProps, CardHandle>;
export declare const CardExpiryElement: Component<CardElementProps, CardHandle>;
export declare const CardCvcElement: Component<CardElementProps, CardHandle>;
export declare const CardNameElement: Component<CardElementProps, CardHandle>;
export declare const PostalCodeElement: Component<CardElementProps, CardHandle>;
export declare const GiftCardElement: Component<GiftCardElementProps, Pick<GiftCard, 'tokenize' | 'focus' | 'blur' | 'clear' | 'state'>>;
export declare const BankAccountElement: Component<BankAccountElementProps, Pick<BankAccount, 'tokenize' | 'focus' | 'blur' | 'clear' | 'state'>>;
export declare const RevealElement: Component<RevealElementProps, RevealHandle>;
