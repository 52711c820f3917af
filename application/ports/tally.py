"""What is counted for whoever watches the product."""

from enum import StrEnum
from typing import Protocol


class Counter(StrEnum):
    """Everything that is counted of messages and deliveries."""

    SENT = "messages_sent"
    FAILED = "messages_failed"
    FAILED_OVER = "messages_failed_over"
    REPEATED = "messages_repeated"
    DELIVERED = "messages_delivered"
    UNDELIVERED = "messages_undelivered"
    WEBHOOK = "webhook_attempts"


class Tally(Protocol):
    """Counters and spans of this process, from its start; they never fail and never wait."""

    def count(self, counter: Counter, *, provider: str, outcome: str = "") -> None:
        """One more."""
        ...

    def observe_queue(self, seconds: float) -> None:
        """How old a message was when a worker first took it."""
        ...

    def observe_delivery(self, seconds: float) -> None:
        """How long after it was asked for a message arrived, by its receipt."""
        ...
