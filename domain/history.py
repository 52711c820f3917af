"""What became of a code and its messages, as it is told to a support person."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.audit import Action
from domain.email import EmailAddress, InvalidEmail
from domain.ids import ChallengeId, MessageId
from domain.message import Outcome, Status, Try
from domain.phone import InvalidPhone, PhoneNumber
from domain.refusal import FieldError, InvalidRequest
from domain.risk import Reason


class RequestStatus(StrEnum):
    """Where a code stands; a `blocked` one was never sent, since its address is a blocked user's."""

    PENDING = "pending"
    VERIFIED = "verified"
    EXPIRED = "expired"
    LOCKED = "locked"
    REPLACED = "replaced"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over of a message to a provider, and what it said, then and later.

    `receipt_at` is the first report of any kind; an `outcome` of None: the worker is not done, or died.
    """

    number: int
    provider: str
    channel: str
    status: Status
    outcome: Outcome | None
    error_code: str | None
    reference: str | None
    cost_micros: int | None
    started_at: datetime
    ended_at: datetime | None
    receipt_at: datetime | None
    delivered_at: datetime | None
    undelivered_at: datetime | None = None

    @property
    def sent_at(self) -> datetime | None:
        """When the provider had it, by its answer or else by its first report; None where it did not take it."""
        return self.ended_at if self.outcome is Outcome.ACCEPTED else self.receipt_at

    @property
    def tried(self) -> Try:
        """The hand-over as the rules of delivery see it."""
        return Try(self.number, self.provider, self.outcome, self.status)


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message with its hand-overs, oldest first; `spent` counts those that a provider got, or may have got."""

    id: MessageId
    challenge_id: ChallengeId
    channel: str
    address: str = field(repr=False)
    status: Status
    routes: tuple[str, ...]
    country: str | None
    spent: int
    dropped_as: str | None
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    is_due: bool
    handovers: tuple[Handover, ...] = ()

    @property
    def provider(self) -> str | None:
        """Who had it last, or None."""
        return self.handovers[-1].provider if self.handovers else None

    @property
    def cost_micros(self) -> int | None:
        """What its hand-overs cost together; None where no price is known, which is not the same as nothing."""
        return total_of([one.cost_micros for one in self.handovers])

    @property
    def sent_at(self) -> datetime | None:
        """When a provider first took it."""
        return min((one.sent_at for one in self.handovers if one.sent_at), default=None)

    @property
    def delivered_at(self) -> datetime | None:
        """When it first arrived, by its receipt."""
        return min((one.delivered_at for one in self.handovers if one.delivered_at), default=None)


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the audit log about a code: a try, or an operator who sent a message again.

    `attempts` is how many tries there had been with this one; `actor` is who did it.
    """

    at: datetime
    action: Action
    actor: str
    attempts: int | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the risk score said to an ask: `outcome` is what was done, `would` what would be done without shadow."""

    at: datetime
    outcome: str
    score: int
    would: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A code that was asked for: its messages and its deeds, oldest first; never the code itself.

    `attempts` are the tries so far; `handovers` are those of all its messages while it lives, else None.
    `weighings` has one for each ask, oldest first; those of test numbers are not weighed.
    """

    id: ChallengeId
    status: RequestStatus
    address: str = field(repr=False)
    channel: str
    attempts: int
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    handovers: int | None
    messages: tuple[MessageRecord, ...] = ()
    deeds: tuple[Deed, ...] = ()
    weighings: tuple[Weighing, ...] = ()

    def at(self, now: datetime) -> "RequestRecord":
        """The same as it stands at a moment: a pending one whose time is over has expired."""
        over = self.status is RequestStatus.PENDING and now >= self.expires_at
        return replace(self, status=RequestStatus.EXPIRED) if over else self


@dataclass(frozen=True, slots=True)
class Followed:
    """A message as whoever watches the traffic sees it, with its tenant's slug."""

    slug: str
    message: MessageRecord


def total_of(costs: Sequence[int | None]) -> int | None:
    """The sum of the known ones, or None where none is known."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if known else None


def masked(address: str) -> str:
    """A stored address as people may see it."""
    if "@" in address:
        return EmailAddress(address).masked()
    return PhoneNumber(address, region="", line_type="unknown", is_valid=False).masked()


def sought(phone: str | None, email: str | None, default_region: str | None) -> str | None:
    """The stored form of an address that somebody looks for, test numbers included; None where none is given.

    Raises InvalidRequest that names the parameter.
    """
    if phone is not None and email is not None:
        raise InvalidRequest([FieldError(name, "Send either phone or email, not both.") for name in ("phone", "email")])
    try:
        if phone is not None:
            return PhoneNumber.parse(phone, default_region).text
        return None if email is None else EmailAddress.parse(email).text
    except (InvalidPhone, InvalidEmail) as refusal:
        raise InvalidRequest([FieldError("email" if phone is None else "phone", refusal.detail)]) from None
