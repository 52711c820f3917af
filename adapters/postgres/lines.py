"""What was said of phone lines, in `phone_lines`."""

from datetime import datetime
from typing import Final

from adapters.postgres.database import Database
from application.ports.intelligence import LineBook
from application.ports.risk import LINE_LASTS, LINE_WAITS
from domain.ids import TenantId
from domain.line import Line
from domain.otp import DAY

# A lock of the tenant's own, held until the commit: the day's bound is exact.
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('phone_lines:' || %(tenant)s, 0))"
_RESERVE: Final = """
INSERT INTO phone_lines AS p (tenant_id, address, asked_at)
SELECT %(tenant)s, %(address)s, %(now)s
 WHERE (SELECT count(*) FROM phone_lines l WHERE l.tenant_id = %(tenant)s AND l.asked_at > %(day_ago)s) < %(per_day)s
ON CONFLICT (tenant_id, address) DO UPDATE
SET asked_at = excluded.asked_at, found_at = NULL, line_type = NULL, sim_swapped = false
WHERE p.asked_at <= CASE WHEN p.found_at IS NULL THEN %(waited_since)s ELSE %(known_since)s END
RETURNING 1
"""
_KEEP: Final = """
UPDATE phone_lines SET found_at = %(now)s, line_type = %(line_type)s, sim_swapped = %(sim_swapped)s
 WHERE tenant_id = %(tenant)s AND address = %(address)s
"""


class PostgresLineBook(LineBook):
    """Lines by tenant and number; reserving one is three short statements in a commit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(self, *, tenant_id: TenantId, address: str, now: datetime, per_day: int) -> bool:
        """See LineBook."""
        with self._database.transaction() as connection:
            connection.exec_driver_sql(_LOCK, {"tenant": tenant_id})
            wanted = {
                "tenant": tenant_id, "address": address, "now": now, "per_day": per_day, "day_ago": now - DAY,
                "known_since": now - LINE_LASTS, "waited_since": now - LINE_WAITS,
            }  # fmt: skip
            return connection.exec_driver_sql(_RESERVE, wanted).first() is not None

    def keep(self, *, tenant_id: TenantId, address: str, line: Line, now: datetime) -> None:
        """See LineBook."""
        self._database.run(
            _KEEP,
            {
                "tenant": tenant_id, "address": address, "now": now, "line_type": line.line_type,
                "sim_swapped": line.sim_swapped,
            },
        )  # fmt: skip
