"""The audit log and its chain on Postgres."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final, Protocol

from sqlalchemy import Connection

from adapters.postgres.database import Database, Row
from adapters.postgres.tail import Tail
from application.ports.audit import AuditChain, AuditTrail, Checkpoint, Found, Linker, StoredKey, Wanted
from domain.audit import Action, AuditEvent
from domain.audit_chain import Head, Link
from domain.ids import AuditId, time_of

COLUMNS: Final = (
    "tenant_id, created_at, id, action, actor, subject, request_id, client_request_id, network_digest, details"
)
ROWS: Final = Tail("audit", "audit_log", COLUMNS)
_ROW: Final = ", ".join(f"l.{name}" for name in COLUMNS.split(", "))
SEARCH: Final = f"""
SELECT {_ROW}, o.ip, o.user_agent FROM audit_log l
  LEFT JOIN request_origins o ON o.tenant_id = l.tenant_id AND o.request_id = l.request_id
 WHERE l.tenant_id = %(tenant)s {{more}} ORDER BY l.created_at DESC, l.id DESC LIMIT %(most)s
"""  # noqa: S608 - constants
# A cursor's id tells its millisecond, so that the months after it are not opened.
CONDITIONS: Final = {
    "actor": " AND l.actor = %(actor)s",
    "action": " AND l.action = %(action)s",
    "family": " AND l.action LIKE %(family)s",
    "subject": " AND l.subject = %(subject)s",
    "request_id": " AND l.request_id = %(request_id)s",
    "since": " AND l.created_at >= %(since)s",
    "until": " AND l.created_at < %(until)s",
    "before": " AND l.created_at < %(not_after)s AND l.id < %(before)s",
}
HEADS: Final = """
SELECT t.tenant_id, c.seq, c.head FROM unnest(%(tenants)s::text[]) AS t (tenant_id)
  CROSS JOIN LATERAL (SELECT seq, head FROM audit_chain c WHERE c.tenant_id = t.tenant_id COLLATE "C"
                      ORDER BY seq DESC LIMIT 1) AS c
"""
KNOWN: Final = """
SELECT c.tenant_id, c.audit_id FROM unnest(%(tenants)s::text[], %(ids)s::text[]) AS t (tenant_id, id)
  JOIN audit_chain c ON c.tenant_id = t.tenant_id COLLATE "C" AND c.audit_id = t.id COLLATE "C"
"""
ADD: Final = """
INSERT INTO audit_chain (tenant_id, seq, audit_id, created_at, digest, head, chained_at)
SELECT t.tenant_id, t.seq, t.audit_id, t.created_at, t.digest, t.head, %(now)s
  FROM unnest(%(tenants)s::text[], %(seqs)s::bigint[], %(ids)s::text[], %(moments)s::timestamptz[],
              %(digests)s::bytea[], %(heads)s::bytea[]) AS t (tenant_id, seq, audit_id, created_at, digest, head)
"""
LINKS: Final = f"""
SELECT c.seq, c.audit_id, c.created_at AS linked_at, c.digest, c.head, l.id IS NOT NULL AS is_there, {_ROW}
  FROM (SELECT * FROM audit_chain WHERE tenant_id = %(tenant)s AND seq > %(after)s ORDER BY seq LIMIT %(most)s) AS c
  LEFT JOIN audit_log l ON l.tenant_id = c.tenant_id AND l.created_at = c.created_at AND l.id = c.audit_id
 ORDER BY c.seq
"""  # noqa: S608 - constants
UNLINKED: Final = """
SELECT l.id, c.audit_id IS NULL AS is_unlinked
  FROM (SELECT tenant_id, id FROM audit_log WHERE tenant_id = %(tenant)s AND created_at < %(until)s
           AND created_at >= %(from)s AND id > %(after)s ORDER BY created_at, id LIMIT %(most)s) AS l
  LEFT JOIN audit_chain c ON c.tenant_id = l.tenant_id AND c.audit_id = l.id ORDER BY l.id
"""
KEY: Final = "SELECT id, sealed, seal_key_id FROM chain_keys ORDER BY created_at, id LIMIT 1"
OFFER: Final = """
INSERT INTO chain_keys (id, sealed, seal_key_id, created_at)
SELECT %(id)s, %(sealed)s, %(seal_key_id)s, %(now)s WHERE NOT EXISTS (SELECT FROM chain_keys)
"""
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('chain_keys'))"
GROWN: Final = """
SELECT DISTINCT ON (tenant_id) tenant_id, seq, head FROM audit_chain
 WHERE %(since)s::timestamptz IS NULL OR chained_at > %(since)s ORDER BY tenant_id, seq DESC
"""
TENANTS: Final = """
WITH RECURSIVE each (tenant_id) AS (
 (SELECT tenant_id FROM audit_chain ORDER BY tenant_id LIMIT 1)
 UNION ALL
 SELECT (SELECT c.tenant_id FROM audit_chain c WHERE c.tenant_id > e.tenant_id ORDER BY c.tenant_id LIMIT 1)
   FROM each e WHERE e.tenant_id IS NOT NULL)
SELECT tenant_id FROM each WHERE tenant_id IS NOT NULL
"""
CHECKPOINT: Final = """
SELECT seq, head, seal FROM audit_checkpoints WHERE tenant_id = %(tenant)s ORDER BY seq DESC LIMIT 1
"""


class Reader(Protocol):
    """Where searches are answered from."""

    def read(self, statement: str, parameters: Mapping[str, Any]) -> tuple[Sequence[Row], str, float]:
        """Rows, `primary` or `replica`, and how many seconds that may be behind."""
        ...


class PostgresAuditTrail(AuditTrail):
    """Rows of `audit_log`, with where they came from out of `request_origins`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def search(self, *, tenant_id: str, wanted: Wanted, before: str, most: int) -> Found:
        """See AuditTrail."""
        family = wanted.action and wanted.action.endswith(".*") and wanted.action.removesuffix("*") + "%"
        given = {
            "actor": wanted.actor, "action": None if family else wanted.action, "family": family or None,
            "subject": wanted.subject, "request_id": wanted.request_id, "since": wanted.since, "until": wanted.until,
            "before": before or None,
        }  # fmt: skip
        more = "".join(CONDITIONS[name] for name, value in given.items() if value is not None)
        not_after = time_of(before) + timedelta(milliseconds=1) if before else None
        values = {"tenant": tenant_id, "most": most, "not_after": not_after, **given}
        rows, source, lag = self._reader.read(SEARCH.format(more=more), values)
        return Found([event_of(row, row.ip, row.user_agent) for row in rows], source, lag)


class PostgresAuditChain(AuditChain):
    """Links in `audit_chain`; new rows are found by the commit that brought them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def key(self, offered: StoredKey, *, now: datetime) -> StoredKey:
        """See AuditChain."""
        found = self._database.run(KEY, {})
        if not found:
            with self._database.transaction() as connection:
                connection.exec_driver_sql(LOCK)
                values = {"id": offered.id, "sealed": offered.sealed, "seal_key_id": offered.seal_key_id, "now": now}
                connection.exec_driver_sql(OFFER, values)
            found = self._database.run(KEY, {})
        return StoredKey(found[0].id, found[0].sealed, found[0].seal_key_id)

    def reseal(self, key: StoredKey) -> None:
        """See AuditChain."""
        self._database.run(
            "UPDATE chain_keys SET sealed = %(sealed)s, seal_key_id = %(by)s WHERE id = %(id)s",
            {"sealed": key.sealed, "by": key.seal_key_id, "id": key.id},
        )

    def extend(self, linker: Linker, *, now: datetime, most: int) -> int:
        """See AuditChain."""
        with self._database.transaction() as connection:
            found = ROWS.take(connection, now=now, most=most)
            rows = _without_links(connection, [event_of(row) for row in found])
            if rows:
                _add(connection, _links(connection, linker, rows), now)
        return len(found)

    def tenants(self) -> Sequence[str]:
        """See AuditChain."""
        return [row.tenant_id for row in self._database.run(TENANTS, {})]

    def links(self, *, tenant_id: str, after: int, most: int) -> Sequence[tuple[Link, AuditEvent | None]]:
        """See AuditChain."""
        values = {"tenant": tenant_id, "after": after, "most": most}
        return [
            (
                Link(tenant_id, row.seq, row.audit_id, row.linked_at, row.digest, row.head),
                event_of(row) if row.is_there else None,
            )
            for row in self._database.run(LINKS, values)
        ]

    def unlinked(
        self, *, tenant_id: str, since: datetime, before: datetime, after: str, most: int
    ) -> tuple[str | None, str]:
        """See AuditChain."""
        since = max(since, time_of(after)) if after else since
        values = {"tenant": tenant_id, "until": before, "from": since, "after": after, "most": most}
        rows = self._database.run(UNLINKED, values)
        first = next((row.id for row in rows if row.is_unlinked), None)
        return first, rows[-1].id if len(rows) == most else ""

    def count(self, *, tenant_id: str) -> int:
        """See AuditChain."""
        span = "SELECT coalesce(max(seq) - min(seq) + 1, 0) AS n FROM audit_chain WHERE tenant_id = %(tenant)s"
        return int(self._database.run(span, {"tenant": tenant_id})[0].n)

    def checkpoint(self, *, tenant_id: str) -> Checkpoint | None:
        """See AuditChain."""
        rows = self._database.run(CHECKPOINT, {"tenant": tenant_id})
        return Checkpoint(Head(tenant_id, rows[0].seq, rows[0].head), rows[0].seal) if rows else None

    def heads(self, *, since: datetime | None) -> Sequence[Head]:
        """See AuditChain."""
        return [Head(row.tenant_id, row.seq, row.head) for row in self._database.run(GROWN, {"since": since})]

    def anchored_at(self) -> datetime | None:
        """See AuditChain."""
        found: datetime | None = self._database.run("SELECT max(at) AS at FROM audit_anchors", {})[0].at
        return found

    def anchored(self, *, at: datetime, place: str, heads: int) -> None:
        """See AuditChain."""
        self._database.run(
            "INSERT INTO audit_anchors (at, place, heads) VALUES (%(at)s, %(place)s, %(heads)s) ON CONFLICT DO NOTHING",
            {"at": at, "place": place, "heads": heads},
        )


def _without_links(connection: Connection, rows: Sequence[AuditEvent]) -> list[AuditEvent]:
    """After a restore rows may come twice; a row has one link."""
    if not rows:
        return []
    asked = {"tenants": [row.tenant_id for row in rows], "ids": [row.id for row in rows]}
    known = {(row.tenant_id, row.audit_id) for row in connection.exec_driver_sql(KNOWN, asked)}
    return [row for row in rows if (row.tenant_id, row.id) not in known]


def _links(connection: Connection, linker: Linker, rows: Sequence[AuditEvent]) -> list[Link]:
    rows = sorted(rows, key=lambda row: row.tenant_id)
    tenants = sorted({row.tenant_id for row in rows})
    found = connection.exec_driver_sql(HEADS, {"tenants": tenants})
    heads = {row.tenant_id: Head(row.tenant_id, row.seq, row.head) for row in found}
    made: list[Link] = []
    for tenant_id, mine in groupby(rows, key=lambda row: row.tenant_id):
        made += linker(heads.get(tenant_id, Head.before_all(tenant_id)), list(mine))
    return made


def _add(connection: Connection, links: Sequence[Link], now: datetime) -> None:
    connection.exec_driver_sql(ADD, {
        "now": now, "tenants": [one.tenant_id for one in links], "seqs": [one.seq for one in links],
        "ids": [one.audit_id for one in links], "moments": [one.created_at for one in links],
        "digests": [one.digest for one in links], "heads": [one.head for one in links],
    })  # fmt: skip


def event_of(row: Any, ip: str | None = None, user_agent: str | None = None) -> AuditEvent:
    """A row of the log."""
    details = row.details if isinstance(row.details, dict) else json.loads(row.details)
    return AuditEvent(
        row.tenant_id, AuditId(row.id), row.created_at, Action(row.action), row.actor, row.subject, row.request_id,
        row.client_request_id, row.network_digest, details, ip, user_agent,
    )  # fmt: skip
