"""SessionCache, over memory, Valkey 9, alone and as a cluster, and Redis 6."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.memory.user_sessions import MemorySessionCache
from adapters.redis.client import RedisDoor
from adapters.redis.sessions import RedisSessionCache
from application.ports.sessions import SessionCache
from domain.ids import SessionId, TenantId, UserId
from domain.refusal import Unavailable
from domain.session import Standing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ACME, BOLT = TenantId.make(NOON, b"0" * 10), TenantId.make(NOON, b"1" * 10)
SESSION, OTHER = SessionId.make(NOON, b"0" * 10), SessionId.make(NOON, b"1" * 10)
STANDING = Standing(UserId.make(NOON, b"0" * 10), NOON + timedelta(days=30), NOON - timedelta(hours=1), NOON)
SECOND = timedelta(seconds=1)


def cache_of(name: str, request: pytest.FixtureRequest, seconds: int) -> SessionCache:
    """An adapter that remembers for so long."""
    return (
        MemorySessionCache(seconds) if name == "memory" else RedisSessionCache(request.getfixturevalue(name), seconds)
    )


@pytest.fixture(params=["memory", "redis_door", "redis_6_door", "redis_cluster_door"])
def cache(request: pytest.FixtureRequest) -> SessionCache:
    """The cache on each of its adapters, for thirty seconds."""
    return cache_of(request.param, request, 30)


@pytest.fixture(params=["memory", "redis_door", "redis_6_door"])
def silent(request: pytest.FixtureRequest) -> SessionCache:
    """The cache that an operator turned off."""
    return cache_of(request.param, request, 0)


def get(cache: SessionCache, now: datetime = NOON, tenant_id: TenantId = ACME) -> Standing | None:
    """What is remembered."""
    return cache.get(tenant_id=tenant_id, session_id=SESSION, now=now)


def test_nothing_is_known_at_first(cache: SessionCache) -> None:
    """Who was never told says nothing."""
    assert get(cache) is None


def test_what_was_told_is_said(cache: SessionCache) -> None:
    """To the millisecond, for thirty seconds after the truth said it and not one more."""
    told = replace(STANDING, said_at=NOON + timedelta(milliseconds=5))
    cache.put(told, tenant_id=ACME, session_id=SESSION)

    assert told == get(cache, NOON + SECOND)
    assert told == get(cache, NOON + 30 * SECOND)
    assert get(cache, NOON + timedelta(seconds=30, milliseconds=5)) is None


def test_a_word_from_the_future_is_not_believed(cache: SessionCache) -> None:
    """Where clocks differ, nothing is remembered for longer than was promised."""
    cache.put(STANDING, tenant_id=ACME, session_id=SESSION)

    assert get(cache, NOON - SECOND) is None


def test_a_session_is_its_tenants(cache: SessionCache) -> None:
    """Another tenant, and another session, are told nothing."""
    cache.put(STANDING, tenant_id=ACME, session_id=SESSION)

    assert get(cache, tenant_id=BOLT) is None
    assert cache.get(tenant_id=ACME, session_id=OTHER, now=NOON) is None


def test_the_end_of_a_session_is_at_once(cache: SessionCache) -> None:
    """What was forgotten is not said, and the others are."""
    cache.put(STANDING, tenant_id=ACME, session_id=SESSION)
    cache.put(STANDING, tenant_id=ACME, session_id=OTHER)
    cache.forget(tenant_id=ACME, session_ids=[SESSION], now=NOON)

    assert get(cache) is None
    assert STANDING == cache.get(tenant_id=ACME, session_id=OTHER, now=NOON)


def test_a_slow_reader_brings_nothing_back(cache: SessionCache) -> None:
    """Who asked the truth before the end, and tells the cache after it, is not heard; nor where nothing was known."""
    cache.forget(tenant_id=ACME, session_ids=[SESSION], now=NOON)
    cache.put(replace(STANDING, said_at=NOON - SECOND), tenant_id=ACME, session_id=SESSION)

    assert get(cache) is None


def test_another_tenant_forgets_nothing(cache: SessionCache) -> None:
    """Forgetting is walled in as remembering is; forgetting nothing is nothing."""
    cache.put(STANDING, tenant_id=ACME, session_id=SESSION)
    cache.forget(tenant_id=BOLT, session_ids=[SESSION], now=NOON)
    cache.forget(tenant_id=ACME, session_ids=[], now=NOON)

    assert STANDING == get(cache)


def test_a_cache_that_is_off_remembers_nothing(silent: SessionCache) -> None:
    """With 0 seconds the truth is asked every time."""
    silent.put(STANDING, tenant_id=ACME, session_id=SESSION)
    silent.forget(tenant_id=ACME, session_ids=[SESSION], now=NOON)

    assert get(silent) is None


@pytest.mark.parametrize("raw", ["", "-", "nonsense", "usr_x|1|2|3", "\u0000", "9" * 5000])
def test_what_is_no_entry_says_nothing(redis_door: RedisDoor, raw: str) -> None:
    """Whatever lies under the key, a call is let in by the truth or not at all."""
    redis_door.run(lambda client: client.set(f"auth1:{{{ACME}}}:{SESSION}", raw))

    assert get(RedisSessionCache(redis_door, 30)) is None


def test_nothing_stays_in_redis(redis_door: RedisDoor) -> None:
    """Every key has an end of its own, names its tenant in braces, and holds no secret."""
    cache = RedisSessionCache(redis_door, 30)
    cache.put(STANDING, tenant_id=ACME, session_id=SESSION)
    cache.forget(tenant_id=ACME, session_ids=[OTHER], now=NOON)
    keys = sorted(redis_door.run(lambda client: client.keys("*")))
    lives = redis_door.run(lambda client: [client.ttl(key) for key in keys])

    assert sorted(f"auth1:{{{ACME}}}:{id}".encode() for id in (SESSION, OTHER)) == keys
    assert all(0 < seconds <= 40 for seconds in lives)


def test_a_cache_that_is_gone_is_unavailable() -> None:
    """Who asks hears so at once, and asks the truth."""
    gone = RedisSessionCache(RedisDoor.at("redis://127.0.0.1:1"), 30)
    with pytest.raises(Unavailable):
        get(gone)
    with pytest.raises(Unavailable):
        gone.put(STANDING, tenant_id=ACME, session_id=SESSION)
    with pytest.raises(Unavailable):
        gone.forget(tenant_id=ACME, session_ids=[SESSION], now=NOON)
