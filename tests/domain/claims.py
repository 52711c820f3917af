"""Claimed messages for the tests of the domain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.ids import ChallengeId, MessageId, TenantId
from domain.message import LEASE, Attempt, Claimed, Message, Outcome, Receipt, Status, Try
from domain.tenant import Tenant

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TENANT = Tenant(TenantId("tn_1"), "acme", "Acme", NOW)
MESSAGE = Message(
    tenant_id=TENANT.id,
    id=MessageId("msg_1"),
    challenge_id=ChallengeId("otp_1"),
    channel="sms",
    to="+12015550123",
    minutes=10,
    created_at=NOW,
    expires_at=NOW + timedelta(minutes=10),
    routes=("twilio", "sns"),
    country="US",
)


def claimed(**values: Any) -> Claimed:
    """A message in hand, fresh where nothing else is said."""
    fresh = Claimed(MESSAGE, TENANT, "lease", NOW + LEASE, Status.QUEUED, (), 0, b"n" * 16, "key", 6)
    return replace(fresh, **values)


def attempt(outcome: Outcome, *, number: int = 1, provider: str = "twilio", reached: bool = True) -> Attempt:
    """A hand-over that ended now."""
    return Attempt(number, provider, "sms", Receipt(outcome, reached=reached), NOW, NOW)


def tried(*outcomes: Outcome | None, provider: str = "twilio") -> tuple[Try, ...]:
    """Earlier hand-overs to one provider."""
    return tuple(Try(number, provider, outcome, status_of(outcome)) for number, outcome in enumerate(outcomes, 1))


def status_of(outcome: Outcome | None) -> Status:
    """The status of a hand-over that ended so."""
    if outcome is None:
        return Status.SENDING
    return Status.SENT if outcome is Outcome.ACCEPTED else Status.FAILED
