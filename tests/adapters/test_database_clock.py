"""The database's clock is everybody's (C21)."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.memory.tally import MemoryTally
from adapters.postgres.clock import ASK, DatabaseClock
from adapters.postgres.database import Database
from tests.fixtures.instance import eventually
from tests.fixtures.rows import rows


class Machine:
    """A machine's clock that can be set."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        """What it says."""
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def machine() -> Machine:
    """One that is right until it is set."""
    return Machine()


@pytest.fixture
def clock(postgres_18: EmbeddedPostgres, machine: Machine) -> DatabaseClock:
    """A clock by a real database."""
    return DatabaseClock(Database.at(postgres_18.serving_url, size=1), MemoryTally(), machine)


def difference(clock: DatabaseClock, server: EmbeddedPostgres) -> float:
    """Seconds between this clock and the database's."""
    before = clock.now()
    at: datetime = rows(server, "SELECT clock_timestamp()")[0][0]
    return abs((at - before).total_seconds())


def test_the_time_is_the_databases(clock: DatabaseClock, postgres_18: EmbeddedPostgres) -> None:
    """A node says what the database says, in UTC."""
    assert difference(clock, postgres_18) < 1
    assert UTC is clock.now().tzinfo


def test_a_machine_that_is_off_is_right_and_says_so(
    clock: DatabaseClock, postgres_18: EmbeddedPostgres, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    """C21: a machine a quarter of an hour fast tells the right time, a log line and the metric tell of its own."""
    machine.ahead = timedelta(minutes=15)
    with caplog.at_level(logging.WARNING, "auth1"):
        off = difference(clock, postgres_18)

    assert off < 1
    assert isinstance(clock.tally, MemoryTally)
    assert 899 < clock.tally.skew < 901
    assert ["This machine's clock is +900.0 s off; the database's is used"] == [one.message for one in caplog.records]


def test_a_jump_between_two_looks_moves_nothing(
    clock: DatabaseClock, postgres_18: EmbeddedPostgres, machine: Machine
) -> None:
    """C21: once the database has spoken, the machine's clock may jump: the steady counter carries the time on."""
    clock.now()
    machine.ahead = timedelta(minutes=15)

    assert difference(clock, postgres_18) < 1


def test_without_a_database_there_is_a_time() -> None:
    """While the database never answered, the machine's time serves, and nobody hears of a driver's error."""
    clock = DatabaseClock(Database.at("postgresql://nobody@127.0.0.1:1/none", size=1))

    assert abs((datetime.now(UTC) - clock.now()).total_seconds()) < 1


def test_it_looks_again_in_the_background(clock: DatabaseClock, postgres_18: EmbeddedPostgres) -> None:
    """After half a minute the database is asked again, and no caller waits for it; no connection is kept."""
    clock.now()
    first = clock._seen
    clock._due = 0.0
    clock.now()
    eventually(lambda: clock._seen is not first)

    eventually(lambda: not rows(postgres_18, "SELECT 1 FROM pg_stat_activity WHERE query = %s", ASK))
