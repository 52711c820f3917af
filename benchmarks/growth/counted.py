"""What Postgres counts: pages that were not in shared_buffers, by table, and how much log it has written."""

from collections.abc import Mapping
from typing import Final

import psycopg

from adapters.embedded.postgres import EmbeddedPostgres

READ: Final = """
SELECT s.relname, coalesce(s.heap_blks_read, 0), coalesce(s.idx_blks_read, 0) FROM pg_statio_user_tables s
"""


def misses_of(server: EmbeddedPostgres) -> Mapping[str, int]:
    """Pages read so far, of each table (`users`) and of its indexes (`users, indexes`).

    A backend tells its counts when it has been idle for ten seconds, or ends: look when the instances are gone.
    """
    found: dict[str, int] = {}
    with psycopg.connect(server.owner_url, autocommit=True) as line:
        for name, heap, indexes in line.execute(READ):
            table = "audit_log" if name.startswith("audit_log_") else name
            found[table] = found.get(table, 0) + heap
            found[f"{table}, indexes"] = found.get(f"{table}, indexes", 0) + indexes
    return found


def log_of(server: EmbeddedPostgres) -> int:
    """Bytes of write-ahead log so far."""
    with psycopg.connect(server.owner_url, autocommit=True) as line:
        found = line.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone()
    return int(found[0]) if found else 0


def since(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """What has come since, the most first, without what has not."""
    grown = {name: many - before.get(name, 0) for name, many in after.items()}
    return {name: many for name, many in sorted(grown.items(), key=lambda one: -one[1]) if many > 0}
