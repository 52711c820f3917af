"""What goes wrong, as a caller decides on it; no message holds a token, a key or a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

UNEXPECTED: Final = "unexpected_answer"
UNREACHABLE: Final = "unreachable"


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field of the request that was refused, and what would be right."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document (RFC 9457) as the server wrote it; `status` is 0 where there was no answer."""

    status: int
    code: str
    detail: str
    request_id: str | None = None
    retry_after: int | None = None
    errors: tuple[FieldError, ...] = ()
    attempts_remaining: int | None = None
    limit: str | None = None
    challenge: Mapping[str, object] | None = None


class Auth1Error(Exception):
    """A call that was refused or came to nothing; `code` is stable, `detail` is a sentence for developers.

    `retry_after` is in whole seconds, and None where the server named no time.
    `request_id` is what the operator finds in the server's log.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        known = f" ({self.request_id})" if self.request_id else ""
        fields = "".join(f" [{error.field}: {error.message}]" for error in self.errors)
        return f"{self.code}: {self.detail}{fields}{known}"

    @property
    def status(self) -> int:
        """The HTTP status; 0 where there was no answer."""
        return self.problem.status

    @property
    def code(self) -> str:
        """The server's code, or `unexpected_answer` or `unreachable`."""
        return self.problem.code

    @property
    def detail(self) -> str:
        """A sentence for developers, which may change."""
        return self.problem.detail

    @property
    def request_id(self) -> str | None:
        """The server's name of the request."""
        return self.problem.request_id

    @property
    def retry_after(self) -> int | None:
        """Seconds after which the same call may do."""
        return self.problem.retry_after

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """The fields that were refused."""
        return self.problem.errors


class InvalidCode(Auth1Error):
    """The code is wrong, and another may be tried."""

    @property
    def attempts_remaining(self) -> int:
        """Wrong codes that may still be tried."""
        return self.problem.attempts_remaining or 0


class CodeExpired(Auth1Error):
    """There is no live code for this address: ask for a new one."""


class TooManyAttempts(Auth1Error):
    """Wrong tries have ended this code: ask for a new one."""


class RateLimited(Auth1Error):
    """Too often; after `retry_after` seconds the same call does."""

    @property
    def limit(self) -> str:
        """Which one: `resend`, `address`, `failures`, `ip`, `key`, `slow_down` or `budget`."""
        return self.problem.limit or ""


class ChallengeRequired(Auth1Error):
    """The server wants work first: solve `challenge` with any ALTCHA client, and ask again with `proof`."""

    @property
    def challenge(self) -> Mapping[str, object]:
        """ALTCHA's challenge, version 2."""
        return self.problem.challenge or {}


class SignInRequired(Auth1Error):
    """The session is over, or the token is not one of this tenant's: the person signs in again."""


class TokenExpired(Auth1Error):
    """The access token's time is over: refresh it, and call again."""


class InvalidRequest(Auth1Error):
    """What was sent cannot be right, such as an address that nobody can have; `errors` names the fields."""


class Unreachable(Auth1Error):
    """No whole answer came: whether the call had its effect is not known."""


CLASSES: Final[Mapping[str, type[Auth1Error]]] = {
    "invalid_code": InvalidCode,
    "code_expired": CodeExpired,
    "challenge_required": ChallengeRequired,
    "too_many_attempts": TooManyAttempts,
    "rate_limited": RateLimited,
    "invalid_token": SignInRequired,
    "session_revoked": SignInRequired,
    "refresh_reused": SignInRequired,
    "token_expired": TokenExpired,
    "malformed_request": InvalidRequest,
    "invalid_request": InvalidRequest,
    "invalid_phone": InvalidRequest,
    "invalid_email": InvalidRequest,
    UNREACHABLE: Unreachable,
}


def error_of(problem: Problem) -> Auth1Error:
    """The error to raise for a problem; codes that this version does not know are Auth1Error itself."""
    return CLASSES.get(problem.code, Auth1Error)(problem)
