"""The outbox that messages wait in, and the channels that carry them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.message import Attempt, Claimed, Outgoing, Receipt


class Outbox(Protocol):
    """Messages that are owed; written by `OtpSlots.issue`, taken by workers."""

    def claim(self, *, now: datetime, lease_id: str, lease_until: datetime, most: int) -> Sequence[Claimed]:
        """Take the oldest free messages; nobody else gets them before the lease is over.  Empty where none is owed."""
        ...

    def record(self, claimed: Claimed, attempt: Attempt) -> bool:
        """Write down an attempt and end the claim; False, and nothing written, where the lease is another's by now."""
        ...

    def drop(self, claimed: Claimed, reason: str, *, now: datetime) -> bool:
        """End a message that must not be sent any more; False where the lease is another's by now."""
        ...


class Channel(Protocol):
    """One provider's way to carry a message."""

    @property
    def name(self) -> str:
        """The provider's name in records, such as `twilio`."""
        ...

    def send(self, outgoing: Outgoing) -> Receipt:
        """Hand a message over, within 10 s; every trouble is a receipt with its outcome, never an exception."""
        ...
