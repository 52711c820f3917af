"""How often a message is handed over, to whom next, and when: failover, pauses, and the breaker of a provider."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.ids import MessageId, TenantId
from domain.message import Attempt, Claimed, Outcome, Receipt, Status, Try

MOST_PER_MESSAGE: Final = 3
MOST_PER_CHALLENGE: Final = 6
# A provider is left alone after this many temporary troubles in a row, and then tried by one message for all.
BREAKER_FAILURES: Final = 5
BREAKER_REST: Final = timedelta(seconds=15)
# The pause before the last hand-over outlives a minute's outage of every provider; the one before that, a hiccup.
PAUSES: Final = {2: timedelta(seconds=10), 1: timedelta(seconds=75)}
# Nobody listened, so nothing is spent by asking again; soon at first.
SHORT_PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 8, 15, 30))
# Everybody's breaker is open, or the keys that the code was made with are another node's.
SHORT_WAIT: Final = timedelta(seconds=2)
# Who is handed over later than this has no time to be read.
LAST_MOMENT: Final = timedelta(seconds=15)
RECEIPTS_LOOKED_AT: Final = 20


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a message now: its status, when a worker looks at it again, and whether this one goes on.

    `due_at` of None: nobody needs to look at it any more, unless a receipt comes.
    """

    status: Status
    due_at: datetime | None = None
    goes_on: bool = False
    dropped_as: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """Whether a hand-over may begin: its number, or None.

    `is_open`: the provider's breaker forbids it; `is_capped`: the challenge has had its hand-overs.
    """

    number: int | None
    is_open: bool = False
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a provider tells later of a hand-over; `status` is sent, delivered or undelivered."""

    tenant_id: TenantId
    message_id: MessageId
    number: int
    provider: str
    status: Status
    reference: str | None
    error_code: str | None = None
    is_permanent: bool = False


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a report changed: from which status to which, and how long after the first ask, in seconds.

    `country` is the number's, None for email.
    """

    before: Status
    after: Status
    provider: str
    seconds: float
    country: str | None = None


def candidates(routes: Sequence[str], tries: Sequence[Try]) -> list[str]:
    """Who may carry it next, best first.

    Out are providers that took it once, and those whose answer would be the same again; who had a temporary trouble
    comes after who had none.  A hand-over without an answer tells nothing of its provider: the worker died.
    """
    out = {one.provider for one in tries if one.outcome and (one.outcome.is_for_good or one.was_taken)}
    troubles = [one.provider for one in tries if one.outcome and one.provider not in out]
    return sorted((route for route in routes if route not in out), key=troubles.count)


def after_attempt(claimed: Claimed, attempt: Attempt, left: Sequence[str], *, silence: bool) -> Next:
    """What becomes of a message after this hand-over; `left` may carry it next, `silence` says if receipts come.

    A temporary trouble goes to the next provider at once; where there is none, everybody is asked again after a pause.
    """
    outcome, now, message = attempt.receipt.outcome, attempt.ended_at, claimed.message
    spent = claimed.handovers + attempt.receipt.reached
    if outcome is Outcome.ACCEPTED:
        return Next(Status.SENT, _silent_at(claimed, now) if silence and spent < MOST_PER_MESSAGE else None)
    if outcome.is_permanent or spent >= MOST_PER_MESSAGE or now >= message.expires_at:
        return Next(_standing(claimed) if claimed.was_sent else Status.FAILED)
    if left:
        return Next(Status.SENDING, claimed.lease_until, goes_on=True)
    return _again(claimed, attempt, spent)


def _silent_at(claimed: Claimed, now: datetime) -> datetime | None:
    wait = claimed.tenant.settings.failover_after_seconds
    at = now + timedelta(seconds=wait)
    return at if wait and at < claimed.message.expires_at else None


def _again(claimed: Claimed, attempt: Attempt, spent: int) -> Next:
    made = Try(attempt.number, attempt.provider, attempt.receipt.outcome, attempt.status)
    message, tries = claimed.message, (*claimed.tries, made)
    if not candidates(message.routes, tries):
        return ended(replace(claimed, tries=tries), None)
    rounds = len(tries) // len(message.routes)
    pause = SHORT_PAUSES[min(rounds, len(SHORT_PAUSES) - 1)]
    if attempt.receipt.reached:
        pause = PAUSES.get(MOST_PER_MESSAGE - spent, pause)
    return wait_until(claimed, attempt.ended_at + pause, attempt.ended_at)


def wait_until(claimed: Claimed, due_at: datetime, now: datetime) -> Next:
    """Look again then, and at the latest while a person still has time to read; it ends where that is over."""
    due_at = min(due_at, claimed.message.expires_at - LAST_MOMENT)
    if due_at <= now:
        return ended(claimed, None)
    return Next(_standing(claimed) if claimed.was_sent else Status.QUEUED, due_at)


def _standing(claimed: Claimed) -> Status:
    """Sent, unless every provider that took it says that it did not arrive."""
    taken = {one.status for one in claimed.tries if one.was_taken}
    return Status.UNDELIVERED if taken == {Status.UNDELIVERED} else Status.SENT


def ended(claimed: Claimed, reason: str | None) -> Next:
    """What becomes of a message that is handed over no more: what was sent stays sent, what failed has failed."""
    if claimed.was_sent:
        return Next(_standing(claimed))
    if reason == "challenge_ended" or (reason and not claimed.tries):
        return Next(Status.DROPPED, dropped_as=reason)
    return Next(Status.FAILED, dropped_as=reason or (None if claimed.tries else "no_route"))


def is_trouble(receipt: Receipt) -> bool:
    """Whether it speaks against the provider, so that its breaker counts it."""
    outcome, ill = receipt.outcome, (Outcome.TIMEOUT, Outcome.UNAVAILABLE, Outcome.RATE_LIMITED)
    return not receipt.of_address and outcome in (*ill, Outcome.AUTHENTICATION_FAILED)


def is_healthy(receipt: Receipt) -> bool:
    """Whether it shows that the provider works, whatever it says of this message."""
    well = receipt.reached and not is_trouble(receipt) and receipt.outcome is not Outcome.UNKNOWN
    return receipt.of_address or well


def expects_receipts(known: int, with_receipt: int) -> bool:
    """Whether silence means something: of the last 20 messages at least half had a receipt; with fewer known, one."""
    return with_receipt * 2 >= known if known >= RECEIPTS_LOOKED_AT else with_receipt > 0
