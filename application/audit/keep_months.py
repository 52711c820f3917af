"""Months of the audit log come, and go when their time is over."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from application.audit.chain_rows import ChainKeys
from application.ports.audit import AuditChain, AuditMonths, Checkpoint, Depot
from application.ports.store import Store
from domain.audit import INSTALLATION, AuditEvent
from domain.ids import TenantId
from domain.rules import plain
from domain.tenant_settings import TenantSettings

BATCH: Final = 1000
PAGE: Final = 2000
PART: Final = 50_000
DEFAULT_DAYS: Final = TenantSettings().audit_retention_days


def retained_since(days: int | None, now: datetime) -> datetime:
    """Rows before this may be gone; None: what belongs to no tenant, or to one that is deleted."""
    return now - timedelta(days=DEFAULT_DAYS if days is None else days)


def document_of(row: AuditEvent) -> dict[str, Any]:
    """A row as exports and archives hold it."""
    return {
        "id": row.id, "at": plain(row.at), "tenant_id": row.tenant_id, "action": row.action.value, "actor": row.actor,
        "subject": row.subject, "request_id": row.request_id, "client_request_id": row.client_request_id,
        "network_digest": row.network_digest, "details": dict(row.details),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeepMonths:
    """Make months ahead; archive and drop those that nobody wants any longer; let go what one tenant wants no longer.

    A month goes as a whole when the longest retention of all tenants is over for its last row, so a row stays up to a
    month longer than its tenant asked, unless the tenant asks for less than others do: then it goes row by row.
    Where AUDIT_ARCHIVE is set a month is dropped only after it was put there, as gzipped JSON Lines.
    Each chain keeps a sealed checkpoint of where it was cut, so that what is left can still be verified.
    """

    months: AuditMonths
    chain: AuditChain
    keys: ChainKeys
    store: Store
    depot: Depot | None

    def __call__(self) -> None:
        now = self.keys.scribe.now()
        self.months.make_ahead(today=now.date())
        days = dict(self._retentions())
        longest = max(days.values())
        for tenant_id, own in days.items():
            self._cut(tenant_id, now - timedelta(days=own), by_row=own < longest)
        for month in self.months.over(before=(now - timedelta(days=longest)).date()):
            self._archive(month)
            self.months.drop(month=month)

    def _retentions(self) -> Iterator[tuple[str, int]]:
        yield INSTALLATION, DEFAULT_DAYS
        before = ""
        while True:
            with self.store.begin() as tx:
                page = tx.tenants.page(before=before, most=BATCH)
            yield from ((tenant.id, tenant.settings.audit_retention_days) for tenant in page)
            if len(page) < BATCH:
                return
            before = TenantId(page[-1].id)

    def _cut(self, tenant_id: str, before: datetime, *, by_row: bool) -> None:
        last = self.chain.checkpoint(tenant_id=tenant_id)
        head = self.months.link_before(tenant_id=tenant_id, before=before)
        checkpoint = None
        if head and (last is None or head.seq > last.head.seq):
            checkpoint = Checkpoint(head, self.keys().seal(tenant_id, head.seq, head.head))
        if by_row or checkpoint:
            far = before if by_row else datetime.min.replace(tzinfo=before.tzinfo)
            while self.months.forget(tenant_id=tenant_id, before=far, checkpoint=checkpoint, most=PAGE) == PAGE:
                """Until nothing older is left."""

    def _archive(self, month: str) -> None:
        if self.depot is None:
            return
        for number, rows in enumerate(self._parts(month), 1):
            lines = "".join(json.dumps(document_of(row), sort_keys=True) + "\n" for row in rows)
            self.depot.put(f"audit-{month}-{number:05}.jsonl.gz", gzip.compress(lines.encode(), mtime=0))

    def _parts(self, month: str) -> Iterator[list[AuditEvent]]:
        """The month in pieces that fit into memory."""
        after, part = "", list[AuditEvent]()
        while rows := self.months.read(month=month, after=after, most=PAGE):
            part, after = [*part, *rows], rows[-1].id
            if len(part) >= PART:
                yield part
                part = []
        if part:
            yield part
