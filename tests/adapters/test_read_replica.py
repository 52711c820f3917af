"""Reads from a real streaming replica."""

from collections.abc import Iterator

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.database import Database
from adapters.postgres.replica import ReadReplica
from domain.refusal import Unavailable
from tests.fixtures.replica import StreamingReplica

COUNT = "SELECT count(*) AS n FROM tenants"
ADD = "INSERT INTO tenants (id, slug, name, settings, branding, created_at) VALUES (%(id)s, %(id)s, 'x', '{}', '{}', now())"


class Hands:
    """A clock for what is remembered of the lag."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def line(database: Database, replica: StreamingReplica) -> Iterator[tuple[ReadReplica, Hands]]:
    """A reader on both."""
    second, hands = Database.at(replica.serving_url, size=2), Hands()
    yield ReadReplica(database, second, now=hands), hands
    second.engine.dispose()


def test_reads_come_from_the_replica(
    line: tuple[ReadReplica, Hands], database: Database, replica: StreamingReplica
) -> None:
    """What the primary wrote is there, and the answer says where it came from and how old it may be."""
    database.run(ADD, {"id": "tn_a"})
    replica.catch_up()
    rows, source, lag = line[0].read(COUNT, {})

    assert (1, "replica") == (rows[0].n, source)
    assert 0 <= lag < 5


def test_a_replica_that_is_behind_shows_it_and_answers_nobody(
    line: tuple[ReadReplica, Hands], database: Database, replica: StreamingReplica
) -> None:
    """Replay stands still: the lag is told, and beyond the bound the primary answers."""
    reader, hands = line
    replica.replay("pause")
    try:
        database.run(ADD, {"id": "tn_b"})
        replica.received()
        hands.at += 2
        lag = reader.lag()
        strict = ReadReplica(database, reader._replica, most_lag=0.0)
        rows, source, _ = strict.read(COUNT, {})
    finally:
        replica.replay("resume")

    assert lag is not None and lag > 0
    assert (1, "primary") == (rows[0].n, source)


def test_a_replica_that_is_gone_is_replaced_by_the_primary(
    database: Database, postgres_18: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """And comes back when it is there again."""
    own = StreamingReplica(postgres_18, tmp_path_factory.mktemp("gone") / "data")
    own.start()
    second, hands = Database.at(own.serving_url, size=1), Hands()
    reader = ReadReplica(database, second, now=hands)
    database.run(ADD, {"id": "tn_c"})
    own.catch_up()
    sources = [reader.read(COUNT, {})[1]]
    own.stop()
    rows, source, _ = reader.read(COUNT, {})
    sources.append(source)
    own.start()
    own.catch_up()
    hands.at += 2
    second.breaker.answered()
    sources.append(reader.read(COUNT, {})[1])
    second.engine.dispose()
    own.stop()

    assert 1 == rows[0].n
    assert ["replica", "primary", "replica"] == sources


def test_nothing_is_written_through_a_replica(line: tuple[ReadReplica, Hands]) -> None:
    """A statement that writes is refused there, whoever mistakes it for the primary."""
    replica = line[0]._replica
    assert replica is not None

    with pytest.raises(Unavailable):
        replica.run(ADD, {"id": "tn_d"})


def test_without_a_replica_the_primary_answers(database: Database) -> None:
    """There is no lag to tell."""
    reader = ReadReplica(database, None)

    assert (None, "primary") == (reader.lag(), reader.read(COUNT, {})[1])
