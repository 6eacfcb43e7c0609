import type { Client, ClientOptions, KeyRecord, Limits } from '../common.js';

/** The merchant's OAuth access token, or where it comes from. */
type CloverAccessToken = string | ((limits?: Limits) => Promise<string>);

/** With the token that the key is asked for with, or with the key itself. */
export type CloverOptions = CloverSettings &
  ({ accessToken: CloverAccessToken; apiAccessKey?: string } | { accessToken?: CloverAccessToken; apiAccessKey: string });

export interface CloverSettings extends ClientOptions {
  environment?: 'production' | 'sandbox';
  /** Where the key service is, when it is not below `baseUrl`. */
  keysUrl?: string;
  /**
   * The key under which the card number leaves the frame encrypted. That of Clover's `keys.json` unless it is given:
   * asked for once an hour. `false`: the number leaves as it is, over TLS.
   */
  encryptionKey?: string | false;
  /** Where `keys.json` is: Clover's own, or with another's `baseUrl` and an `environment`, `/assets/keys.json` below that. */
  encryptionKeysUrl?: string;
  /**
   * Hears of each grant whose number leaves as it is, over TLS, because `keys.json` did not come: that stops no payment.
   * `console.warn` unless it is given.
   */
  onWarning?: (warning: { vault: 'clover'; code: 'encryption_key_unavailable' }) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** A merchant's public key. The vault makes one for each merchant and app, without an expiry, and only Clover disables it. */
export interface CloverKey extends KeyRecord {
  readonly status: 'active' | 'disabled';
  readonly active: boolean;
  /** What a browser sends as `apikey`. Public: it can make tokens and nothing else. */
  readonly apiAccessKey: string;
  readonly merchantUuid?: string;
  readonly developerAppUuid?: string;
  readonly modifiedAt?: string;
}

export interface Clover extends Client<void> {
  readonly vault: 'clover';
  /** The merchant's public key. Asked for once. */
  key(limits?: Limits): Promise<string>;
  /** The same with all that the vault says about it. Asked for each time, also where it is disabled. */
  publicKey(limits?: Limits): Promise<CloverKey>;
}

/** What the vault gives for a code, or for a refresh token. */
export interface CloverTokens {
  readonly accessToken: string;
  /** Unix seconds. */
  readonly accessTokenExpiration: number;
  /** Good once: it dies as soon as it was used. */
  readonly refreshToken: string;
  readonly refreshTokenExpiration: number;
}

/** Where one merchant's tokens are kept: they are secrets. */
export interface CloverTokenStore {
  load(): Promise<CloverTokens | null | undefined> | CloverTokens | null | undefined;
  /** Must have written them down when it is done: the tokens before them are dead by then. */
  save(tokens: CloverTokens): Promise<void> | void;
}

export interface CloverOAuthOptions extends ClientOptions {
  environment?: 'production' | 'sandbox';
  /** The app's id. */
  clientId: string;
  /** The app's secret. An app without one proves itself with PKCE. */
  clientSecret?: string;
  store: CloverTokenStore;
  /** Where merchants are asked, when it is not below `baseUrl`. */
  authorizeUrl?: string;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface CloverOAuth {
  /** Where to send the merchant. `codeChallenge`: base64url of the SHA-256 of PKCE's verifier. */
  authorizeUrl(wanted: { redirectUri: string; state?: string; codeChallenge?: string }): string;
  /** Trades the code that came back for tokens, and stores them before it is done. */
  exchange(proof: { code: string; codeVerifier?: string }, limits?: Limits): Promise<void>;
  /**
   * An access token that is good for now. Where it is about to end, the refresh token is spent, once however many ask at
   * the same time, and the new tokens are stored before anybody gets one.
   */
  accessToken(limits?: Limits): Promise<string>;
}

export function clover(options: CloverOptions): Clover;
/** The merchant's consent, and the tokens that come of it. */
export function cloverOAuth(options: CloverOAuthOptions): CloverOAuth;
