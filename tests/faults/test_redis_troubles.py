"""Redis is gone, silent, full, emptied or stale: the decisions stay right, from Postgres (C08 to C11)."""

from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.servers import empty, make_valkey
from tests.fixtures.wire import silent_server
from tests.fixtures.worlds import World, make_live_world

NOWHERE = "redis://127.0.0.1:1"


@pytest.fixture
def own_valkey() -> Iterator[EmbeddedValkey]:
    """A server that a test may mistreat."""
    server = make_valkey()
    yield server
    server.stop()


def world_on(postgres: EmbeddedPostgres, redis_url: str, **values: Any) -> World:
    """An empty world on some Redis."""
    empty(postgres)
    return make_live_world(postgres.serving_url, redis_url, **values)


def holds_all_bounds(world: World) -> None:
    """Sign-in works, codes are judged five times, an address is bound, a used code is used."""
    acme = world.tenant()
    assert world.sign_in(acme)["verified"]
    world.ask(acme)
    said = [world.prove(acme, world.wrong()).get_json()["code"] for _ in range(5)]
    assert ["invalid_code"] * 4 + ["too_many_attempts"] == said
    limits = []
    for _ in range(5):
        limits.append(world.ask(acme).get_json().get("limit"))
        limits.append(world.ask(acme).get_json().get("limit"))
        world.later(minutes=1)
    assert [None, "resend", None, "resend", None, *["address"] * 5] == limits


def test_without_redis_everything_holds(postgres_18: EmbeddedPostgres) -> None:
    """C08: with no Redis at all, sign-in works and every bound of an address holds."""
    world = world_on(postgres_18, NOWHERE)

    holds_all_bounds(world)
    health = world.call("GET", "/health")
    assert (200, "degraded", "disconnected") == (
        health.status_code,
        health.get_json()["status"],
        health.get_json()["redis"],
    )
    assert 200 == world.call("GET", "/health/ready").status_code


def test_without_redis_a_networks_asks_are_counted_from_the_records(postgres_18: EmbeddedPostgres) -> None:
    """C08: while the windows are away, RATE_LIMIT_MAX bounds a network's asks by what is recorded, truthfully."""
    world = world_on(postgres_18, NOWHERE, rate_limit_max=3)
    acme = world.tenant()
    said = []
    for number in range(100, 104):
        said.append(world.ask(acme, f"+12015550{number}"))
        world.later(minutes=1)

    assert [200, 200, 200, 429] == [answer.status_code for answer in said]
    assert ("ip", "3420") == (said[3].get_json()["limit"], said[3].headers["Retry-After"])
    assert 200 == world.ask(acme, "+12015550150", ip="203.0.113.9").status_code
    world.later(seconds=3420 - 60)
    assert 200 == world.ask(acme, "+12015550151").status_code


def test_an_emptied_redis_loses_no_bound_of_an_address(
    postgres_18: EmbeddedPostgres, own_valkey: EmbeddedValkey
) -> None:
    """C09: after FLUSHALL the limits of an address and of a code are what they were."""
    world = world_on(postgres_18, own_valkey.url)
    acme, client = world.tenant(resend_after_seconds=0), Redis.from_url(own_valkey.url)
    for _ in range(5):
        world.ask(acme)
        client.flushall()
    refused = world.ask(acme)
    client.flushall()

    assert (429, "address") == (refused.status_code, refused.get_json()["limit"])
    assert [4, 3] == [
        world.prove(acme, world.wrong()).get_json()["attempts_remaining"] for _ in range(2) if client.flushall()
    ]


def test_a_silent_redis_is_left_alone(postgres_18: EmbeddedPostgres) -> None:
    """C10: a Redis that takes connections and never answers is asked once, and then not for a while."""
    with silent_server() as (port, taken):
        world = world_on(postgres_18, f"redis://127.0.0.1:{port}")
        acme = world.tenant(risk_shadow=True)
        said = [world.ask(acme, f"+12015550{number}").status_code for number in range(100, 130)]

        assert [200] * 30 == said
        assert len(taken) <= 5


def test_a_full_redis_is_as_good_as_none(postgres_18: EmbeddedPostgres, own_valkey: EmbeddedValkey) -> None:
    """C11: a Redis that refuses writes changes nothing but the windows."""
    client = Redis.from_url(own_valkey.url)
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", "1")

    holds_all_bounds(world_on(postgres_18, own_valkey.url))


def test_a_stale_block_is_forgotten_within_seconds(postgres_18: EmbeddedPostgres, own_valkey: EmbeddedValkey) -> None:
    """What Redis remembers of a refusal may refuse early, and never for more than five seconds."""
    world = world_on(postgres_18, own_valkey.url)
    acme = world.tenant(rate_limit_per_hour=1, resend_after_seconds=0)
    world.ask(acme)
    world.ask(acme)
    world.call("PATCH", "/api/tenant", {"settings": {"rate_limit_per_hour": 9}}, key=acme.secret)
    stale = world.ask(acme).status_code
    world.later(seconds=5)

    assert [429, 200] == [stale, world.ask(acme).status_code]


def test_a_redis_that_dies_between_two_asks(postgres_18: EmbeddedPostgres, own_valkey: EmbeddedValkey) -> None:
    """C08: kill -9 of Redis in the middle costs no sign-in; when it is back, it is used again."""
    world = world_on(postgres_18, own_valkey.url)
    acme = world.tenant()
    world.ask(acme)
    assert own_valkey.process is not None
    own_valkey.process.kill()
    own_valkey.process.wait()

    assert 200 == world.prove(acme, world.code()).status_code
    assert world.sign_in(acme, "+12015550199")["verified"]
    own_valkey.start()
    world.container.adapters.redis().breaker.answered()
    world.ask(acme, "+12015550198")
    assert 1 <= len(list(Redis.from_url(own_valkey.url).scan_iter("auth1:*:ip:*")))
