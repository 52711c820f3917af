"""What waits, by four short looks along indexes."""

from datetime import datetime
from typing import Any, Final

from adapters.postgres.database import Database
from application.ports.backlog import MOST_COUNTED, Backlog, Backlogs
from domain.spend import INSTALLATION, SPANS, windows_of

# The snapshot comes by subselects: joined, the index on commits would be walked from its beginning.
_OLDEST_NEW: Final = """
 SELECT n.created_at FROM {table} n
  WHERE n.xid >= (SELECT pg_snapshot_xmin(t.done) FROM tails t WHERE t.name = '{tail}' AND t.cluster = cluster_id())
    AND NOT pg_visible_in_snapshot(n.xid, (SELECT t.done FROM tails t WHERE t.name = '{tail}'))
  ORDER BY n.xid, n.id LIMIT 1"""
MEASURE: Final = f"""
WITH message AS (
 SELECT due_at FROM messages WHERE due_at <= %(now)s AND status IN ('queued', 'sending') LIMIT {MOST_COUNTED}),
 delivery AS (
 SELECT d.due_at FROM webhook_deliveries d
   JOIN webhook_endpoints w ON w.tenant_id = d.tenant_id AND w.id = d.endpoint_id
  WHERE d.due_at <= %(now)s AND w.disabled_at IS NULL AND w.failures = 0 LIMIT {MOST_COUNTED})
SELECT (SELECT count(*) FROM message) AS messages, (SELECT min(due_at) FROM message) AS message_since,
       (SELECT count(*) FROM delivery) AS deliveries, (SELECT min(due_at) FROM delivery) AS delivery_since,
       ({_OLDEST_NEW.format(table="events", tail="events")}) AS event_since,
       ({_OLDEST_NEW.format(table="audit_log", tail="audit")}) AS row_since
"""  # noqa: S608 - constants
SPENT: Final = """
SELECT span, micros FROM risk_spent
 WHERE tenant_id = %(owner)s AND scope = %(owner)s
   AND (span, start) IN (('hour', %(hour)s), ('day', %(day)s), ('month', %(month)s))
"""


class PostgresBacklogs(Backlogs):
    """Counts stop at a bound, so that a look costs little when most is wrong."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def measure(self, *, now: datetime) -> Backlog:
        """See Backlogs."""
        found = self._database.run(MEASURE, {"now": now})[0]
        starts = {window.span: window.start for window in windows_of([INSTALLATION], now)}
        spent = {row.span: row.micros for row in self._database.run(SPENT, {"owner": INSTALLATION, **starts})}
        return Backlog(
            messages=found.messages,
            message_seconds=_age(now, found.message_since),
            deliveries=found.deliveries,
            delivery_seconds=_age(now, found.delivery_since),
            announcement_seconds=_age(now, found.event_since),
            chain_seconds=_age(now, found.row_since),
            spent={span: spent.get(span, 0) for span in SPANS},
        )


def _age(now: datetime, since: Any) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
