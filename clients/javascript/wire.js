/** Calls over HTTP: one try of a call, and tries that are repeated where that has no second effect. */

import { Unreachable, refused, unexpected } from "./errors.js";

const VISIBLE = /^[\x21-\x7e]+$/;
const LOST = [502, 503, 504];
const LONGEST_WAIT_MS = 5_000;

/** The server and the key, and how long an answer may take. */
export class Wire {
  #address;
  #apiKey;
  #timeoutMs;
  #fetch;

  constructor({ baseUrl, apiKey, timeoutMs, fetch }) {
    this.#address = addressOf(baseUrl);
    this.#apiKey = visible(apiKey, "apiKey");
    this.#timeoutMs = timeoutMs;
    this.#fetch = (...sent) => fetch(...sent);
  }

  /** A call with the tenant's key; what the server answers, or an Auth1Error. */
  withKey(path, body, { idempotencyKey, atMostMs = Infinity } = {}) {
    const headers = new Headers({ "x-api-key": this.#apiKey });
    if (idempotencyKey !== undefined) headers.set("idempotency-key", visible(idempotencyKey, "idempotencyKey"));
    return this.#send("POST", path, headers, body, Math.min(this.#timeoutMs, atMostMs));
  }

  /** A call of a signed-in user; what the server answers, or an Auth1Error. */
  withToken(method, path, accessToken, body) {
    const headers = new Headers({ authorization: `Bearer ${visible(accessToken, "accessToken")}` });
    return this.#send(method, path, headers, body, this.#timeoutMs);
  }

  async #send(method, path, headers, body, timeoutMs) {
    headers.set("accept", "application/json");
    if (body !== undefined) headers.set("content-type", "application/json");
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const signal = AbortSignal.timeout(timeoutMs);
    // A redirect that is followed would carry the key to wherever it leads.
    const init = { method, headers, body: sent, signal, redirect: "manual", credentials: "omit" };
    const [answer, text] = await this.#exchange(`${this.#address}${path}`, init);
    return understood(answer, text);
  }

  async #exchange(url, init) {
    try {
      const answer = await this.#fetch(url, init);
      return [answer, await answer.text()];
    } catch (error) {
      throw new Unreachable(reasonOf(error));
    }
  }
}

/**
 * What `work` comes to; where its answer was lost it is tried again after each of these pauses, in milliseconds.
 * A Retry-After of up to 5 seconds is waited for instead; a longer one is the caller's to decide.
 * No try begins later than `withinMs` after the first; the clock is the wall's, which goes on while a device sleeps.
 */
export async function repeated(work, pauses, withinMs = Infinity) {
  const began = Date.now();
  const isLate = (wait) => Date.now() - began + wait >= withinMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const wait = error.retryAfter == null ? pauses[tries] : error.retryAfter * 1000;
      const isEnough = tries === pauses.length || !mayRepeat(error) || wait > LONGEST_WAIT_MS;
      if (isEnough || isLate(wait)) throw error;
      await new Promise((wake) => setTimeout(wake, wait));
      if (isLate(0)) throw error;
    }
  }
}

function mayRepeat(error) {
  return error instanceof Unreachable || LOST.includes(error.status) || error.code === "idempotency_in_progress";
}

/** The JSON of an answer; undefined where there is none; an Auth1Error where it says no. */
function understood(answer, text) {
  const requestId = answer.headers.get("x-request-id");
  const retryAfter = secondsOf(answer.headers.get("retry-after"));
  if (answer.ok && text === "") return undefined;
  const said = objectOf(text);
  if (answer.ok && said) return said;
  if (answer.ok || typeof said?.code !== "string") throw unexpected(answer.status, requestId, retryAfter);
  throw refused(answer.status, said, requestId, retryAfter);
}

function objectOf(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function secondsOf(header) {
  return /^\d{1,9}$/.test(header ?? "") ? Number(header) : null;
}

/** The server's address without a slash at its end. */
function addressOf(baseUrl) {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new TypeError("baseUrl must be an http or https address without credentials, query and fragment.");
  }
  return url.href.replace(/\/+$/, "");
}

/** Text that a header can carry; unlike a header's own error, this one does not quote it. */
function visible(value, name) {
  if (typeof value !== "string" || !VISIBLE.test(value)) throw new TypeError(`${name} must be visible ASCII text.`);
  return value;
}

/** Why no answer came, in a word: what a transport throws may hold what was on the wire, so it is not passed on. */
function reasonOf(error) {
  const word = error?.cause?.code ?? error?.name;
  return typeof word === "string" && /^\w{1,40}$/.test(word) ? word : "the transport failed";
}
