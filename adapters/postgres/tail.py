"""Reads an append-only table to its end, commit by commit: each row once, none left out, no row changed for it.

A row's own time or id tells nothing about when it became visible: a slow transaction commits late what it wrote early.
So each row carries the transaction that wrote it, and a tail remembers a snapshot: what is visible now and was not
visible then is new, however old it looks (https://www.postgresql.org/docs/current/functions-info.html, pg_snapshot).
A transaction that stays open for hours delays its own rows alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row

# Rows younger than this before the last look are looked at again after a restore into another cluster.
SLACK: Final = timedelta(minutes=10)
TAKE: Final = """
SELECT done::text, target::text, at_xid::text, at_id, moved_at, pg_current_snapshot()::text AS here,
       cluster <> cluster_id() OR pg_snapshot_xmax(done) > pg_snapshot_xmax(pg_current_snapshot()) AS is_foreign
  FROM tails WHERE name = %(name)s
"""
# Of its own statement: what the lock protects must be read after it was won.  It writes nothing, unlike FOR UPDATE.
LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtext('tail'), hashtext(%(name)s)) AS is_mine"
NEW: Final = """
SELECT {columns}, xid::text AS writer FROM {table}
 WHERE xid >= pg_snapshot_xmin(%(done)s::pg_snapshot) AND xid < pg_snapshot_xmax(%(target)s::pg_snapshot)
   AND NOT pg_visible_in_snapshot(xid, %(done)s::pg_snapshot) AND pg_visible_in_snapshot(xid, %(target)s::pg_snapshot)
   AND (%(at_xid)s::text IS NULL OR (xid, id) > (%(at_xid)s::text::xid8, %(at_id)s))
 ORDER BY {table}.xid, id LIMIT %(most)s
"""
# The numbers of another cluster's transactions say nothing here: what is younger than the last look is looked at again.
RESTORED: Final = """
SELECT {columns}, '0' AS writer FROM {table}
 WHERE created_at >= %(since)s AND (%(at_id)s::text IS NULL OR id > %(at_id)s) ORDER BY id LIMIT %(most)s
"""
PATIENCE: Final = "SET LOCAL statement_timeout = '60s'"
MOVE: Final = """
UPDATE tails SET done = %(done)s::pg_snapshot, target = %(target)s::pg_snapshot, at_xid = %(at_xid)s::text::xid8,
       at_id = %(at_id)s, moved_at = CASE WHEN %(is_foreign)s THEN moved_at ELSE %(now)s END,
       cluster = CASE WHEN %(is_foreign)s THEN cluster ELSE cluster_id() END
 WHERE name = %(name)s
"""


@dataclass(frozen=True, slots=True)
class Tail:
    """A tail of that name over a table whose rows have `xid`, `id` and `created_at`.

    After a restore rows of the last minutes may come twice: who takes them must bear it.
    """

    name: str
    table: str
    columns: str

    def take(self, connection: Connection, *, now: datetime, most: int) -> Sequence[Row[Any]]:
        """The next rows, in the order of their transactions; they count as taken where this transaction commits.

        Empty where nothing is new, and where another one is taking.
        """
        if not connection.exec_driver_sql(LOCK, {"name": self.name}).scalar():
            return ()
        taken = connection.exec_driver_sql(TAKE, {"name": self.name}).one()
        target = taken.target or taken.here
        found = self._read(connection, taken, target, most)
        ends, last = len(found) < most, found[-1] if found else None
        place = {"at_xid": None, "at_id": None} if ends or last is None else {"at_xid": last.writer, "at_id": last.id}
        if found or taken.target or taken.is_foreign:
            moved = {"done": target, "target": None} if ends else {"done": taken.done, "target": target}
            still_foreign = bool(taken.is_foreign) and not ends
            connection.exec_driver_sql(
                MOVE, {"name": self.name, "now": now, "is_foreign": still_foreign, **moved, **place}
            )
        return found

    def _read(self, connection: Connection, taken: Row[Any], target: str, most: int) -> Sequence[Row[Any]]:
        spelled = {"table": self.table, "columns": self.columns}
        where: dict[str, Any] = {"at_id": taken.at_id, "most": most}
        if taken.is_foreign:
            since = taken.moved_at - SLACK
            connection.exec_driver_sql(PATIENCE)
            return connection.exec_driver_sql(RESTORED.format(**spelled), {"since": since, **where}).all()
        where |= {"done": taken.done, "target": target, "at_xid": taken.at_xid}
        return connection.exec_driver_sql(NEW.format(**spelled), where).all()
