"""Was this database made with this JWT_SECRET?"""

from datetime import datetime
from typing import Final

from adapters.postgres.database import Database

FIRST: Final = """
INSERT INTO secret_ids (key_id, first_seen_at) SELECT %(key)s, %(now)s WHERE NOT EXISTS (SELECT FROM secret_ids)
ON CONFLICT DO NOTHING
"""
KNOWN: Final = "SELECT 1 FROM secret_ids WHERE key_id = %(key)s"


def is_secret_of(database: Database, key_id: str, now: datetime) -> bool:
    """Whether the secret of that public id is the database's; the first one to come is.

    A node with another secret could open no signing key and judge no code, so it must not serve.
    """
    database.run(FIRST, {"key": key_id, "now": now})
    return bool(database.run(KNOWN, {"key": key_id}))
