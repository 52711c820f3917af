/** A signed-in user's tokens, kept fresh. */

import { discreet, endOf } from "./answers.js";
import { SignInRequired } from "./errors.js";

const MARGIN_MS = 30_000;

/**
 * Hands out access tokens that live for at least 30 seconds more, and refreshes when it must: once at a time.
 * Tabs that share a storage give `load`: before a refresh they look there for what another tab has got.
 * Once the server has said that the session is over, it stays over.
 */
export class Session {
  #auth1;
  #tokens;
  #onChange;
  #load;
  #now;
  #fetch;
  #turn;
  #over;
  #isSaved = true;

  /** `now` is a clock in milliseconds, the one that `tokens.expiresAt` was made by; `fetch` is for calls of yours. */
  constructor(auth1, tokens, { onChange, load, now = Date.now, fetch = globalThis.fetch } = {}) {
    this.#auth1 = auth1;
    this.#onChange = onChange;
    this.#load = load;
    this.#now = () => now();
    this.#fetch = (...sent) => fetch(...sent);
    this.#tokens = { ...tokens, expiresAt: tokens.expiresAt ?? endOf(tokens, this.#now()) };
  }

  /** Whose session this is. */
  get userId() {
    return this.#tokens.userId;
  }

  /** The session's id. */
  get sessionId() {
    return this.#tokens.sessionId;
  }

  /** A token to call with; rejects with SignInRequired once the session is over. */
  accessToken() {
    return this.#good();
  }

  /**
   * Your own call, as the global `fetch`, with the user's token in its Authorization header.
   * Where it is answered 401, the tokens are refreshed and the call is made once more; a body that streams cannot be.
   */
  async fetch(input, init = {}) {
    const token = await this.#good();
    const spare = input instanceof Request ? input.clone() : input;
    const answer = await this.#fetch(input, carrying(token, input, init));
    if (answer.status !== 401 || isStream(init.body)) return answer;
    const fresh = await this.#good(token);
    await answer.body?.cancel();
    return this.#fetch(spare, carrying(fresh, input, init));
  }

  /** A good token, and not the one that was refused somewhere. */
  async #good(refusedToken) {
    if (this.#over) throw this.#over;
    if (!this.#isSaved || this.#isDue(refusedToken)) await (this.#turn ??= this.#taken(refusedToken));
    return this.#tokens.token;
  }

  #isDue(refusedToken) {
    // Near the end of a session tokens are short: half of their life is enough then.
    const margin = Math.min(MARGIN_MS, (this.#tokens.expiresIn ?? Infinity) * 500);
    return this.#tokens.token === refusedToken || !(this.#tokens.expiresAt - this.#now() >= margin);
  }

  /** One turn, which all who wait share; other tabs wait for its end too, where the browser has locks. */
  async #taken(refusedToken) {
    const work = () => this.#renewed(refusedToken);
    try {
      const locks = globalThis.navigator?.locks;
      await (locks ? locks.request(`auth1:${this.sessionId}`, work) : work());
    } finally {
      this.#turn = undefined;
    }
  }

  async #renewed(refusedToken) {
    if (this.#isSaved) await this.#adopt();
    if (this.#isDue(refusedToken)) await this.#refresh();
    if (this.#isSaved) return;
    await this.#onChange?.(discreet(this.#tokens));
    this.#isSaved = true;
  }

  /** Takes what another tab has stored, if that is of this session and newer. */
  async #adopt() {
    const found = await this.#load?.();
    if (found?.sessionId === this.sessionId && found.expiresAt > this.#tokens.expiresAt) this.#tokens = { ...found };
  }

  async #refresh() {
    const began = this.#now();
    try {
      const tokens = await this.#auth1.refresh(this.#tokens.refreshToken);
      this.#tokens = { ...tokens, expiresAt: endOf(tokens, began) };
      this.#isSaved = false;
    } catch (error) {
      if (error instanceof SignInRequired) this.#over = error;
      throw error;
    }
  }
}

function carrying(token, input, init) {
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set("authorization", `Bearer ${token}`);
  return { ...init, headers };
}

function isStream(body) {
  return body instanceof ReadableStream || typeof body?.[Symbol.asyncIterator] === "function";
}
