import type { Client, ClientOptions, Created, KeyRecord, Limits } from '../common.js';
import type { PayConexScope } from './payconex-scopes.js';

export type { PayConexScope } from './payconex-scopes.js';

export interface PayConexOptions extends ClientOptions {
  environment?: 'production' | 'sandbox';
  /** 12 digits. */
  accountId: string;
  keyId: string;
  secret: string;
  /** `hmac` by default; `basic` in the sandbox alone. */
  auth?: 'hmac' | 'basic';
  /** What the key holds, if you know. Otherwise the vault is asked before a scope is handed on. */
  scopes?: readonly PayConexWanted[];
  /** The configuration that grants are made of. */
  configuration?: string;
  /** Milliseconds since 1970, for signatures and lifetimes. */
  now?: () => number;
}

/** A JSON body of the vault's documents. */
export type Settings = { readonly [name: string]: unknown };

export interface PayConexInstance {
  id: string;
  bearerToken: string;
  transactionId?: string;
}

/** One row of the vault's table of scopes. */
export interface PayConexScopeRow {
  /** A final `*` stands for everything below. */
  readonly scope: PayConexWanted;
  readonly description: string;
  /** What it is about. */
  readonly category: string;
  /** How deep it is: children are deeper than their parents. */
  readonly level: number;
  readonly enabled: boolean;
}

/** A scope of the table, or one that the vault has added since. */
export type PayConexWanted = PayConexScope | (`pcx:${string}` & {});

export type PayConexMethod = 'HMAC' | 'BASIC' | 'ALL';

/** A key as the vault shows it. */
export interface PayConexKey extends KeyRecord {
  readonly status: 'active' | 'disabled' | 'expired';
  readonly label: string;
  readonly accountId?: string;
  /** How it may show who it is. */
  readonly methods: readonly PayConexMethod[];
  /** The other accounts that it works on. */
  readonly accounts: readonly string[];
  readonly scopes: readonly PayConexWanted[];
  readonly enabled: boolean;
  readonly updatedAt?: string;
}

export interface PayConexKeySettings {
  /** 3 to 100 letters, digits, spaces, `-` and `_`. */
  label: string;
  /** At least one, each held by the key that asks. */
  scopes: readonly PayConexWanted[];
  methods?: readonly PayConexMethod[];
  /** 12 digits each. */
  accounts?: readonly string[];
  /** Such as `30 days`: second, minute, hour, day, week, month or year. Not sent where there is an `expiresAt`. */
  expiresIn?: string;
  /** ISO 8601, in the future; `null` for never. Wins over `expiresIn`. */
  expiresAt?: string | null;
  enabled?: boolean;
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
  apiKeys: {
    /** All of the account's keys, page by page; with `query`, those that it finds. */
    list(filter?: { query?: string }, limits?: Limits): Promise<PayConexKey[]>;
    /**
     * Before anything is sent: `label_invalid`, `lifetime_invalid`, `scope_invalid`, `account_invalid`,
     * `auth_method_invalid`, and `scope_not_held` where the key that asks lacks a scope, with that scope as `reason`.
     */
    create(settings: PayConexKeySettings, limits?: Limits): Promise<Created<PayConexKey>>;
    get(id: string, limits?: Limits): Promise<PayConexKey>;
    /** Changes what is named, and nothing else. The same checks as for `create`. */
    update(id: string, changes: Partial<PayConexKeySettings>, limits?: Limits): Promise<PayConexKey>;
    delete(id: string, limits?: Limits): Promise<void>;
  };
  /** The table as the vault has it now. */
  apiKeyScopes(limits?: Limits): Promise<PayConexScopeRow[]>;
}

export function payconex(options: PayConexOptions): PayConex;
/** The vault's table of scopes, as published, with words of ours. */
export function payconexScopes(): readonly Readonly<{ scope: PayConexScope; category: string; description: string; level: number }>[];
/** Whether one of the scopes held allows what `wanted` does; either may end in `*`. */
export function payconexCovers(held: readonly string[], wanted: string): boolean;
