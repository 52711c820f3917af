"""The way out, and what is said where there is no way on."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from entrypoints.pages.form import Form, Problem

Kind = Literal[
    "rate_limited", "blocked", "sign_up_refused", "expired", "bad_request", "not_found", "no_cookies", "unavailable"
]


@dataclass(frozen=True, slots=True)
class LogOut:
    """Asks whether to sign out; `stay` is where somebody goes who does not want to."""

    template: ClassVar[str] = "log_out.html"
    form: Form
    masked: str
    stay: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Says that it is done, and leads to where one signs in again."""

    template: ClassVar[str] = "signed_out.html"
    sign_in: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A page that is no way on: what is the matter, what to do, and the request's id for those who are asked for help.

    `retry` is the address at which to try again; `wait` is in seconds.
    """

    template: ClassVar[str] = "trouble.html"
    kind: Kind
    request_id: str
    wait: int | None = None
    retry: str | None = None
    problem: Problem | None = None
