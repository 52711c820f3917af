"""The months of the audit log on Postgres: made, archived and dropped by functions of the owner's."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from adapters.postgres.audit import COLUMNS, event_of
from adapters.postgres.database import Database
from application.ports.audit import AuditMonths, Checkpoint
from domain.audit import AuditEvent
from domain.audit_chain import Head

AHEAD: Final = 13
FORGET: Final = "SELECT audit_forget(%(tenant)s, %(before)s, %(most)s) AS gone"
FORGET_LINKS: Final = "SELECT audit_chain_forget(%(tenant)s, %(seq)s, %(most)s) AS gone"
CHECKPOINT: Final = """
INSERT INTO audit_checkpoints (tenant_id, seq, head, seal, made_at)
VALUES (%(tenant)s, %(seq)s, %(head)s, %(seal)s, %(now)s) ON CONFLICT DO NOTHING
"""
LINK_BEFORE: Final = """
SELECT seq, head FROM audit_chain WHERE tenant_id = %(tenant)s AND chained_at < %(before)s ORDER BY seq DESC LIMIT 1
"""
MONTHS: Final = r"""
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
   AND relname ~ '^audit_log_\d{4}_\d{2}$' ORDER BY relname
"""


class PostgresAuditMonths(AuditMonths):
    """Partitions `audit_log_2026_11`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make_ahead(self, *, today: date) -> int:
        """See AuditMonths."""
        first = today.year * 12 + today.month - 1
        months = [date(at // 12, at % 12 + 1, 1) for at in range(first, first + AHEAD)]
        make = "SELECT audit_make_month(%(month)s) AS made"
        return sum(bool(self._database.run(make, {"month": month})[0].made) for month in months)

    def forget(self, *, tenant_id: str, before: datetime, checkpoint: Checkpoint | None, most: int) -> int:
        """See AuditMonths."""
        values = {"tenant": tenant_id, "before": before, "most": most}
        gone = int(self._database.run(FORGET, values)[0].gone)
        if checkpoint:
            head = checkpoint.head
            kept = {"tenant": tenant_id, "seq": head.seq, "head": head.head, "seal": checkpoint.seal, "now": before}
            self._database.run(CHECKPOINT, kept)
            self._database.run(FORGET_LINKS, {"tenant": tenant_id, "seq": head.seq, "most": most})
        return gone

    def link_before(self, *, tenant_id: str, before: datetime) -> Head | None:
        """See AuditMonths."""
        rows = self._database.run(LINK_BEFORE, {"tenant": tenant_id, "before": before})
        return Head(tenant_id, rows[0].seq, rows[0].head) if rows else None

    def over(self, *, before: date) -> Sequence[str]:
        """See AuditMonths."""
        months = [row.relname.removeprefix("audit_log_").replace("_", "-") for row in self._database.run(MONTHS, {})]
        return [month for month in months if _next(month) <= before]

    def read(self, *, month: str, after: str, most: int) -> Sequence[AuditEvent]:
        """See AuditMonths."""
        table = _table(month)
        statement = f"SELECT {COLUMNS} FROM {table} WHERE id > %(after)s ORDER BY id LIMIT %(most)s"  # noqa: S608
        return [event_of(row) for row in self._database.run(statement, {"after": after, "most": most})]

    def drop(self, *, month: str) -> None:
        """See AuditMonths."""
        with self._database.transaction() as connection:
            connection.exec_driver_sql("SELECT audit_detach_month(%(month)s)", {"month": _first(month)})
        with self._database.transaction() as connection:
            connection.exec_driver_sql("SELECT audit_drop_detached(%(name)s)", {"name": _table(month)})


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _next(month: str) -> date:
    at = _first(month)
    return date(at.year + at.month // 12, at.month % 12 + 1, 1)


def _table(month: str) -> str:
    return f"audit_log_{_first(month):%Y_%m}"
