/** Auth1's HTTP API from JavaScript: for Node 20 and newer, and for browsers; it needs nothing but `fetch`. */

/** A `fetch` of your own, such as one that goes through a proxy. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** A phone (E.164, or as people write it) or a mailbox; exactly one. */
export type Address = { phone: string; email?: undefined } | { email: string; phone?: undefined };

export interface Auth1Options {
  /** Where the server is, such as `https://auth.example.com`. */
  baseUrl: string;
  /** A publishable key in browsers and apps, a secret one on servers only. */
  apiKey: string;
  /** How long an answer may take, in milliseconds; 10 000 unless said otherwise. */
  timeoutMs?: number | undefined;
  fetch?: Fetch | undefined;
}

export type CodeRequest = Address & {
  channel?: "sms" | "whatsapp" | "voice" | "email" | undefined;
  /** BCP 47, such as `de-AT`: the language of the text. */
  locale?: string | undefined;
  /** ALTCHA's payload for the `challenge` of a `challenge_required`. */
  proof?: string | undefined;
  /** The end user's address as your server saw it; with a secret key only. */
  clientIp?: string | undefined;
  /** One effect per key, for 24 hours; a fresh one for each call unless you give your own. */
  idempotencyKey?: string | undefined;
};

export interface CodeRequested {
  requestId: string;
  status: "pending";
  channel: string;
  /** Seconds. */
  expiresIn: number;
  /** Seconds. */
  resendAfter: number;
  attemptsRemaining: number;
}

export type CodeProof = Address & {
  code: string;
  /** The end user's address as your server saw it; with a secret key only. */
  clientIp?: string | undefined;
};

/** Node prints them without `token` and `refreshToken`; JSON has them, since they are to be stored. */
export interface Tokens {
  /** The access token. */
  token: string;
  tokenType: "Bearer";
  /** Seconds that the access token lived when it came. */
  expiresIn: number;
  /** When the access token ends, in milliseconds of the clock of the machine that asked for it. */
  expiresAt: number;
  refreshToken: string;
  userId: string;
  sessionId: string;
}

export interface SignedIn extends Tokens {
  newUser: boolean;
}

/** RFC 7662. A token that is not good is told nothing else of. */
export type Introspection =
  | { active: false; claims: Record<string, unknown> }
  | {
      active: true;
      tokenType: "Bearer" | "refresh_token";
      clientId: string;
      iss: string;
      sub: string;
      aud: string;
      sid: string;
      iat: number;
      exp: number;
      nbf?: number;
      jti?: string;
      amr?: string[];
      authTime?: number;
      /** The tenant's own claims, under their own names. */
      claims: Record<string, unknown>;
    };

/** Times are RFC 3339 in UTC. */
export interface Account {
  id: string;
  phone: string | null;
  email: string | null;
  phoneVerifiedAt: string | null;
  emailVerifiedAt: string | null;
  userMetadata: Record<string, unknown>;
  createdAt: string;
  lastSignInAt: string | null;
}

/** `device`, `place` and `lastUsed` are for people; times are RFC 3339 in UTC. */
export interface SessionShown {
  id: string;
  userId: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  ip: string | null;
  userAgent: string | null;
  device: string;
  place: string;
  lastUsed: string;
  /** Whether it is the session that asks. */
  current: boolean;
}

export interface SessionPage {
  data: SessionShown[];
  /** Give it back as `cursor` for the next page; null at the end. */
  nextCursor: string | null;
}

/** One tenant of an Auth1 server, by one of its keys. Every method rejects with an Auth1Error where it is refused. */
export class Auth1 {
  constructor(options: Auth1Options);
  /** Sends a code; a lost answer is asked for again at most twice, and one call sends one code. */
  requestCode(request: CodeRequest): Promise<CodeRequested>;
  /** Proves a code; never repeated by itself, since a try counts. */
  verify(proof: CodeProof): Promise<SignedIn>;
  /** New tokens for a refresh token, which is spent by it; a lost answer is asked for again within 10 seconds. */
  refresh(refreshToken: string, options?: { clientIp?: string | undefined }): Promise<Tokens>;
  /** Whether a token is good right now, and what it says; needs a secret key. */
  introspect(token: string): Promise<Introspection>;
  /** The signed-in user's own account. */
  me(accessToken: string): Promise<Account>;
  /** Ends this session, or with `everywhere` all of the user's. */
  logout(accessToken: string, options?: { everywhere?: boolean | undefined }): Promise<void>;
  /** A page of where the user is signed in, newest first; `limit` is 1 to 200. */
  sessions(accessToken: string, page?: { limit?: number; cursor?: string | null | undefined }): Promise<SessionPage>;
  /** Ends one of the user's sessions. */
  endSession(accessToken: string, id: string): Promise<void>;
}

export interface SessionOptions {
  /** Stores new tokens; awaited before they are handed out, and called again at the next chance where it failed. */
  onChange?: ((tokens: Tokens) => void | Promise<void>) | undefined;
  /** The tokens that are stored, which another tab may have refreshed. */
  load?: (() => Tokens | null | undefined | Promise<Tokens | null | undefined>) | undefined;
  /** A clock in milliseconds, the one that `tokens.expiresAt` was made by. */
  now?: (() => number) | undefined;
  /** What `Session.fetch` calls with. */
  fetch?: Fetch | undefined;
}

/** A signed-in user's tokens, kept fresh by one refresh at a time. */
export class Session {
  constructor(auth1: Pick<Auth1, "refresh">, tokens: Tokens, options?: SessionOptions);
  readonly userId: string;
  readonly sessionId: string;
  /** An access token that lives for at least 30 seconds more; rejects with SignInRequired once the session is over. */
  accessToken(): Promise<string>;
  /** Your own call with the user's token; where it is answered 401, it is made once more with a fresh one. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}

/** Every refusal of the server, and the parent of all other errors of this client. */
export class Auth1Error extends Error {
  protected constructor();
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Stable: switch on it. */
  readonly code: string;
  /** A sentence for developers. */
  readonly detail: string;
  /** The server's log has it. */
  readonly requestId: string | null;
  /** Seconds after which the same call is let through. */
  readonly retryAfter: number | null;
  /** Fields that were wrong, and what would be right. */
  readonly errors: ReadonlyArray<{ field: string; message: string }>;
}

/** The code is wrong. */
export class InvalidCode extends Auth1Error {
  /** Wrong codes that may still be tried. */
  readonly attemptsRemaining: number | null;
}

/** There is no live code for this address: never asked for, expired or used. */
export class CodeExpired extends Auth1Error {}

/** Wrong codes have ended this one. */
export class TooManyAttempts extends Auth1Error {}

/** A limit is reached. */
export class RateLimited extends Auth1Error {
  readonly limit: "resend" | "address" | "failures" | "ip" | "key" | "slow_down" | "budget" | null;
}

/** The server wants work first: solve `challenge` with any ALTCHA client, and ask again with `proof`. */
export class ChallengeRequired extends Auth1Error {
  readonly challenge: Record<string, unknown> | null;
}

/** The session has ended, or the token is none: the user signs in again. */
export class SignInRequired extends Auth1Error {}

/** Something in the call cannot be. */
export class InvalidRequest extends Auth1Error {}

/** No whole answer came; whether the call had an effect is not known. */
export class Unreachable extends Auth1Error {}
