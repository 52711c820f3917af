"""What an entry costs in Redis, as Redis itself counts it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from redis import Redis

from adapters.embedded.valkey import EmbeddedValkey
from adapters.memory.clock import NOON
from adapters.redis.client import RedisDoor
from adapters.redis.rate_limits import RedisRateLimits
from adapters.redis.sessions import RedisSessionCache
from application.ports.rate_limits import Window
from domain.ids import SessionId, TenantId, UserId
from domain.otp import HOUR
from domain.rate_limit import Block, Limit
from domain.session import Standing

MANY: Final = 2_000
# What a machine with a million of them has to hold: 400 MB of sessions, 300 MB of addresses or networks.
MOST_A_SESSION, MOST_A_LIMIT = 400, 300
TENANT: Final = TenantId.make(NOON, b"0123456789")


@pytest.fixture
def grown(valkey_9: EmbeddedValkey) -> Callable[[Callable[[int], None]], float]:
    """By how many bytes Redis grows for each of many entries."""
    redis: Any = Redis.from_url(valkey_9.url)
    redis.flushall()

    def used() -> int:
        memory = redis.info("memory")
        return int(memory["used_memory"]) - int(memory.get("mem_clients_normal", 0))

    def grow(put: Callable[[int], None]) -> float:
        put(0)
        before = used()
        for number in range(1, MANY + 1):
            put(number)
        return (used() - before) / MANY

    return grow


def test_a_session_is_small(valkey_9: EmbeddedValkey, grown: Callable[[Callable[[int], None]], float]) -> None:
    """A session that was looked at lately costs at most four hundred bytes."""
    cache = RedisSessionCache(RedisDoor.at(valkey_9.url), 600)
    standing = Standing(UserId.make(NOON, b"0123456789"), NOON + HOUR, NOON, NOON)

    def put(number: int) -> None:
        session_id = SessionId.make(NOON, number.to_bytes(10, "big"))
        cache.put(standing, tenant_id=TENANT, session_id=session_id)

    assert grown(put) <= MOST_A_SESSION


def test_a_network_is_small(valkey_9: EmbeddedValkey, grown: Callable[[Callable[[int], None]], float]) -> None:
    """A network that asked lately costs at most three hundred bytes."""
    limits = RedisRateLimits(RedisDoor.at(valkey_9.url))

    def put(number: int) -> None:
        window = Window(TENANT, f"10.{number >> 8}.{number & 255}.7", f"{number:016x}", Limit(100, HOUR))
        limits.admit(window, now=NOON, asks=True)

    assert grown(put) <= MOST_A_LIMIT


def test_an_address_is_small(valkey_9: EmbeddedValkey, grown: Callable[[Callable[[int], None]], float]) -> None:
    """An address that is told to wait costs at most three hundred bytes."""
    limits = RedisRateLimits(RedisDoor.at(valkey_9.url))
    block = Block("resend", NOON + timedelta(seconds=60))

    def put(number: int) -> None:
        window = Window(TENANT, None, f"{number:016x}", Limit(100, HOUR))
        limits.refuse(window, block, now=NOON, asks=True)

    assert grown(put) <= MOST_A_LIMIT
