"""A revocation while Redis is down, and where it comes back with what it had."""

from dataclasses import dataclass
from typing import Any

import pytest
from dependency_injector import providers

from adapters.breaker import Breaker
from adapters.redis.client import RedisDoor
from adapters.redis.sessions import RedisSessionCache
from domain.refusal import Unavailable
from tests.fixtures.worlds import World

SECONDS = 30


@dataclass(slots=True)
class Cable:
    """A way to Redis that can be pulled out and put back."""

    door: RedisDoor
    is_out: bool = False

    def run(self, command: Any) -> Any:
        if self.is_out:
            raise Unavailable("Redis does not answer.")
        return self.door.run(command)


@pytest.fixture
def cable(world: World) -> Cable:
    """The session cache of the world behind a cable; the rest of Redis stays."""
    adapters = world.container.adapters
    pulled = Cable(RedisDoor(lambda: adapters.redis().client, Breaker(0.0)))
    adapters.session_cache.override(providers.Object(RedisSessionCache(pulled, SECONDS)))  # type: ignore[arg-type]
    cases = world.container.use_cases
    for name in (
        "live_sessions",
        "recognise_token",
        "end_session",
        "end_all_sessions",
        "verify_otp",
        "refresh_session",
    ):
        getattr(cases, name).reset()
    from entrypoints.web import app_of

    world.app = app_of(world.container, world.container.settings())
    return pulled


def me(world: World, token: str) -> int:
    status: int = world.call("GET", "/api/auth/me", bearer=token).status_code
    return status


def test_a_log_out_acts_at_once_while_redis_is_down(world: World, cable: Cable) -> None:
    """With Redis away every call asks Postgres: 401 with the very next one."""
    acme = world.tenant()
    token = world.sign_in(acme)["token"]
    assert 200 == me(world, token)
    cable.is_out = True

    assert 200 == me(world, token)
    assert 204 == world.call("POST", "/api/auth/logout", bearer=token).status_code
    assert 401 == me(world, token)


def test_an_entry_that_outlived_a_log_out_is_believed_for_its_seconds_only(world: World, cable: Cable) -> None:
    """Redis was cut off during the log-out and comes back with the old entry: after 30 seconds nobody believes it."""
    acme = world.tenant()
    token = world.sign_in(acme)["token"]
    assert 200 == me(world, token)
    cable.is_out = True
    assert 204 == world.call("POST", "/api/auth/logout", bearer=token).status_code
    cable.is_out = False
    world.later(seconds=SECONDS - 1)

    assert 200 == me(world, token)
    world.later(seconds=1)
    assert 401 == me(world, token)


def test_with_the_cache_no_statement_is_spent_on_the_session(world: World, cable: Cable) -> None:
    """A warm entry answers for Postgres, and an introspection then needs no statement at all."""
    acme = world.tenant()
    token = world.sign_in(acme)["token"]
    me(world, token)
    held = world.container.adapters.redis().client.keys("auth1:*:ses_*")

    assert 1 == len(held)
    assert acme.id.encode() in held[0]


def test_zero_seconds_remember_nothing(world: World) -> None:
    """SESSION_CACHE_SECONDS=0: Redis holds no session, and a revocation acts at once all the same."""
    from tests.fixtures.worlds import make_live_world

    settings = world.container.settings()
    other = make_live_world(settings.database_url, settings.redis_url, session_cache_seconds=0)
    acme = other.tenant()
    token = other.sign_in(acme)["token"]

    assert 200 == me(other, token)
    assert [] == other.container.adapters.redis().client.keys("auth1:*:ses_*")
    other.call("POST", "/api/auth/logout", bearer=token)
    assert 401 == me(other, token)
    other.container.adapters.database().engine.dispose()
