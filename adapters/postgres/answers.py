"""Sealed answers of calls with an Idempotency-Key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from adapters.postgres.database import Database, run_within
from application.ports.answers import KEPT, AnswerBook, Answers, Kept, Once
from domain.refusal import Conflict

MINE: Final = "tenant_id = %(tenant)s AND digest = %(digest)s AND lease_id = %(lease)s"
KEEP: Final = f"UPDATE idempotency_keys SET answer = %(answer)s WHERE {MINE} AND answer IS NULL RETURNING 1"  # noqa: S608
GIVE_UP: Final = f"DELETE FROM idempotency_keys WHERE {MINE} AND answer IS NULL"  # noqa: S608 - constants
FIND: Final = """
SELECT key_id, body_mac, answer, lease_until FROM idempotency_keys k
 WHERE tenant_id = %(tenant)s AND digest = %(digest)s AND NOT (answer IS NULL AND lease_until <= %(now)s)
   AND created_at > %(day_ago)s
"""
# A lease that ran out goes to the next caller: nothing was done under it, or its answer would be here.
CLAIM: Final = """
WITH mine AS (
 INSERT INTO idempotency_keys AS k (tenant_id, digest, lease_id, lease_until, key_id, body_mac, created_at)
 VALUES (%(tenant)s, %(digest)s, %(lease)s, %(until)s, %(key)s, %(mac)s, %(created)s)
 ON CONFLICT (tenant_id, digest) DO UPDATE
 SET lease_id = excluded.lease_id, lease_until = excluded.lease_until, key_id = excluded.key_id,
     body_mac = excluded.body_mac, created_at = excluded.created_at, answer = NULL
 WHERE (k.answer IS NULL AND k.lease_until <= %(now)s) OR k.created_at <= %(day_ago)s
 RETURNING 1)
SELECT EXISTS (SELECT FROM mine) AS is_mine, k.key_id, k.body_mac, k.answer, k.lease_until
  FROM (SELECT 1) AS one LEFT JOIN idempotency_keys k ON k.tenant_id = %(tenant)s AND k.digest = %(digest)s
"""
SWEEP: Final = """
DELETE FROM idempotency_keys WHERE (tenant_id, digest) IN (
 SELECT tenant_id, digest FROM idempotency_keys WHERE created_at <= %(before)s ORDER BY created_at LIMIT %(most)s)
"""


def _mine(once: Once) -> dict[str, Any]:
    return {"tenant": once.tenant_id, "digest": once.digest, "lease": once.lease_id}


@dataclass(frozen=True, slots=True)
class PostgresAnswers(Answers):
    """Answers in a transaction that others share."""

    connection: Connection

    def keep(self, once: Once, answer: bytes) -> None:
        """See Answers."""
        if not run_within(self.connection, KEEP, _mine(once) | {"answer": answer}):
            raise Conflict("This call took so long that another one with its Idempotency-Key took over.")


@dataclass(frozen=True, slots=True)
class PostgresAnswerBook(AnswerBook):
    """Leases and answers in `idempotency_keys`."""

    database: Database

    def find(self, once: Once, *, now: datetime) -> Kept | None:
        """See AnswerBook."""
        found = self.database.run(FIND, _mine(once) | {"now": now, "day_ago": now - KEPT})
        return next((Kept(row.key_id, row.body_mac, row.answer, row.lease_until) for row in found), None)

    def claim(self, once: Once, *, now: datetime) -> Kept | None:
        """See AnswerBook."""
        arguments = _mine(once) | {
            "until": once.lease_until, "key": once.key_id, "mac": once.body_mac, "created": once.created_at,
            "now": now, "day_ago": now - KEPT,
        }  # fmt: skip
        row = self.database.run(CLAIM, arguments)[0]
        if row.is_mine:
            return None
        # A row that came between our snapshot and our insert is seen by neither half: somebody works on it.
        seen = row.key_id is not None
        return (
            Kept(row.key_id, row.body_mac, row.answer, row.lease_until)
            if seen
            else Kept(once.key_id, once.body_mac, None, once.lease_until)
        )

    def give_up(self, once: Once) -> None:
        """See AnswerBook."""
        self.database.run(GIVE_UP, _mine(once))

    def sweep(self, *, before: datetime, most: int) -> None:
        """See AnswerBook."""
        self.database.run(SWEEP, {"before": before, "most": most})
