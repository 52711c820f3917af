"""Every "no" that the product can say, each with a stable code for programs and a sentence for developers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


class Refusal(Exception):
    """The root of every refusal.

    `code` is stable: clients switch on it, and one table in `entrypoints/http/errors.py` gives it a status.
    `members` are the further fields of the answer, such as `attempts_remaining`.
    """

    code: ClassVar[str] = "refused"
    detail: str

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of a request, as a path (`settings.otp_length`) and a sentence."""

    field: str
    message: str


class InvalidRequest(Refusal):
    """Fields are missing, unknown, of the wrong type or out of bounds; names every one of them."""

    code = "invalid_request"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        named = ", ".join(dict.fromkeys(error.field for error in errors))
        super().__init__(
            f"Mend these fields and send the request again: {named}.",
            errors=[{"field": error.field, "message": error.message} for error in errors],
        )


class MalformedRequest(Refusal):
    """The body is not one JSON object in UTF-8."""

    code = "malformed_request"


class MissingCredentials(Refusal):
    """The call needs a key or a token and carries none."""

    code = "missing_credentials"


class InvalidCredentials(Refusal):
    """The key or token is unknown, revoked or expired; which of them is not said."""

    code = "invalid_credentials"


class InvalidToken(Refusal):
    """The signed-in user's token is not one of ours, or is made for somebody else."""

    code = "invalid_token"


class TokenExpired(Refusal):
    """The token was ours and its time is over."""

    code = "token_expired"


class AuthorizationOver(Refusal):
    """A browser's way to a client's code was begun elsewhere, or is over."""

    code = "authorization_over"


class SessionRevoked(Refusal):
    """The session behind the token has ended."""

    code = "session_revoked"


class RefreshReused(Refusal):
    """A refresh token was used that had been spent: somebody has a copy, so the whole family has ended."""

    code = "refresh_reused"


class ReauthenticationRequired(Refusal):
    """The session's proof is too old for this change."""

    code = "reauthentication_required"


class PreconditionFailed(Refusal):
    """The state that the caller saw is not the present one any more."""

    code = "precondition_failed"


class IdempotencyInProgress(Refusal):
    """The first call with this Idempotency-Key is being worked on."""

    code = "idempotency_in_progress"
    retry_after = 1


class IdempotencyMismatch(Refusal):
    """The Idempotency-Key came before with another body."""

    code = "idempotency_mismatch"


class Forbidden(Refusal):
    """The credential is good but does not open this."""

    code = "forbidden"


class OriginNotAllowed(Refusal):
    """A browser sent this from an origin that the tenant does not list."""

    code = "origin_not_allowed"


class NotFound(Refusal):
    """There is no such thing in this tenant; whether another tenant has it is not said."""

    code = "not_found"


class Conflict(Refusal):
    """What is asked for stands against what is there, such as a slug that is taken."""

    code = "conflict"


class RateLimited(Refusal):
    """A limit is reached.

    `limit` names it; `retry_after` is the truth in whole seconds, rounded up, at least 1:
    after that time this limit lets the same call through.
    """

    code = "rate_limited"

    def __init__(self, limit: str, retry_after: int, detail: str) -> None:
        self.limit = limit
        self.retry_after = max(1, retry_after)
        super().__init__(detail, limit=limit)


class Unavailable(Refusal):
    """Something that the call depends on is down or not configured; nothing was half done."""

    code = "unavailable"

    def __init__(self, detail: str, retry_after: int = 2) -> None:
        self.retry_after = retry_after
        super().__init__(detail)


def require_version(version: int, expected: int | None) -> None:
    """Raise PreconditionFailed where the caller saw an older state; None: whatever it is."""
    if expected is not None and expected != version:
        raise PreconditionFailed("It has changed since you read it. Read it again, and change that.")
