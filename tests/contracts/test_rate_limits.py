"""RateLimits, over memory, Valkey 9, alone and as a cluster, and Redis 6."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.memory.rate_limits import MemoryRateLimits
from adapters.redis.client import RedisDoor
from adapters.redis.rate_limits import RedisRateLimits
from application.ports.rate_limits import RateLimits, Window
from domain.rate_limit import Block, Limit
from domain.refusal import Unavailable
from tests.fixtures.race import race

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
ACME = Window("tn_acme", "198.51.100.7", "ada", Limit(3, HOUR))
BOLT = replace(ACME, tenant_id="tn_bolt")


@pytest.fixture(params=["memory", "redis_door", "redis_6_door", "redis_cluster_door"])
def limits(request: pytest.FixtureRequest) -> RateLimits:
    """The rate limits on each of their adapters."""
    return MemoryRateLimits() if request.param == "memory" else RedisRateLimits(request.getfixturevalue(request.param))


def admit(limits: RateLimits, at: datetime = NOON, window: Window = ACME, *, asks: bool = True) -> Block | None:
    """One call."""
    return limits.admit(window, now=at, asks=asks)


def test_empty_lets_the_first_call_in(limits: RateLimits) -> None:
    """Nobody has called: nothing stands against the first one."""
    assert admit(limits) is None


def test_the_call_after_the_last_is_refused_until_the_first_is_old(limits: RateLimits) -> None:
    """Three an hour: the fourth waits until the first is an hour old; refused calls count nothing."""
    for minute in range(3):
        assert admit(limits, NOON + minute * MINUTE) is None

    for _ in range(5):
        assert Block("ip", NOON + HOUR) == admit(limits, NOON + 3 * MINUTE)
    assert admit(limits, NOON + HOUR - SECOND) is not None
    assert admit(limits, NOON + HOUR) is None
    assert Block("ip", NOON + HOUR + MINUTE) == admit(limits, NOON + HOUR)


def test_several_calls_of_one_moment_count_each(limits: RateLimits) -> None:
    """Calls within the same second are as many as they are."""
    said = [admit(limits) for _ in range(5)]

    assert [None, None, None, Block("ip", NOON + HOUR), Block("ip", NOON + HOUR)] == said


def test_a_window_without_a_network_counts_nothing(limits: RateLimits) -> None:
    """A server that tells no end user's address is bound by no window."""
    nobody = replace(ACME, network=None)

    assert [admit(limits, window=nobody) for _ in range(10)] == [None] * 10


def test_giving_back_takes_out_the_newest(limits: RateLimits) -> None:
    """After giving back two of three calls, two more pass and the oldest still counts."""
    for minute in range(3):
        admit(limits, NOON + minute * MINUTE)
    limits.give_back(ACME, 2, now=NOON + 3 * MINUTE)

    assert [None, None] == [admit(limits, NOON + 3 * MINUTE) for _ in range(2)]
    assert Block("ip", NOON + HOUR) == admit(limits, NOON + 3 * MINUTE)


def test_giving_back_more_than_there_was_is_nothing(limits: RateLimits) -> None:
    """A window never owes calls."""
    limits.give_back(ACME, 2, now=NOON)

    assert [True, True, True, False] == [admit(limits) is None for _ in range(4)]


def test_a_refusal_is_remembered_for_five_seconds(limits: RateLimits) -> None:
    """What was refused is refused again without asking the database, and forgotten soon, so that it cannot be stale."""
    block = Block("address", NOON + HOUR)
    admit(limits)
    limits.refuse(ACME, block, now=NOON, asks=True)

    assert block == admit(limits, NOON + 4 * SECOND)
    assert admit(limits, NOON + 5 * SECOND) is None


def test_a_refusal_gives_its_call_back(limits: RateLimits) -> None:
    """A call that is answered 429 counts in no window."""
    for minute in range(6):
        assert admit(limits, NOON + minute * MINUTE) is None
        limits.refuse(ACME, Block("resend", NOON), now=NOON + minute * MINUTE, asks=True)


@pytest.mark.parametrize("asks", [True, False])
def test_what_was_refused_to_asking_says_nothing_about_proving(limits: RateLimits, asks: bool) -> None:
    """A code may be typed while another may not be asked for, and the other way round."""
    limits.refuse(ACME, Block("failures", NOON + MINUTE), now=NOON, asks=asks)

    assert "failures" == admit(limits, asks=asks).limit  # type: ignore[union-attr]
    assert admit(limits, asks=not asks) is None


def test_a_block_opens_when_it_says(limits: RateLimits) -> None:
    """A remembered block is over at its own end, also within the five seconds."""
    limits.refuse(ACME, Block("resend", NOON + 2 * SECOND), now=NOON, asks=True)

    assert admit(limits, NOON + SECOND) is not None
    assert admit(limits, NOON + 2 * SECOND) is None


def test_giving_back_forgets_the_block(limits: RateLimits) -> None:
    """After a code was used or has ended, the next ask need not wait."""
    limits.refuse(ACME, Block("resend", NOON + MINUTE), now=NOON, asks=True)
    limits.give_back(ACME, 0, now=NOON)

    assert admit(limits) is None


def test_another_tenant_has_windows_of_its_own(limits: RateLimits) -> None:
    """The same network and address at another tenant is another window and another block."""
    for _ in range(3):
        admit(limits)
    limits.refuse(ACME, Block("failures", NOON + HOUR), now=NOON, asks=True)

    assert admit(limits, window=BOLT) is None


def test_of_many_calls_at_once_the_limit_passes(limits: RateLimits) -> None:
    """Of thirty calls at the same moment exactly three pass."""
    said = race(30, lambda _: admit(limits))

    assert 3 == said.count(None)


@pytest.mark.parametrize(
    "call",
    [
        lambda limits: limits.admit(ACME, now=NOON, asks=True),
        lambda limits: limits.refuse(ACME, Block("resend", NOON), now=NOON, asks=True),
        lambda limits: limits.give_back(ACME, 1, now=NOON),
    ],
)
def test_a_redis_that_is_gone_is_unavailable(call: Callable[[RateLimits], object]) -> None:
    """Every method says Unavailable, never an exception of the driver."""
    limits = RedisRateLimits(RedisDoor.at("redis://127.0.0.1:1"))

    with pytest.raises(Unavailable):
        call(limits)
