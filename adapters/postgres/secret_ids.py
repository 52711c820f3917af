"""Was this database made with this JWT_SECRET?"""

from datetime import datetime
from typing import Final

from psycopg import ProgrammingError

from adapters.postgres.database import Database
from domain.derived_keys import KeyRing
from domain.refusal import Unavailable

# The first secret to come is the database's; a new one is taken in by a node that still has one of those known.
LEARN: Final = """
INSERT INTO secret_ids (key_id, first_seen_at)
SELECT %(current)s, %(now)s WHERE NOT EXISTS (SELECT FROM secret_ids)
    OR EXISTS (SELECT FROM secret_ids WHERE key_id = %(previous)s)
ON CONFLICT DO NOTHING
"""
KNOWN: Final = "SELECT 1 FROM secret_ids WHERE key_id = %(current)s"


def is_secret_of(database: Database, ring: KeyRing, now: datetime) -> bool:
    """Whether this node's secret is the database's: the first one to come, or one that came beside its forerunner.

    A node with another secret could open no signing key and judge no code, so it must not serve.
    Raises Unavailable, also where the schema is not there yet.
    """
    ids = {"current": ring.current.id, "previous": ring.previous.id if ring.previous else None}
    try:
        database.run(LEARN, ids | {"now": now})
        return bool(database.run(KNOWN, ids))
    except ProgrammingError:
        raise Unavailable("The schema is not there yet: run auth1 migrate.") from None
