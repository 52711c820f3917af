"""Puts rows into the migrated schema, and tenants by the product itself."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import psycopg

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.jose.derivation import derive_keys
from benchmarks.growth import people_sql, queue_sql
from benchmarks.growth.numbers_sql import FUNCTIONS
from benchmarks.load.provider import NAME
from benchmarks.scale.fill import IDLE
from benchmarks.scale.tenants import make_tenant
from entrypoints.container import live_container
from tests.fixtures.worlds import JWT_SECRET, TenantKeys, make_settings

HANDS: Final = 2
TABLES: Final = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
KEY_ID: Final = derive_keys(JWT_SECRET).id
ROUTE: Final = f"http:{NAME}"
# Nobody waits the half minute between two asks, or has so few of them, where a thousand people are asked for again.
SETTINGS: Final = {"risk_shadow": True, "rate_limit_per_hour": 100, "resend_after_seconds": 0}


def make_tenants(server: EmbeddedPostgres, many: int) -> list[TenantKeys]:
    """So many, as `benchmarks.scale.tenants` makes them."""
    container = live_container(make_settings(database_url=server.serving_url), pool_size=2)
    try:
        return [make_tenant(container, number, **SETTINGS) for number in range(many)]
    finally:
        container.adapters.database().engine.dispose()


def fill_users(server: EmbeddedPostgres, tenant: TenantKeys, many: int) -> None:
    """So many users, at the places from 0 on."""
    given = {"tenant": tenant.id, "now": datetime.now(UTC), "many": many, "key": KEY_ID}
    _load(server, people_sql.TABLES, given)


def fill_queue(server: EmbeddedPostgres, tenant: TenantKeys, first: int, many: int) -> None:
    """So many messages that wait, to people at the places from `first` on."""
    tables = {"otp_slots": queue_sql.SLOTS, "messages": queue_sql.MESSAGES}
    _load(server, tables, _waiting(tenant, first, many))


def top_up(line: "psycopg.Connection[Any]", tenant: TenantKeys, first: int, many: int) -> None:
    """Some more, in one commit, while others are served."""
    given = _waiting(tenant, first, many)
    with line.transaction():
        for statement in (queue_sql.SLOTS, queue_sql.MESSAGES):
            line.execute(statement.encode(), given)


def ready_for_more(server: EmbeddedPostgres) -> "psycopg.Connection[Any]":
    """A connection to top up with."""
    line = psycopg.connect(server.owner_url, autocommit=True)
    line.execute(FUNCTIONS.encode())
    return line


def tidy(server: EmbeddedPostgres) -> None:
    """What autovacuum would do in the midst of the calls, and what the planner wants to know."""
    with psycopg.connect(server.owner_url, autocommit=True) as line:
        line.execute("VACUUM ANALYZE")


def analyse(server: EmbeddedPostgres, without: Collection[str] = ()) -> None:
    """What autovacuum does within a minute, where tables have just got their first rows; some need it no more."""
    with psycopg.connect(server.owner_url, autocommit=True) as line:
        tables = [name for (name,) in line.execute(TABLES) if name not in without]
        line.execute(f"ANALYZE {', '.join(tables)}".encode())


def _waiting(tenant: TenantKeys, first: int, many: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"tenant": tenant.id, "now": now, "first": first, "many": many, "key": KEY_ID, "route": ROUTE}


def _load(server: EmbeddedPostgres, tables: Mapping[str, str], given: Mapping[str, Any]) -> None:
    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(partial(_load_one, server.owner_url, given), tables.items()))
    tidy(server)


def _load_one(owner_url: str, given: Mapping[str, Any], job: tuple[str, str]) -> None:
    """In one commit, in which the indexes are built when the rows are there."""
    table, statement = job
    with psycopg.connect(owner_url) as line:
        line.execute("SET session_replication_role = replica")
        line.execute(FUNCTIONS.encode())
        line.execute(IDLE, {"table": table})
        line.execute(statement.encode(), given)
        line.execute(f"REINDEX TABLE {table}".encode())
