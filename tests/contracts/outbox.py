"""Hand-overs and reports, as the worker and the callbacks make them."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.delivery import Begun, Delivered, DeliveryReport, Next
from domain.ids import EventId, TenantId
from domain.message import LEASE, Attempt, Claimed, Outcome, Receipt, Status
from tests.contracts.asks import make
from tests.contracts.conftest import NOON, Stores

SENT = Next(Status.SENT)
FAILED = Next(Status.FAILED)


def claim(
    stores: Stores, now: datetime = NOON, lease: str = "one", most: int = 10, full: tuple[TenantId, ...] = ()
) -> list[Claimed]:
    """Take what is due."""
    return list(stores.outbox.claim(now=now, lease_id=lease, lease_until=now + LEASE, most=most, full=full))


def begin(stores: Stores, claimed: Claimed, now: datetime = NOON, provider: str = "twilio") -> Begun:
    """Count a hand-over."""
    return stores.outbox.begin(claimed, provider=provider, channel="sms", now=now)


def finish(
    stores: Stores,
    claimed: Claimed,
    number: int = 1,
    outcome: Outcome = Outcome.ACCEPTED,
    next: Next = SENT,
    *,
    now: datetime = NOON,
    provider: str = "twilio",
    reached: bool = True,
    channel: str = "sms",
    reference: str | None = "SM1",
) -> bool:
    """Write down how a hand-over ended."""
    receipt = Receipt(outcome, reference if outcome is Outcome.ACCEPTED else None, None, reached)
    attempt = Attempt(number, provider, channel, receipt, now, now)
    return stores.outbox.finish(claimed, attempt, next, event_id=make(EventId, now))


def settle(stores: Stores, claimed: Claimed, next: Next, now: datetime = NOON) -> bool:
    """End a claim without a hand-over."""
    return stores.outbox.settle(claimed, next, now=now, event_id=make(EventId, now))


def send(stores: Stores, now: datetime = NOON, **values: object) -> Claimed:
    """Claim the one message that is due and hand it over."""
    (claimed,) = claim(stores, now)
    provider = str(values.get("provider", "twilio"))
    begun = begin(stores, claimed, now, provider)
    assert begun.number is not None
    assert finish(stores, claimed, begun.number, now=now, **values)  # type: ignore[arg-type]
    return claimed


def report(
    stores: Stores, claimed: Claimed, status: Status, now: datetime = NOON + timedelta(seconds=3), **values: object
) -> Delivered | None:
    """A provider tells of the first hand-over."""
    message = claimed.message
    told = DeliveryReport(message.tenant_id, message.id, 1, "twilio", status, "SM1")
    return stores.outbox.receive(replace(told, **values), now=now, event_id=make(EventId, now))  # type: ignore[arg-type]
