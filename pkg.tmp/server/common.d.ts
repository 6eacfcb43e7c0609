import type { CallError, ErrorCode, Grant, VaultName } from '../types.js';

/** Thrown by every call that does not work. Holds no key, no URL and no words of a vault. */
export class TokenframeError extends Error {
  readonly name: 'TokenframeError';
  readonly kind: CallError['kind'];
  readonly code: ErrorCode | ServerErrorCode;
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** The vault's own code for its refusal. */
  readonly reason?: string;
  /** How long to wait, in milliseconds, where the vault said so. */
  readonly retryAfterMs?: number;
}

/** What goes wrong on servers alone. README.md lists the codes. */
export type ServerErrorCode =
  | 'not_found' | 'not_permitted' | 'refresh_rejected'
  | 'scope_not_held' | 'scope_invalid' | 'label_invalid' | 'lifetime_invalid' | 'account_invalid' | 'auth_method_invalid'
  | 'headers_invalid' | 'call_invalid' | 'auth_method_refused' | 'configuration_missing' | 'order_missing' | 'service_missing'
  | 'keys_url_missing' | 'model_unknown' | 'tokens_missing' | 'tokens_unavailable' | 'secret_spent' | 'timeout_invalid';

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

/**
 * A secret that was just made. Nothing that prints shows it: `toString`, `JSON.stringify` and `util.inspect` give the
 * mask.
 */
export class Secret {
  /** As listings show it. */
  readonly masked: string;
  /** The text itself, once; afterwards it throws `secret_spent`, and the text is gone. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

/** What every vault's key is, for tools that show keys of all of them. Each vault adds its own fields. */
export interface KeyRecord {
  readonly id: string;
  /** What people call it, where it has a name. */
  readonly label?: string;
  /** The key as it may be shown. */
  readonly masked: string;
  readonly status: 'active' | 'disabled' | 'expired' | 'revoked';
  /** ISO 8601, in UTC, where the vault says when. */
  readonly createdAt?: string;
  readonly expiresAt?: string;
  /** What it may do, in the vault's own words. Empty where the vault's keys have none, and may do everything. */
  readonly scopes: readonly string[];
  /** Where the vault has keys that charge nothing. */
  readonly environment?: 'live' | 'test';
}

/** A key that was just made. Its secret is in no other answer. */
export type Created<Key extends KeyRecord> = Key & { readonly secret: Secret };

/** What a service answered to a request that the vault passed on, with the card filled in. */
export interface Passed {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
}
