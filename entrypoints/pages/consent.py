"""What an app gets, and of whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from entrypoints.pages.form import Form, Problem


@dataclass(frozen=True, slots=True)
class Consent:
    """Asks whether an app may have what it asks for; the field `decision` is `allow` or `deny`.

    `scopes` are those of OpenID Connect, or a tenant's own, which are shown as they are written.
    `host` is where the person will be sent, and `masked` who is signed in.
    """

    template: ClassVar[str] = "consent.html"
    form: Form
    client: str
    scopes: Sequence[str]
    host: str
    masked: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who is signed in here: the value for the field `account`, and the masked address."""

    value: str = field(repr=False)
    masked: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    """Asks which of those who are signed in here goes on; `other` is where another one signs in."""

    template: ClassVar[str] = "choose.html"
    form: Form
    accounts: Sequence[Account]
    other: str
    problem: Problem | None = None
