import type { Grant, VaultName } from '../types.js';
import type { Client, Scope } from './common.js';

export * from './common.js';
export * from './vaults/clover.js';
export * from './vaults/corefy.js';
export * from './vaults/hellgate.js';
export * from './vaults/payconex.js';
export * from './vaults/vaultera.js';

/** Who may have the grant, and what it is for. */
export interface Allowed {
  /** Who asks. A grant that shows a card is given to a person only; the limit counts by it. */
  person?: string;
  /** What the vault's `grant` takes beside the scope: an order, an instance's settings. */
  details?: unknown;
  /** Another vault than the handler's. */
  vault?: Client<never>;
  /** Hears of the grant before the page does: the place to keep Corefy's `invoiceId` with the order. */
  granted?(grant: Grant): void | Promise<void>;
}

export interface GrantHandlerOptions {
  /** The one vault, */
  vault?: Client<never>;
  /** or several, of which the page names one; neither where `authorize` chooses. */
  vaults?: readonly Client<never>[];
  /** What may be asked for here: `['card']` by default. A stored card is shown by an endpoint of its own. */
  scopes?: readonly Scope[];
  /** Whether this request may have this grant; nothing where it may not. `address` is as in the handler's call. */
  authorize(request: Request, wanted: { scope: Scope; vault?: VaultName; address?: string }): Allowed | null | undefined | false | Promise<Allowed | null | undefined | false>;
  /** Other origins than the handler's own whose pages may ask. */
  origins?: readonly string[];
  /** How many grants a person may have, in so many milliseconds (60,000 by default). */
  limit?: { most: number; per?: number };
  /**
   * Hears of every answer, never of a secret. Before a card is shown it is waited for: where it throws or rejects,
   * there is no grant.
   */
  audit?(entry: AuditEntry): void | Promise<void>;
  now?: () => number;
}

/** What was answered to whom. With status 200 and another scope than `card`, it is one view of a stored card. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  at: number;
  status: number;
  code?: string;
  scope?: Scope;
  vault?: VaultName;
  /** As `authorize` named them. */
  person?: string;
  /** The token of the card that is shown, */
  card?: string;
  /** and whether its security code can be asked for beside it. */
  serviceCode?: boolean;
  /** Where the request came from. */
  address?: string;
}

/** What a request itself does not say. */
export interface Caller {
  /** The address of whoever asks; `nodeHandler` knows it. */
  address?: string;
}

/** A web-standard handler for `POST`, to be mounted where `grant` of the page points. */
export function grantHandler(options: GrantHandlerOptions): (request: Request, caller?: Caller) => Promise<Response>;

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
export function nodeHandler(handler: (request: Request, caller: Caller) => Promise<Response>): (incoming: NodeRequest, outgoing: NodeResponse) => Promise<void>;
