"""Where codes are judged: one slot per tenant, address and purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from application.ports.answers import Once
from application.ports.risk import Known, Probe, Weighed
from domain.address import Address
from domain.audit import Footprint
from domain.ids import AuditId, ChallengeId, EventId, SessionId, TenantId, UserId
from domain.message import Message
from domain.otp import OtpSlot
from domain.otp_challenge import OtpChallenge
from domain.otp_code import CodeSecret
from domain.rate_limit import Limit
from domain.session import Session


@dataclass(frozen=True, slots=True)
class Question:
    """What else to look up in the same round trip.

    `everywhere` bounds the asks for a mailbox or number over all tenants, `mailbox` those within this one;
    `network` and `limit` bound those of a network, and are given only while the rate limits are away.
    `probe` is what weighs on an ask.
    """

    everywhere: Limit
    mailbox: Limit
    network: str | None = None
    limit: Limit | None = None
    probe: Probe | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """When the bounds of a Question open again (None: they are open), and whether the address is a blocked user's.

    `known` answers the question's probe.
    """

    everywhere_until: datetime | None = None
    mailbox_until: datetime | None = None
    network_until: datetime | None = None
    is_blocked: bool = False
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A code that is to be sent: a new challenge with its secret, or the live one again.

    A live one that is `resent` keeps its secret, but for a test number, whose code is the one that is set now.
    `spent` are the tries on the code that it replaces.
    `seen` is the slot's version that the decision was made on; `keep` is how many times of asks the slot holds.
    `bounds` are those of the address's mailbox (everywhere, and in this tenant), which are checked again as it is
    written where many addresses share one mailbox.
    `kept` is the sealed answer to a call with an Idempotency-Key, for the same commit.
    """

    challenge: OtpChallenge
    resent: bool
    secret: CodeSecret | None
    message: Message
    seen: int
    keep: int
    replaced: ChallengeId | None
    spent: int
    footprint: Footprint
    audit_id: AuditId
    event_id: EventId
    bounds: tuple[Limit, Limit] | None = None
    kept: tuple[Once, bytes] | None = field(default=None, repr=False)
    weighed: Weighed | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """A code that was typed, as macs (one per accepted key).

    `is_test` says what the number is now: a fixed code opens nothing any more once its number is an ordinary one.
    """

    macs: Sequence[bytes] = field(repr=False)
    is_test: bool
    footprint: Footprint
    audit_id: AuditId
    event_id: EventId


@dataclass(frozen=True, slots=True)
class Entry:
    """What is born of a right guess that signs in.

    `amr` is what a proof says of itself, by the channel that carried the code; the session gets that.
    `session.user_id` is the id of a new user; who is known keeps theirs.
    A user last seen before `recycled_before` loses the address to a new one.
    `app_metadata` goes to a new user.
    Of a user's sessions the `most_sessions` used last go on, this one included.
    Sign-ins by two addresses at the same moment do not see each other; the next one makes up for it.
    """

    amr: Mapping[str, tuple[str, ...]]
    session: Session
    recycled_before: datetime | None
    most_sessions: int
    audit_ids: tuple[AuditId, AuditId, AuditId]
    event_ids: tuple[EventId, EventId, EventId, EventId]
    app_metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a counted guess came to: `used`, `locked` or, while the challenge lives on, None.

    With an entry: who came in, the tenant's notes on them, and the sessions that made room.
    `waits`: the code was right and is spent, and a new user waits for the word of the tenant's own system.
    """

    challenge_id: ChallengeId
    ended_as: str | None
    attempts_remaining: int
    channel: str
    is_test: bool
    user_id: UserId | None = None
    new_user: bool = False
    app_metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    ended: tuple[SessionId, ...] = ()
    waits: bool = False


class Codes(Protocol):
    """Guesses within the commit of what they are for."""

    def judge(
        self, *, tenant_id: TenantId, address: Address, purpose: str, now: datetime, guess: Guess
    ) -> Tried | None:
        """Count a guess and judge it, as `OtpSlots.try_code` does; nobody signs in by it."""
        ...


class OtpSlots(Protocol):
    """Challenges of addresses; every bound of an address is exact under the lock of its slot."""

    def look(
        self,
        *,
        tenant_id: TenantId,
        address: Address,
        purpose: str,
        now: datetime,
        question: Question | None = None,
        network: str | None = None,
    ) -> tuple[OtpSlot, Facts]:
        """The slot as a caller in that network sees it and the facts around it, without a lock.

        An empty slot of version 0 where there is none.
        """
        ...

    def issue(self, *, tenant_id: TenantId, address: Address, purpose: str, ask: Ask) -> bool:
        """Write slot, record, message, audit row and event in one commit; False, and nothing written, if overtaken."""
        ...

    def try_code(
        self, *, tenant_id: TenantId, address: Address, purpose: str, now: datetime, guess: Guess, entry: Entry
    ) -> Tried | None:
        """Count a guess and judge it in one commit; a right one makes the user at first, and the session.

        None where nothing could be guessed at: no live challenge, or too many failures; then nothing was counted.
        """
        ...

    def admit(
        self, *, tenant_id: TenantId, address: Address, now: datetime, footprint: Footprint, entry: Entry, tried: Tried
    ) -> Tried:
        """Let in whose right code `try_code` has spent; nobody where the address is a blocked user's meanwhile."""
        ...

    def end_all(self, *, now: datetime, after: str, most: int) -> tuple[str, int]:
        """End every live challenge of every tenant, a batch at a time; what was counted against addresses stays.

        Takes and returns a cursor, with how many ended; the empty cursor begins anew.
        """
        ...

    def sweep(self, *, now: datetime, after: str, most: int) -> str:
        """Forget the secrets of expired challenges and slots that bound nothing any more, a batch at a time.

        Takes and returns a cursor; the empty cursor begins anew.
        """
        ...
