"""The outbox, claimed by lease."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

from adapters.postgres import rows
from adapters.postgres.database import Database, Row
from adapters.postgres.message_statements import BEGIN, CLAIM, FINISH, HABIT, RECEIVE, SETTLE
from application.ports.messages import Outbox
from domain.delivery import (
    BREAKER_REST,
    Begun,
    Delivered,
    DeliveryReport,
    Next,
    expects_receipts,
    is_healthy,
    is_trouble,
)
from domain.ids import AuthorizationId, ChallengeId, EventId, MessageId, TenantId
from domain.letter import Notice
from domain.message import Attempt, Claimed, Message, Outcome, Status, Try

# More candidates than are taken: what another worker locks at this moment is passed over.
SEEN_PER_TAKEN: Final = 3


class PostgresOutbox(Outbox):
    """The outbox in `messages`, hand-overs in `message_attempts`, breakers in `provider_breakers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self, *, now: datetime, lease_id: str, lease_until: datetime, most: int, full: Sequence[TenantId] = ()
    ) -> Sequence[Claimed]:
        """See Outbox."""
        arguments = {
            "now": now, "lease": lease_id, "until": lease_until, "most": most, "seen": most * SEEN_PER_TAKEN,
            "full": list(full),
        }  # fmt: skip
        return [_claimed(row) for row in self._database.run(CLAIM, arguments)]

    def begin(self, claimed: Claimed, *, provider: str, channel: str, now: datetime) -> Begun:
        """See Outbox."""
        arguments = {"provider": provider, "channel": channel, "now": now, "rest_until": now + BREAKER_REST}
        row = self._database.run(BEGIN, _fence(claimed) | arguments)[0]
        return Begun(row.number, is_open=not row.passes, is_capped=bool(row.capped))

    def finish(self, claimed: Claimed, attempt: Attempt, next: Next, *, event_id: EventId) -> bool:
        """See Outbox."""
        receipt = attempt.receipt
        accepted = receipt.outcome is Outcome.ACCEPTED
        return bool(self._database.run(FINISH, _fence(claimed) | _of_next(next, event_id) | {
            "number": attempt.number, "provider": attempt.provider, "channel": attempt.channel,
            "outcome": receipt.outcome.value, "reference": receipt.reference, "error_code": receipt.error_code,
            "reached": receipt.reached, "ended_at": attempt.ended_at, "status": attempt.status.value,
            "accepted": accepted, "trouble": is_trouble(receipt), "healthy": is_healthy(receipt),
            "rest_until": attempt.ended_at + BREAKER_REST, "goes_on": next.goes_on,
        }))  # fmt: skip

    def settle(self, claimed: Claimed, next: Next, *, now: datetime, event_id: EventId) -> bool:
        """See Outbox."""
        return bool(self._database.run(SETTLE, _fence(claimed) | _of_next(next, event_id) | {"now": now}))

    def expects_receipt(self, claimed: Claimed, *, now: datetime) -> bool:
        """See Outbox."""
        message, wait = claimed.message, timedelta(seconds=claimed.tenant.settings.failover_after_seconds)
        arguments = {
            "tenant": message.tenant_id, "message": message.id, "country": message.country or "",
            "provider": claimed.taken_by or "", "since": now - wait,
        }  # fmt: skip
        row = self._database.run(HABIT, arguments)[0]
        return expects_receipts(row.known, row.with_receipt)

    def receive(self, report: DeliveryReport, *, now: datetime, event_id: EventId) -> Delivered | None:
        """See Outbox."""
        found = self._database.run(RECEIVE, {
            "tenant": report.tenant_id, "message": report.message_id, "number": report.number,
            "provider": report.provider, "reference": report.reference, "status": report.status.value,
            "error_code": report.error_code, "permanent": report.is_permanent, "now": now, "event": event_id,
        })  # fmt: skip
        if not found:
            return None
        row = found[0]
        seconds = (now - row.created_at).total_seconds()
        return Delivered(Status(row.before), report.status, row.provider, seconds, row.country)


def _fence(claimed: Claimed) -> dict[str, Any]:
    message = claimed.message
    return {"tenant": message.tenant_id, "message": message.id, "lease": claimed.lease_id}


def _of_next(next: Next, event_id: EventId) -> dict[str, Any]:
    return {"next": next.status.value, "due_at": next.due_at, "dropped_as": next.dropped_as, "event": event_id}


def _claimed(row: Row) -> Claimed:
    tenant = SimpleNamespace(
        id=row.tenant_id, slug=row.slug, name=row.name, settings=row.settings, branding=row.branding,
        created_at=row.tenant_created_at, deleted_at=row.deleted_at, version=row.tenant_version, images=row.images,
    )  # fmt: skip
    return Claimed(
        message=_message(row),
        tenant=rows.tenant_of(tenant),
        lease_id=row.lease_id,
        lease_until=row.due_at,
        status=Status(row.before),
        tries=tuple(_try(*one) for one in row.tries or ()),
        handovers=row.handovers,
        nonce=row.nonce,
        key_id=row.key_id,
        code_length=row.code_length,
        asks_hook=row.asks_hook,
    )


def _message(row: Row) -> Message:
    return Message(
        tenant_id=TenantId(row.tenant_id),
        id=MessageId(row.id),
        challenge_id=ChallengeId(row.challenge_id),
        channel=row.channel,
        to=row.address,
        minutes=row.minutes,
        created_at=row.created_at,
        expires_at=row.expires_at,
        routes=tuple(row.routes),
        country=row.country,
        locale=row.locale,
        notice=Notice(row.notice) if row.notice else None,
        flow=AuthorizationId(row.flow) if row.flow else None,
    )


def _try(number: int, provider: str, outcome: str | None, status: str) -> Try:
    return Try(number, provider, Outcome(outcome) if outcome else None, Status(status))
