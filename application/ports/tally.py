"""What is counted for whoever watches the product."""

from enum import StrEnum
from typing import Final, Protocol

from application.ports.backlog import Backlog


class Counter(StrEnum):
    """Everything that is counted of codes, messages and deliveries."""

    REQUESTED = "codes_requested"
    VERIFIED = "codes_verified"
    REFUSED = "codes_refused"
    SENT = "messages_sent"
    FAILED = "messages_failed"
    FAILED_OVER = "messages_failed_over"
    REPEATED = "messages_repeated"
    DELIVERED = "messages_delivered"
    UNDELIVERED = "messages_undelivered"
    WEBHOOK = "webhook_attempts"


# What each is told apart by; every value comes from a closed list, so that series stay few.
LABELS: Final = {
    Counter.REQUESTED: ("country",),
    Counter.VERIFIED: ("country",),
    Counter.REFUSED: ("outcome",),
    Counter.SENT: ("provider", "country"),
    Counter.FAILED: ("provider", "country", "outcome"),
    Counter.FAILED_OVER: ("provider", "country"),
    Counter.REPEATED: ("provider", "country"),
    Counter.DELIVERED: ("provider", "country"),
    Counter.UNDELIVERED: ("provider", "country"),
    Counter.WEBHOOK: ("outcome",),
}


class Tally(Protocol):
    """Counters and spans of this process, from its start; they never fail and never wait.

    A country is a region's code (ISO 3166-1 alpha-2), None for email.
    Spans are seconds.
    """

    def count(self, counter: Counter, *, provider: str = "", country: str | None = None, outcome: str = "") -> None:
        """One more."""
        ...

    def observe_queue(self, seconds: float) -> None:
        """How old a message was when a worker first took it."""
        ...

    def observe_delivery(self, seconds: float) -> None:
        """How long after it was asked for a message arrived, by its receipt."""
        ...

    def observe_request(self, *, method: str, route: str, status: int, code: str, seconds: float) -> None:
        """A request was answered; `route` is the rule and never the path, `code` a refusal's or empty."""
        ...

    def observe_dependency(self, name: str, seconds: float, *, answered: bool) -> None:
        """A statement of Postgres or a command of Redis ended."""
        ...

    def use_connection(self, change: int, size: int) -> None:
        """A database connection was taken from the pool (1) or given back (-1); the pool has so many."""
        ...

    def observe_skew(self, seconds: float) -> None:
        """How far this machine's clock is ahead of the database's."""
        ...

    def measure(self, backlog: Backlog) -> None:
        """What waits at this moment."""
        ...
