/** What a sandbox is told. */
export interface SandboxOptions {
  /** On 127.0.0.1. A free one when absent. */
  port?: number;
  /** Origins that may call where a vault answers other origins; `http://127.0.0.1:4101` when absent. */
  allowedOrigins?: readonly string[];
  /** Draws the same keys and tokens every time. */
  seed?: number;
  /** `frame-ancestors` of the pages that can be embedded; no such directive when absent. */
  frameAncestors?: string;
  /** How long a Vaultera session token lives. */
  sessionTokenLifetimeMs?: number;
}

/** A sandbox that listens. Each vault is at `${url}/<vault>` followed by its real path. */
export interface RunningSandbox {
  readonly url: string;
  /** By vault, what a merchant's server would hold. */
  readonly credentials: Readonly<Record<'clover' | 'vaultera' | 'payconex' | 'hellgate' | 'corefy', Readonly<Record<string, string>>>>;
  /** What was asked of it, without card data. */
  requests(): Promise<{ method: string; path: string; status?: number }[]>;
  /** The next requests of a vault's path are answered otherwise: `{ vault, path, kind, times }`. */
  fault(fault: Record<string, unknown>): Promise<unknown>;
  /** Any of its own endpoints, such as `ask('clock')`. */
  ask(path: string, method?: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a mock of the five vaults. It takes test cards only, and keeps all in memory. */
export function startSandbox(options?: SandboxOptions): Promise<RunningSandbox>;
