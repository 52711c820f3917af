"""Messages to an address: what is owed, what a channel is given, and what a provider answers."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.ids import AuthorizationId, ChallengeId, MessageId, TenantId
from domain.letter import Notice
from domain.tenant import Tenant

LEASE: Final = timedelta(seconds=30)
WORD: Final = re.compile(r"[A-Za-z0-9._:@<>-]{1,128}")


class Outcome(StrEnum):
    """What a provider said to a message, in the words that all adapters share."""

    ACCEPTED = "accepted"
    INVALID_DESTINATION = "invalid_destination"
    OPTED_OUT = "opted_out"
    RATE_LIMITED = "rate_limited"
    REFUSED_BY_PROVIDER = "refused_by_provider"
    AUTHENTICATION_FAILED = "authentication_failed"
    TIMEOUT = "timeout"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"

    @property
    def is_permanent(self) -> bool:
        """Whether it is about the address, so that no other provider would do better."""
        return self in (Outcome.INVALID_DESTINATION, Outcome.OPTED_OUT)

    @property
    def is_for_good(self) -> bool:
        """Whether the same provider is not asked again for a message.

        Its credentials or its rules stand against it, or its answer was so odd that it may have taken the message.
        """
        return self in (Outcome.REFUSED_BY_PROVIDER, Outcome.AUTHENTICATION_FAILED, Outcome.UNKNOWN)


class Status(StrEnum):
    """Where a message or one hand-over of it stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    DROPPED = "dropped"


TAKEN: Final = (Status.SENT, Status.DELIVERED, Status.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is owed, without its code: the worker derives that as it sends.

    `routes` are the providers that may carry it, the first choice first; `country` is the number's, None for email.
    `minutes` is the number that its text says, taken at the moment of the ask.
    `notice` is what it tells instead of a code; `flow` is the sign-in that its link belongs to, where it has one.
    `dropped_as` says why it was never to be sent (`test_number`, `user_blocked`); then nobody claims it.
    """

    tenant_id: TenantId
    id: MessageId
    challenge_id: ChallengeId
    channel: str
    to: str
    minutes: int
    created_at: datetime
    expires_at: datetime
    routes: tuple[str, ...] = ()
    country: str | None = None
    locale: str | None = None
    dropped_as: str | None = None
    notice: Notice | None = None
    flow: AuthorizationId | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """One hand-over of a message so far; an `outcome` of None: its worker died, or is not done."""

    number: int
    provider: str
    outcome: Outcome | None
    status: Status

    @property
    def was_taken(self) -> bool:
        """Whether the provider has it, by its answer or by a receipt."""
        return self.outcome is Outcome.ACCEPTED or self.status in TAKEN


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in one worker's hands until `lease_until`, with what the worker needs to make its text.

    `status` is that before the claim: a `sent` one came due by its provider's silence.
    `nonce` is None where the challenge that it was for has ended or was replaced.
    `handovers` counts those that providers got, or may have got.
    `asks_hook`: the tenant's own system is asked before a code is sent.
    """

    message: Message
    tenant: Tenant
    lease_id: str
    lease_until: datetime
    status: Status
    tries: tuple[Try, ...]
    handovers: int
    nonce: bytes | None = field(repr=False)
    key_id: str | None
    code_length: int
    asks_hook: bool = False

    @property
    def was_sent(self) -> bool:
        """Whether some provider took it: it came due by silence, or by a receipt that says it did not arrive."""
        return self.taken_by is not None

    @property
    def taken_by(self) -> str | None:
        """The provider that took it last, or None."""
        return next((one.provider for one in reversed(self.tries) if one.was_taken), None)

    def tried(self, attempt: "Attempt") -> "Claimed":
        """The same after one more hand-over."""
        made = Try(attempt.number, attempt.provider, attempt.receipt.outcome, attempt.status)
        return replace(self, tries=(*self.tries, made), handovers=self.handovers + attempt.receipt.reached)

    def dropped_as(self, now: datetime) -> str | None:
        """Why it must not be sent any more, or None."""
        if now >= self.message.expires_at:
            return "expired"
        return "challenge_ended" if self.nonce is None else None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a channel gets.

    `number` counts the hand-overs of this message, from 1: with tenant and message it names this one for receipts.
    `text` is the SMS, what a voice says, or the text part of a mail, whose `subject` and `html` stand beside it.
    """

    tenant_id: TenantId
    message_id: MessageId
    number: int
    channel: str
    to: str
    text: str = field(repr=False)
    code: str = field(repr=False)
    language: str = "en"
    name: str = ""
    minutes: int = 0
    subject: str | None = field(default=None, repr=False)
    html: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider answered: its own reference for the message, or its error code.

    `reached` is False only where the provider cannot have got anything: nobody listened, no name was found.
    `of_address`: the trouble is this one address's, as when a mail server puts its domain off; the provider is well.
    """

    outcome: Outcome
    reference: str | None = None
    error_code: str | None = None
    reached: bool = True
    of_address: bool = False

    def storable(self) -> "Receipt":
        """This receipt with only such words of the provider's as a record can hold; others are dropped."""
        return replace(self, reference=_word(self.reference), error_code=_word(self.error_code))


def _word(given: object) -> str | None:
    return given if isinstance(given, str) and WORD.fullmatch(given) else None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One hand-over of a message to a provider, with its times."""

    number: int
    provider: str
    channel: str
    receipt: Receipt
    started_at: datetime
    ended_at: datetime

    @property
    def status(self) -> Status:
        """The hand-over's status after the provider's answer."""
        return Status.SENT if self.receipt.outcome is Outcome.ACCEPTED else Status.FAILED
