/** Auth1's HTTP API from JavaScript: for Node 20 and newer, and for browsers; it needs nothing but `fetch`. */

import { account, introspected, requested, sessionsOf, tokensOf } from "./answers.js";
import { Wire, repeated } from "./wire.js";

export {
  Auth1Error,
  CodeExpired,
  InvalidCode,
  InvalidRequest,
  ChallengeRequired,
  RateLimited,
  SignInRequired,
  TooManyAttempts,
  Unreachable,
} from "./errors.js";
export { Session } from "./session.js";

const ASK_AGAIN_MS = [250, 1_000];
const REFRESH_AGAIN_MS = [250, 1_000, 3_000];
// For ten seconds the server gives who lost the answer the same successor; one of them is for the way there, since
// a repeat that comes too late counts as a thief's. One try must leave time for another.
const GRACE_MS = 9_000;
const REFRESH_TRY_MS = 5_000;

/** One tenant of an Auth1 server, by one of its keys: a publishable one in a browser, a secret one on a server. */
export class Auth1 {
  #wire;

  /** `timeoutMs` bounds each try of a call, its body included. */
  constructor({ baseUrl, apiKey, timeoutMs = 10_000, fetch = globalThis.fetch } = {}) {
    this.#wire = new Wire({ baseUrl, apiKey, timeoutMs, fetch });
  }

  /**
   * Sends a code to a phone (E.164) or a mailbox.
   * Lost answers are asked for again at most twice with the same Idempotency-Key, so that one call sends one code.
   */
  async requestCode({ phone, email, channel, locale, proof, clientIp, idempotencyKey = randomKey() }) {
    const body = { phone, email, channel, locale, proof, client_ip: clientIp };
    const work = () => this.#wire.withKey("/api/auth/request", body, { idempotencyKey });
    return requested(await repeated(work, ASK_AGAIN_MS));
  }

  /** Proves a code; never repeated by itself, since a try counts. */
  async verify({ phone, email, code, clientIp }) {
    const began = Date.now();
    const said = await this.#wire.withKey("/api/auth/verify", { phone, email, code, client_ip: clientIp });
    return tokensOf(said, began);
  }

  /**
   * New tokens for a refresh token, which is spent by it.
   * A lost answer is asked for again with the same token, within the 10 seconds in which the server allows that.
   */
  async refresh(refreshToken, { clientIp } = {}) {
    const body = { refresh_token: refreshToken, client_ip: clientIp };
    let began;
    const work = () => {
      began = Date.now();
      return this.#wire.withKey("/api/auth/refresh", body, { atMostMs: REFRESH_TRY_MS });
    };
    const said = await repeated(work, REFRESH_AGAIN_MS, GRACE_MS);
    return tokensOf(said, began);
  }

  /** Whether a token is good right now, and what it says; needs a secret key. */
  async introspect(token) {
    return introspected(await this.#wire.withKey("/api/auth/introspect", { token }));
  }

  /** The signed-in user's own account. */
  async me(accessToken) {
    return account(await this.#wire.withToken("GET", "/api/auth/me", accessToken));
  }

  /** Ends this session, or with `everywhere` all of the user's. */
  async logout(accessToken, { everywhere = false } = {}) {
    await this.#wire.withToken("POST", "/api/auth/logout", accessToken, { everywhere });
  }

  /** A page of where the user is signed in, newest first; `nextCursor` is null at the end. */
  async sessions(accessToken, { limit, cursor } = {}) {
    const wish = Object.entries({ limit, cursor }).filter(([, value]) => value != null);
    const query = wish.length ? `?${new URLSearchParams(wish)}` : "";
    return sessionsOf(await this.#wire.withToken("GET", `/api/auth/sessions${query}`, accessToken));
  }

  /** Ends one of the user's sessions. */
  async endSession(accessToken, id) {
    await this.#wire.withToken("DELETE", `/api/auth/sessions/${encodeURIComponent(id)}`, accessToken);
  }
}

/** A key that no other call has; pages without TLS have no randomUUID. */
function randomKey() {
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
}
