"""Fills the migrated schema by INSERT … SELECT, two tables at a time, their indexes built when the rows are there."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from string import Template
from typing import Any, Final

import psycopg

from adapters.postgres.migrate import PARTITION
from benchmarks.scale import codes_sql, numbers_sql, people_sql, records_sql
from benchmarks.scale.moments import write_moments
from benchmarks.scale.shape import Shape

# The largest first, so that both hands are busy to the end.
APART: Final = {
    "otp_requests": codes_sql.REQUESTS, "messages": codes_sql.MESSAGES, "users": people_sql.USERS,
    "message_attempts": codes_sql.ATTEMPTS, "otp_asks": codes_sql.ASKS, "otp_slots": codes_sql.SLOTS,
    "sessions": codes_sql.SESSIONS, "risk_decisions": records_sql.DECISIONS, "audit_log": records_sql.AUDIT,
    "events": records_sql.EVENTS, "request_origins": records_sql.ORIGINS, "risk_proofs": people_sql.PROOFS,
    "risk_traffic": records_sql.TRAFFIC, "idempotency_keys": records_sql.ANSWERS, "risk_spent": records_sql.SPENT,
    "phone_lines": people_sql.LINES, "tenants": people_sql.TENANTS, "api_keys": people_sql.API_KEYS,
    "signing_keys": people_sql.SIGNING_KEYS, "tenant_hooks": people_sql.HOOKS, "prices": records_sql.PRICES,
    "webhook_endpoints": people_sql.ENDPOINTS, "address_changes": people_sql.CHANGES, "networks": records_sql.NETWORKS,
    "oauth_clients": people_sql.CLIENTS, "brand_images": people_sql.BRAND_IMAGES,
    "authorizations": people_sql.AUTHORIZATIONS, "client_assertions": people_sql.ASSERTIONS,
    "consents": people_sql.CONSENTS,
    "spent_puzzles": records_sql.PUZZLES, "risk_facts": records_sql.FACTS, "risk_blocks": records_sql.BLOCKS,
}  # fmt: skip
# These read what others wrote.
THEN: Final = {"audit_chain": records_sql.CHAIN, "webhook_deliveries": records_sql.DELIVERIES}
LAST: Final = (records_sql.READ, records_sql.UNREAD_EVENTS, records_sql.UNREAD_AUDIT, "DROP TABLE scale_moments")
# Neither is anything referenced from elsewhere; emptied in its own commit, a table is filled without a log.
EMPTIED: Final = frozenset(APART) - {"users", "tenants", "events", "webhook_endpoints", "audit_log"}
LEAVES: Final = """
SELECT oid::regclass::text FROM pg_class WHERE oid = %(table)s::regclass AND relkind = 'r'
UNION ALL SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %(table)s::regclass
"""
# As a superuser may: the indexes stay what the migrations made, and are only not written for the time being.
IDLE: Final = "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = %(table)s::regclass"
SCHEMA: Final = """
SELECT pg_get_indexdef(indexrelid) || indisvalid || indisready FROM pg_index
  JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace ORDER BY 1
"""
Say = Callable[[str], object]


def fill(owner_url: str, shape: Shape, now: datetime, *, hands: int = 1, say: Say = str) -> None:
    """Rows in every table, and what the planner wants to know of them; the schema is afterwards what it was before."""
    with psycopg.connect(owner_url, autocommit=True) as line:
        _make_past_month(line, now)
        before = line.execute(SCHEMA).fetchall()
        write_moments(line, shape, now)
        for stage in (APART, THEN):
            _fill_all(owner_url, stage, values_of(shape, now), hands, say)
        _prepare(line, values_of(shape, now))
        for statement in LAST:
            line.execute(Template(statement).substitute(values_of(shape, now)).encode())
        line.execute("ANALYZE")
        assert before == line.execute(SCHEMA).fetchall(), "the schema is not the migrated one"


def values_of(shape: Shape, now: datetime) -> dict[str, Any]:
    """What the statements spell."""
    return {**shape.values, "now": f"'{now.isoformat()}'::timestamptz"}


def _fill_all(owner_url: str, stage: dict[str, str], values: dict[str, Any], hands: int, say: Say) -> None:
    with ThreadPoolExecutor(hands) as pool:
        for done in pool.map(partial(_fill_one, owner_url, values), stage.items()):
            say(done)


def _fill_one(owner_url: str, values: dict[str, Any], job: tuple[str, str]) -> str:
    table, statement = job
    began = datetime.now(UTC)
    with psycopg.connect(owner_url) as line:
        _prepare(line, values)
        if table in EMPTIED:
            line.execute(f"TRUNCATE {table}".encode())
        leaves = [str(row[0]) for row in line.execute(LEAVES, {"table": table})]
        _idle(line, leaves)
        rows = line.execute(Template(statement).substitute(values).encode()).rowcount
        for leaf in leaves:
            line.execute(f"REINDEX TABLE {leaf}".encode())
    return f"{table}: {rows:,} rows in {(datetime.now(UTC) - began).total_seconds():.0f} s"


def _idle(line: psycopg.Connection[Any], leaves: Sequence[str]) -> None:
    for leaf in leaves:
        line.execute(IDLE, {"table": leaf})


def _prepare(line: psycopg.Connection[Any], values: dict[str, Any]) -> None:
    """No triggers and no foreign keys for this session, and the functions of the statements."""
    line.execute("SET session_replication_role = replica")
    line.execute(Template(numbers_sql.FUNCTIONS).substitute(values).encode())


def _make_past_month(line: psycopg.Connection[Any], now: datetime) -> None:
    """The thirty days reach into the month before, for which an installation of that age has a partition."""
    this = date(now.year, now.month, 1)
    last = (this - timedelta(days=1)).replace(day=1)
    line.execute(PARTITION.format(name=f"audit_log_{last:%Y_%m}", start=last, end=this).encode())
