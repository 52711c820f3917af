"""Reading an append-only table to its end, commit by commit, on a real Postgres."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.database import Database
from adapters.postgres.tail import Tail
from tests.fixtures.rows import rows

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENTS = Tail("events", "events", "tenant_id, id, type, created_at")
ADD = "INSERT INTO events (tenant_id, id, created_at, type, subject, payload) VALUES ('tn_1', %s, %s, 'x', 'y', '{}')"


def take(database: Database, most: int = 100) -> list[str]:
    """One look; the ids that were taken."""
    with database.transaction() as connection:
        found: Sequence[Any] = EVENTS.take(connection, now=NOW, most=most)
        return [row.id for row in found]


def drain(database: Database, most: int = 100) -> list[str]:
    """Looks until nothing is new."""
    found: list[str] = []
    while more := take(database, most):
        found += more
    return found


@pytest.fixture
def tail(database: Database) -> Database:
    """Nothing is new."""
    drain(database)
    return database


def test_a_row_that_is_committed_late_is_not_lost(tail: Database, postgres_18: EmbeddedPostgres) -> None:
    """It was written first and became visible last; what was committed meanwhile did not wait for it."""
    with psycopg.connect(postgres_18.owner_url) as slow:
        slow.execute(ADD, ("evt_1", NOW))
        rows(postgres_18, ADD, "evt_2", NOW)
        rows(postgres_18, ADD, "evt_3", NOW)
        meanwhile = drain(tail, most=1)
        slow.commit()

    assert (["evt_2", "evt_3"], ["evt_1"], []) == (meanwhile, drain(tail), drain(tail))


def test_what_was_rolled_back_is_never_taken(tail: Database, postgres_18: EmbeddedPostgres) -> None:
    """It never happened."""
    with psycopg.connect(postgres_18.owner_url) as line:
        line.execute(ADD, ("evt_1", NOW))
        line.rollback()

    assert [] == drain(tail)


def test_who_takes_and_fails_has_not_taken(tail: Database, postgres_18: EmbeddedPostgres) -> None:
    """The place moves in the commit of what is done with the rows."""
    rows(postgres_18, ADD, "evt_1", NOW)
    with suppress(RuntimeError), tail.transaction() as connection:
        assert ["evt_1"] == [row.id for row in EVENTS.take(connection, now=NOW, most=5)]
        raise RuntimeError

    assert ["evt_1"] == drain(tail)


def test_transactions_are_numbers_and_no_texts(tail: Database, postgres_18: EmbeddedPostgres) -> None:
    """The tenth comes after the ninth; page by page none is passed over."""
    rows(
        postgres_18, "UPDATE tails SET done = '3:3:', target = NULL, at_xid = NULL, at_id = NULL WHERE name = 'events'"
    )
    numbered = ADD.replace("payload)", "payload, xid)").replace("'{}')", "'{}', %s)")
    for number in (9, 10, 99, 100, 101):
        rows(postgres_18, numbered, f"evt_{number}", NOW, str(number))

    assert ["evt_9", "evt_10", "evt_99", "evt_100", "evt_101"] == drain(tail, most=1)


@pytest.mark.parametrize("sign", ["done = '900000000:900000000:'", "done = '3:3:', cluster = 'another'"])
def test_a_database_that_came_from_another_cluster_goes_on(
    tail: Database, postgres_18: EmbeddedPostgres, sign: str
) -> None:
    """C25: its transactions have other numbers, and the cluster another name; rows since the last look come again."""
    rows(postgres_18, f"UPDATE tails SET {sign}, moved_at = %s WHERE name = 'events' RETURNING 1", NOW)
    numbered = ADD.replace("payload)", "payload, xid)").replace("'{}')", "'{}', %s)")
    rows(postgres_18, numbered, "evt_0_old", NOW.replace(hour=10), "899999990")
    rows(postgres_18, numbered, "evt_1_told", NOW, "899999999")
    rows(postgres_18, numbered, "evt_2_not_told", NOW, "900000001")
    rows(postgres_18, ADD, "evt_3_new", NOW)
    after_restore = drain(tail, most=2)
    rows(postgres_18, ADD, "evt_4_newer", NOW)

    assert ["evt_1_told", "evt_2_not_told", "evt_3_new"] == after_restore
    assert ["evt_4_newer"] == drain(tail)
