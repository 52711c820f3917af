"""Audit rows and events in a transaction that others share, and in the log what ended for good."""

import logging
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from adapters.postgres import tables
from application.ports.store import Records
from domain.audit import AuditEvent, Event
from domain.ending import ENDINGS, MESSAGE

log = logging.getLogger("auth1.audit")


def tell(row: AuditEvent) -> None:
    """What ended for good stands in the log, too: it lies elsewhere, and knows what a backup does not."""
    told = {"action": row.action.value, "tenant_id": row.tenant_id, "subject": row.subject, "actor": row.actor}
    log.info(MESSAGE, extra=told)


@dataclass(frozen=True, slots=True)
class PostgresRecords(Records):
    """Audit rows in `audit_log`, events in `events`; collects what ended for good, for the log."""

    connection: Connection
    endings: list[AuditEvent]

    def add(self, *records: AuditEvent | Event) -> None:
        """See Records."""
        for record in records:
            if isinstance(record, AuditEvent):
                self._audit(record)
                self.endings.extend([record] * (record.action in ENDINGS))
                self._origin(record)
            else:
                self._event(record)

    def _audit(self, row: AuditEvent) -> None:
        self.connection.execute(
            insert(tables.audit_log).values(
                tenant_id=row.tenant_id,
                created_at=row.at,
                id=row.id,
                action=row.action.value,
                actor=row.actor,
                subject=row.subject,
                request_id=row.request_id,
                client_request_id=row.client_request_id,
                network_digest=row.network_digest,
                details=dict(row.details),
            )
        )

    def _origin(self, row: AuditEvent) -> None:
        if row.ip is None or row.request_id is None:
            return
        values = {"tenant": row.tenant_id, "request": row.request_id, "at": row.at, "ip": row.ip, "ua": row.user_agent}
        self.connection.exec_driver_sql(
            "INSERT INTO request_origins (tenant_id, request_id, at, ip, user_agent)"
            " VALUES (%(tenant)s, %(request)s, %(at)s, %(ip)s, %(ua)s) ON CONFLICT DO NOTHING",
            values,
        )

    def _event(self, event: Event) -> None:
        self.connection.execute(
            insert(tables.events).values(
                tenant_id=event.tenant_id,
                id=event.id,
                created_at=event.at,
                type=event.type,
                subject=event.subject,
                payload=dict(event.payload),
            )
        )
