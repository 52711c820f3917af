/** What the server answers, as this client hands it on: in camelCase, and fields that it does not know left out. */

import { unexpected } from "./errors.js";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
const HIDDEN = "[hidden]";

const REQUESTED = ["request_id", "status", "channel", "expires_in", "resend_after", "attempts_remaining"];
const TOKENS = ["token", "token_type", "expires_in", "refresh_token", "user_id", "session_id", "new_user"];
const SECRETS = ["token", "refresh_token"];
const REGISTERED = "active token_type client_id iss sub aud sid iat nbf exp jti amr auth_time".split(" ");
const ME = "id phone email phone_verified_at email_verified_at user_metadata created_at last_sign_in_at".split(" ");
const SESSION = "id user_id created_at last_used_at expires_at ip user_agent device place last_used current".split(" ");

/** A code is on its way. */
export function requested(said) {
  return named(said, REQUESTED, ["request_id"]);
}

/** The user's own account; `userMetadata` holds what the user's app put there, as it is. */
export function account(said) {
  return named(said, ME, ["id"]);
}

/** A page of sessions. */
export function sessionsOf(said) {
  if (!Array.isArray(said?.data)) throw unexpected(200);
  return { data: said.data.map((one) => named(one, SESSION, ["id"])), nextCursor: said.next_cursor ?? null };
}

/** What a token is worth (RFC 7662); `claims` are the tenant's own, under their own names. */
export function introspected(said) {
  const shown = named(said, REGISTERED, ["active"]);
  const own = Object.entries(said).filter(([name]) => !REGISTERED.includes(name));
  return { ...shown, claims: Object.fromEntries(own) };
}

/** Tokens with `expiresAt`, in milliseconds of this machine's clock, counted from `began`, when they were asked for. */
export function tokensOf(said, began) {
  const tokens = named(said, TOKENS, [...SECRETS, "expires_in"]);
  return discreet({ ...tokens, expiresAt: endOf(tokens, began) });
}

/** When an access token ends that was asked for at `began`, in milliseconds. */
export function endOf(tokens, began) {
  return began + tokens.expiresIn * 1000;
}

/** The same tokens, which Node prints without the secrets; JSON has them, since they are to be stored. */
export function discreet(tokens) {
  const shown = () => ({ ...tokens, ...Object.fromEntries(SECRETS.map((field) => [camel(field), HIDDEN])) });
  return Object.defineProperty({ ...tokens }, INSPECT, { value: shown });
}

function named(said, fields, needed) {
  if (needed.some((field) => said?.[field] == null)) throw unexpected(200);
  const there = fields.filter((field) => Object.hasOwn(said, field));
  return Object.fromEntries(there.map((field) => [camel(field), said[field]]));
}

function camel(field) {
  return field.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}
