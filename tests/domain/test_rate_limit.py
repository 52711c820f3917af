"""Sliding windows, and the truth about when they open."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rate_limit import Block, Limit, longest, seconds_until

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGES = st.lists(st.integers(0, 2 * 3600 * 10**6), max_size=12)


def times(ages: list[int]) -> list[datetime]:
    return [NOW - timedelta(microseconds=age) for age in sorted(ages)]


@given(AGES, st.integers(1, 6))
def test_a_window_is_shut_exactly_while_it_is_full(ages: list[int], most: int) -> None:
    """A call passes exactly where fewer than `most` lie within the window before it."""
    called = times(ages)
    inside = [at for at in called if at + HOUR > NOW]

    assert (len(inside) < most) == (Limit(most, HOUR).reopens_at(called, NOW) is None)


@given(AGES, st.integers(1, 6))
def test_it_opens_when_it_says(ages: list[int], most: int) -> None:
    """At the moment that is named it is open, and a microsecond before it is not."""
    limit, called = Limit(most, HOUR), times(ages)
    opens = limit.reopens_at(called, NOW)
    if opens is not None:
        assert NOW < opens <= NOW + HOUR
        assert limit.reopens_at(called, opens) is None
        assert opens == limit.reopens_at(called, opens - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("wait", "expected"),
    [(0.0, 1), (-5.0, 1), (0.000001, 1), (1.0, 1), (1.000001, 2), (29.5, 30), (30.0, 30), (3600.0, 3600)],
)
def test_waits_are_whole_seconds_rounded_up(wait: float, expected: int) -> None:
    """After the whole seconds that are said the moment has come, and at least one is said."""
    assert expected == seconds_until(NOW + timedelta(seconds=wait), NOW)


@given(st.lists(st.one_of(st.none(), st.integers(1, 10_000)), max_size=5))
def test_the_longest_block_stands_for_all(waits: list[int | None]) -> None:
    """Waiting for the block that opens last is waiting for all of them."""
    blocks = [None if wait is None else Block("ip", NOW + timedelta(seconds=wait)) for wait in waits]
    ends = [block.until for block in blocks if block]
    block = longest(blocks)

    assert max(ends, default=None) == (block and block.until)
