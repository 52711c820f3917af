"""Messages to an address, and what became of them."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.ids import ChallengeId, MessageId, TenantId

LEASE: Final = timedelta(seconds=30)
WORD: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")


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


@dataclass(frozen=True, slots=True)
class Message:
    """A message that is owed, without its code: the worker derives that as it sends.

    `minutes` is the number that its text says, taken at the moment of the ask.
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
    locale: str | None = None
    dropped_as: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in one worker's hands until `lease_until`, with what the worker needs to make its text.

    `nonce` is None where the challenge that it was for has ended or was replaced.
    """

    message: Message
    lease_id: str
    lease_until: datetime
    sms_name: str
    nonce: bytes | None = field(repr=False)
    key_id: str | None
    code_length: int

    def dropped_as(self, now: datetime) -> str | None:
        """Why it must not be sent any more, or None."""
        if now >= self.message.expires_at:
            return "expired"
        return "challenge_ended" if self.nonce is None else None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a channel gets: the address, the text, and the id that the provider may be told."""

    message_id: MessageId
    channel: str
    to: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider answered: its own reference for the message, or its error code."""

    outcome: Outcome
    reference: str | None = None
    error_code: str | None = None

    def storable(self) -> "Receipt":
        """This receipt with only such words of the provider's as a record can hold; others are dropped."""
        return replace(self, reference=_word(self.reference), error_code=_word(self.error_code))


def _word(given: object) -> str | None:
    return given if isinstance(given, str) and WORD.fullmatch(given) else None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One hand-over of a message to a provider, with its times."""

    provider: str
    receipt: Receipt
    started_at: datetime
    ended_at: datetime

    @property
    def status(self) -> str:
        """The message's status after this attempt."""
        return "sent" if self.receipt.outcome is Outcome.ACCEPTED else "failed"


def code_text(name: str, code: str, minutes: int) -> str:
    """The seed's sentence, to the letter."""
    return f"Your {name} verification code is: {code}. Expires in {minutes} minutes."
