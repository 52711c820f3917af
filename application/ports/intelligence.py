"""What others know: of phone lines, of networks and of mail domains."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from domain.ids import TenantId
from domain.line import Line
from domain.phone import PhoneNumber
from domain.place import Place


class PhoneIntelligence(Protocol):
    """Asks a provider about a line; each question costs money."""

    def line_of(self, phone: PhoneNumber, *, then: Callable[[Line], None]) -> Line | None:
        """What the provider says, or None where it does not say so in time (300 ms) or at all.

        `then` is called with whatever it says, also where that comes later, so that nothing is paid for twice.
        """
        ...


class LineBook(Protocol):
    """Remembers what was said of a tenant's numbers for 30 days, and how many were asked about."""

    def reserve(self, *, tenant_id: TenantId, address: str, now: datetime, per_day: int) -> bool:
        """Whether to ask about a number now: it was not asked about, and fewer than `per_day` were within 24 hours.

        Of many that reserve the same number at once one gets True; the bound is exact.
        """
        ...

    def keep(self, *, tenant_id: TenantId, address: str, line: Line, now: datetime) -> None:
        """Remember an answer to a question that was reserved."""
        ...


class Places(Protocol):
    """Where IP addresses are, by files that the operator names; nobody is asked."""

    def place_of(self, ip: str) -> Place:
        """The country and the autonomous system; an unknown place where no file says so."""
        ...


class MailDomains(Protocol):
    """What is known of mail domains."""

    def is_disposable(self, domain: str) -> bool:
        """Whether it gives mailboxes away that nobody keeps; a domain below such a one does too."""
        ...
