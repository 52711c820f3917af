"""What webhooks are owed, on Postgres."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from adapters.postgres import delivery_statements as sql
from adapters.postgres.database import Database
from adapters.postgres.tail import Tail
from adapters.postgres.webhooks import endpoint_of
from application.ports.webhooks import Chosen, Deliveries, Owed, Told
from domain.audit import Event
from domain.ids import EventId, TenantId, WebhookId
from domain.webhook import After, Delivery, DeliveryStatus, Posted, Try

EVENTS: Final = Tail("events", "events", "tenant_id, id, type, created_at")


class PostgresDeliveries(Deliveries):
    """Deliveries in `webhook_deliveries`; events are found by the commit that brought them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def announce(self, *, now: datetime, most: int) -> int:
        """See Deliveries."""
        with self._database.transaction() as connection:
            found = EVENTS.take(connection, now=now, most=most)
            if found:
                events = [
                    {
                        "tenant_id": row.tenant_id,
                        "id": row.id,
                        "type": row.type,
                        "created_at": row.created_at.isoformat(),
                    }
                    for row in found
                ]
                connection.exec_driver_sql(sql.ANNOUNCE, {"events": json.dumps(events)})
        return len(found)

    def claim(
        self, *, now: datetime, lease_id: str, lease_until: datetime, most: int, struggling: bool, most_each: int
    ) -> Sequence[Owed]:
        """See Deliveries."""
        asked = {"now": now, "lease": lease_id, "until": lease_until, "most": most}
        rows = self._database.run(sql.CLAIM, {**asked, "struggling": struggling, "most_each": most_each})
        return [Owed(endpoint_of(row), _event_of(row), row.attempts, lease_id) for row in rows]

    def finish(self, owed: Owed, posted: Posted, after: After, *, now: datetime, told: Told) -> bool:
        """See Deliveries."""
        row, event = told.audit, told.event
        values = {
            "tenant": owed.endpoint.tenant_id, "endpoint": owed.endpoint.id, "event": owed.event.id,
            "lease": owed.lease_id, "now": now, "status": after.status.value, "due_at": after.due_at,
            "try": json.dumps([_plain(Try(now, posted))]), "success": posted.is_success,
            "rests_until": after.rests_until, "disabled_as": after.disabled_as, "audit_id": row.id,
            "action": row.action.value, "actor": row.actor, "request": row.request_id,
            "details": json.dumps(dict(row.details)), "told_id": event.id, "told_type": event.type,
            "told_payload": json.dumps(dict(event.payload)),
        }  # fmt: skip
        return bool(self._database.run(sql.FINISH, values))

    def page(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, status: DeliveryStatus | None, before: str, most: int
    ) -> Sequence[Delivery]:
        """See Deliveries."""
        values = {"tenant": tenant_id, "endpoint": endpoint_id, "before": before, "most": most}
        statement = sql.PAGE.format(status=sql.OF_STATUS[status])
        return [_delivery_of(row) for row in self._database.run(statement, values)]

    def again(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, event_id: EventId, now: datetime
    ) -> Delivery | None:
        """See Deliveries."""
        values = {"tenant": tenant_id, "endpoint": endpoint_id, "event": event_id, "now": now}
        rows = self._database.run(sql.AGAIN, values)
        return _delivery_of(rows[0]) if rows else None

    def again_all(
        self, *, tenant_id: TenantId, endpoint_id: WebhookId, chosen: Chosen, after: str, now: datetime, most: int
    ) -> Sequence[EventId]:
        """See Deliveries."""
        values = {
            "tenant": tenant_id, "endpoint": endpoint_id, "after": after, "now": now, "most": most,
            "since": chosen.since, "until": chosen.until, "types": list(chosen.types), "only_dead": chosen.only_dead,
        }  # fmt: skip
        return sorted(EventId(row.event_id) for row in self._database.run(sql.AGAIN_ALL, values))


def _event_of(row: Any) -> Event:
    return Event(TenantId(row.tenant_id), EventId(row.event_id), row.happened_at, row.type, row.subject, row.payload)


def _delivery_of(row: Any) -> Delivery:
    return Delivery(
        TenantId(row.tenant_id),
        WebhookId(row.endpoint_id),
        EventId(row.event_id),
        row.type,
        DeliveryStatus(row.status),
        row.attempts,
        row.created_at,
        row.due_at,
        row.ended_at,
        tuple(_try_of(one) for one in row.tries),
    )


def _plain(one: Try) -> dict[str, Any]:
    posted = one.posted
    wait = posted.retry_after and posted.retry_after.total_seconds()
    return {
        "at": one.at.isoformat(), "status": posted.status, "ms": posted.milliseconds, "bytes": posted.bytes,
        "error": posted.error, "retry_after": wait,
    }  # fmt: skip


def _try_of(one: dict[str, Any]) -> Try:
    wait = one["retry_after"]
    posted = Posted(
        one["status"], one["ms"], one["bytes"], one["error"], None if wait is None else timedelta(seconds=wait)
    )
    return Try(datetime.fromisoformat(one["at"]), posted)
