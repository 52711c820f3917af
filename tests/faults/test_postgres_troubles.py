"""Postgres loses answers, deadlocks, is full, or was made with another secret (C02, C05, C06, C24)."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.memory.tally import MemoryTally
from adapters.postgres.database import Database
from domain.refusal import Unavailable
from tests.fixtures.rows import rows, until_it_waits
from tests.fixtures.servers import empty
from tests.fixtures.wire import CuttableLine
from tests.fixtures.worlds import ADA, JWT_SECRET, World, make_live_world


@pytest.fixture
def line(postgres_18: EmbeddedPostgres) -> Iterator[CuttableLine]:
    """A line to Postgres that can be cut."""
    line = CuttableLine(postgres_18.port)
    yield line
    line.listener.close()


@pytest.fixture
def far_world(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, line: CuttableLine) -> Iterator[World]:
    """The product at the far end of that line."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    url = postgres_18.serving_url.replace(f":{postgres_18.port}/", f":{line.port}/")
    world = make_live_world(url, valkey_9.url)
    yield world
    world.container.adapters.database().engine.dispose()


@pytest.mark.fault("C02")
def test_an_ask_whose_answer_was_lost_sends_one_message(
    postgres_18: EmbeddedPostgres, far_world: World, line: CuttableLine
) -> None:
    """C02: the commit is done and its answer lost: the client hears 503, asks again, and one SMS was sent."""
    acme = far_world.tenant()
    line.cut_after = b"INSERT INTO otp_slots"
    lost = far_world.ask(acme)
    _let_breaker_rest(far_world)
    again = far_world.ask(acme)

    assert (503, "unavailable") == (lost.status_code, lost.get_json()["code"])
    assert int(lost.headers["Retry-After"]) >= 1
    assert (429, "resend") == (again.status_code, again.get_json()["limit"])
    assert 1 == far_world.deliver()
    assert 200 == far_world.prove(acme, far_world.code()).status_code
    assert [(1,)] == list(rows(postgres_18, "SELECT count(*) FROM users"))


def _let_breaker_rest(world: World) -> None:
    """The second is over in which nobody asks a database that failed."""
    world.container.adapters.database().breaker.answered()


@pytest.mark.fault("C02")
def test_a_proof_whose_answer_was_lost_is_counted(
    postgres_18: EmbeddedPostgres, far_world: World, line: CuttableLine
) -> None:
    """C02: a right code whose answer was lost is used: it opens nothing a second time, and made one user."""
    acme = far_world.tenant()
    far_world.ask(acme)
    code = far_world.code()
    line.cut_after = b"UPDATE otp_slots AS s"
    lost = far_world.prove(acme, code)
    _let_breaker_rest(far_world)

    assert 503 == lost.status_code
    assert "code_expired" == far_world.prove(acme, code).get_json()["code"]
    assert [(1,)] == list(rows(postgres_18, "SELECT count(*) FROM users"))
    far_world.ask(acme)
    assert 200 == far_world.prove(acme, far_world.code()).status_code


@pytest.mark.fault("C05")
def test_a_deadlock_is_tried_again(postgres_18: EmbeddedPostgres, world: World) -> None:
    """C05: a statement that the server undid to end a deadlock is done again, and the caller hears nothing of it."""
    acme = world.tenant()
    world.ask(acme)
    code = world.code()
    said: list[int] = []
    with psycopg.connect(postgres_18.owner_url) as rival:
        rival.execute(
            "INSERT INTO users (tenant_id, id, phone, created_at) VALUES (%s, 'usr_rival', %s, now())", (acme.id, ADA)
        )
        prover = threading.Thread(target=lambda: said.append(world.prove(acme, code).status_code))
        prover.start()
        until_it_waits(postgres_18, prover)
        rival.execute("UPDATE otp_slots SET version = version WHERE tenant_id = %s", (acme.id,))
        rival.rollback()
    prover.join(10)

    assert [200] == said
    assert [("used", 1)] == list(rows(postgres_18, "SELECT ended_as, attempts FROM otp_slots"))


@pytest.mark.fault("C06")
def test_a_full_pool_sheds_load(postgres_18: EmbeddedPostgres) -> None:
    """C06: where no connection is free, the caller hears Unavailable after a second instead of hanging."""
    database = Database.at(postgres_18.serving_url, size=1)
    with database.transaction(), pytest.raises(Unavailable):
        database.run("SELECT 1", {})
    database.breaker.answered()

    assert 1 == len(database.run("SELECT 1", {}))
    database.engine.dispose()


def test_a_server_that_is_away_is_counted_and_no_connection_is(postgres_18: EmbeddedPostgres) -> None:
    """Connections that could not be made are answers that did not come, and leave no hole in the pool's count."""
    away, tally = Database.at("postgresql://a:b@127.0.0.1:1/x", size=2, tally=MemoryTally()), MemoryTally()
    for _ in range(3):
        with pytest.raises(Unavailable):
            away.run("SELECT 1", {})
        away.breaker.answered()
    there = Database.at(postgres_18.serving_url, size=2, tally=tally)
    there.run("SELECT 1", {})
    there.engine.dispose()

    assert isinstance(away.tally, MemoryTally)
    assert (0, 0) == (away.tally.connections, tally.connections)
    assert [("postgres", False)] == list(away.tally.dependencies)


def test_a_statement_that_waits_too_long_is_ended(postgres_18: EmbeddedPostgres, world: World) -> None:
    """A lock that somebody holds costs a caller seconds, not for ever, and nothing was half done."""
    acme = world.tenant()
    world.ask(acme)
    code = world.code()
    with psycopg.connect(postgres_18.owner_url) as rival:
        rival.execute("SELECT 1 FROM otp_slots FOR UPDATE")
        held = world.prove(acme, code)
    assert 503 == held.status_code
    assert 200 == world.prove(acme, code).status_code


@pytest.mark.fault("C24")
def test_a_node_with_another_secret_never_signs(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World
) -> None:
    """C24: a node that cannot open the signing key counts no attempt, signs nothing, and is not ready."""
    acme = world.tenant()
    assert 200 == world.call("GET", "/health/ready").status_code
    world.ask(acme)
    code = world.code()
    foreign = make_live_world(postgres_18.serving_url, valkey_9.url, jwt_secret=JWT_SECRET[::-1])
    foreign.clock.turn(timedelta(seconds=1))
    said = foreign.prove(acme, code)

    assert (503, "unavailable") == (said.status_code, said.get_json()["code"])
    assert (503, 200) == (
        foreign.call("GET", "/health/ready").status_code,
        foreign.call("GET", "/health/live").status_code,
    )
    assert [(0,)] == list(rows(postgres_18, "SELECT attempts FROM otp_slots"))
    assert 200 == world.prove(acme, code).status_code
    foreign.container.adapters.database().engine.dispose()
