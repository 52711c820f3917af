"""Single rows that the memory adapters hold."""

from dataclasses import dataclass, field
from datetime import datetime

from application.ports.answers import Once
from domain.ids import UserId
from domain.line import Line
from domain.message import Message, Receipt, Status
from domain.otp_challenge import OtpChallenge
from domain.webhook import Delivery


@dataclass(slots=True)
class StoredAttempt:
    """A hand-over and what became of it."""

    number: int
    provider: str
    channel: str
    country: str
    started_at: datetime
    status: Status = Status.SENDING
    receipt: Receipt | None = None
    ended_at: datetime | None = None
    receipt_at: datetime | None = None
    delivered_at: datetime | None = None
    undelivered_at: datetime | None = None
    reference: str | None = None
    error_code: str | None = None
    cost_micros: int | None = None


@dataclass(slots=True)
class StoredMessage:
    """A message and what became of it."""

    message: Message
    purpose: str
    status: Status
    due_at: datetime | None
    dropped_as: str | None = None
    lease_id: str | None = None
    handovers: int = 0
    delivered_at: datetime | None = None
    attempts: list[StoredAttempt] = field(default_factory=list)

    def age(self, now: datetime) -> float:
        """Seconds since it was asked for."""
        return (now - self.message.created_at).total_seconds()


@dataclass(slots=True)
class StoredBreaker:
    """How a provider does."""

    failures: int = 0
    open_until: datetime | None = None


@dataclass(slots=True)
class StoredRequest:
    """The record of a challenge, for support."""

    challenge: OtpChallenge
    address: str
    status: str
    actor: str
    request_id: str
    ended_at: datetime | None = None
    attempts: int = 0
    user_id: UserId | None = None


@dataclass(slots=True)
class StoredCall:
    """A call with an Idempotency-Key, and its sealed answer."""

    once: Once
    answer: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredLine:
    """When a number was asked about last, and what was said."""

    asked_at: datetime
    line: Line | None = None


@dataclass(slots=True)
class StoredDelivery:
    """A delivery and who has its lease."""

    delivery: Delivery
    lease_id: str | None = None
