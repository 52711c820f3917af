"""The outbox that messages wait in, and the channels that carry them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.delivery import Begun, Delivered, DeliveryReport, Next
from domain.ids import EventId, TenantId
from domain.message import Attempt, Claimed, Outgoing, Receipt


class Outbox(Protocol):
    """Messages that are owed; written by `OtpSlots.issue`, taken by workers of all tenants."""

    def claim(
        self, *, now: datetime, lease_id: str, lease_until: datetime, most: int, full: Sequence[TenantId] = ()
    ) -> Sequence[Claimed]:
        """Take messages that are due; nobody else gets them before the lease is over.  Empty where none is.

        Tenants take turns, the oldest message of each first; `full` ones are left out this time.
        """
        ...

    def begin(self, claimed: Claimed, *, provider: str, channel: str, now: datetime) -> Begun:
        """Count a hand-over before it happens, in one commit.

        No number where the lease is another's, the code has ended or expired, or a cap is reached (3 for a message,
        6 for a challenge); `is_open` where the provider's breaker, which all workers share, lets nobody through.
        """
        ...

    def finish(self, claimed: Claimed, attempt: Attempt, next: Next, *, event_id: EventId) -> bool:
        """Write down how a hand-over ended, what it cost, and what becomes of the message.

        False where the lease is another's by now: the hand-over is recorded, the message left as it is.
        One that provably reached nobody is given back to the caps.  A failure for good is an event of that id.
        """
        ...

    def settle(self, claimed: Claimed, next: Next, *, now: datetime, event_id: EventId) -> bool:
        """End a claim without a hand-over; False where the lease is another's by now."""
        ...

    def expects_receipt(self, claimed: Claimed, *, now: datetime) -> bool:
        """Whether the provider of this silent message usually sends receipts to that country."""
        ...

    def receive(self, report: DeliveryReport, *, now: datetime, event_id: EventId) -> Delivered | None:
        """Write a provider's report down; None where it changed nothing: a duplicate, an older one, no such message.

        A status never goes back.  An undelivered message is due again at once, unless nobody could do better.
        """
        ...


class Channel(Protocol):
    """One provider's way to carry a message."""

    @property
    def name(self) -> str:
        """The route's name in plans and records, such as `twilio`."""
        ...

    @property
    def carries(self) -> str:
        """The channel: `sms`, `whatsapp`, `voice` or `email`."""
        ...

    def prepare(self) -> None:
        """Load what the first message would otherwise wait for; nothing, where there is nothing to load."""
        return

    def send(self, outgoing: Outgoing) -> Receipt:
        """Hand a message over, within 5 s; every trouble is a receipt with its outcome, never an exception."""
        ...


class CallbackReader(Protocol):
    """Reads what a provider posts about a hand-over."""

    def read(
        self, *, query: str, form: Sequence[tuple[str, str]], body: bytes, signature: str
    ) -> DeliveryReport | None:
        """The report; None where it says nothing that concerns us.  Raises Forbidden without a valid signature."""
        ...
