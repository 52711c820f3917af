/** What can go wrong. No error here holds a key, a token or a code, or whatever a transport knew of them. */

/** Every refusal of the server, and the parent of all other errors of this client; `code` is stable: switch on it. */
export class Auth1Error extends Error {
  constructor({ status, code, detail, requestId = null, retryAfter = null, errors = [] }) {
    super(`${detail} (${code})`);
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.errors = errors;
  }
}

/** The code is wrong; `attemptsRemaining` says how many wrong ones may still be tried. */
export class InvalidCode extends Auth1Error {
  constructor(told) {
    super(told);
    this.attemptsRemaining = told.attemptsRemaining ?? null;
  }
}

/** There is no live code for this address: never asked for, expired or used. Ask for a new one. */
export class CodeExpired extends Auth1Error {}

/** Wrong codes have ended this one. Ask for a new one. */
export class TooManyAttempts extends Auth1Error {}

/** A limit is reached; after `retryAfter` seconds it lets the same call through. */
export class RateLimited extends Auth1Error {
  constructor(told) {
    super(told);
    this.limit = told.limit ?? null;
  }
}

/** The server wants work first: solve `challenge` with any ALTCHA client, and ask again with `proof`. */
export class ChallengeRequired extends Auth1Error {
  constructor(told) {
    super(told);
    this.challenge = told.challenge ?? null;
  }
}

/** The session has ended, or the token is none: the user signs in again. */
export class SignInRequired extends Auth1Error {}

/** Something in the call cannot be; `errors` names each field and what would be right. */
export class InvalidRequest extends Auth1Error {}

/** No whole answer came: no connection, a broken one, or none in time. Whether the call had an effect is not known. */
export class Unreachable extends Auth1Error {
  constructor(why) {
    super({ status: 0, code: "unreachable", detail: `No answer came: ${why}.` });
  }
}

const KINDS = {
  invalid_code: InvalidCode,
  code_expired: CodeExpired,
  challenge_required: ChallengeRequired,
  too_many_attempts: TooManyAttempts,
  rate_limited: RateLimited,
  invalid_token: SignInRequired,
  session_revoked: SignInRequired,
  refresh_reused: SignInRequired,
  invalid_request: InvalidRequest,
  invalid_phone: InvalidRequest,
  invalid_email: InvalidRequest,
};

/** The error that a problem document (RFC 9457) tells of; `retryAfter` is in seconds. */
export function refused(status, problem, requestId, retryAfter) {
  const { code, errors, limit, attempts_remaining: attemptsRemaining } = problem;
  const Kind = Object.hasOwn(KINDS, code) ? KINDS[code] : Auth1Error;
  const detail = problem.detail ?? problem.title ?? "No detail was given.";
  const told = { errors, limit, attemptsRemaining, requestId: problem.request_id ?? requestId };
  return new Kind({ status, code, detail, retryAfter, ...told });
}

/** What came is not an answer of Auth1: a proxy's page, perhaps. Its text is not told. */
export function unexpected(status, requestId = null, retryAfter = null) {
  const detail = `What answered with status ${status} does not speak as Auth1 does.`;
  return new Auth1Error({ status, code: "unexpected_answer", detail, requestId, retryAfter });
}
