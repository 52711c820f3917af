"""Prefixes that are shut: how long, how often, and when they are forgiven."""

from datetime import UTC, datetime, timedelta

from domain.prefix_block import PrefixBlock, shut, watch

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_blocks_double_up_to_twelve_hours() -> None:
    """5, 10, 20, … minutes, and 12 hours at most."""
    block, minutes = shut(None, NOON), []
    for _ in range(10):
        minutes.append((block.until - block.since) // MINUTE)
        block = shut(block, block.until)

    assert [5, 10, 20, 40, 80, 160, 320, 640, 720, 720] == minutes


def test_it_lifts_by_itself() -> None:
    """At its end it is open, and a day later it is forgiven: the next block is a first one."""
    block = shut(None, NOON)

    assert block.holds(block.until - timedelta(microseconds=1))
    assert not block.holds(block.until)
    last = block.until + timedelta(hours=24)
    assert 1 == shut(block, last - MINUTE).level
    assert 0 == shut(block, last).level


def test_who_goes_on_is_shut_out_again() -> None:
    """Three tries until the very end; tries that have ceased are forgotten within minutes."""
    block = shut(None, NOON)
    for _ in range(4):
        block = block.tried(block.until - MINUTE)

    assert not block.goes_on(block.until - MINUTE)
    assert block.goes_on(block.until)
    assert not block.goes_on(block.until + 10 * MINUTE)


def test_a_watched_prefix_is_not_shut() -> None:
    """It is watched for an hour, and no suspect afterwards."""
    watched = watch(None, NOON)

    assert (True, False) == (watched.is_watched(NOON), watched.holds(NOON))
    assert not watched.is_watched(NOON + timedelta(hours=1))
    assert not watched.is_remembered(NOON)
    assert 0 == shut(watched, NOON).level


def test_watching_keeps_the_block() -> None:
    """Of a prefix that was shut."""
    block = shut(None, NOON)

    assert PrefixBlock(block.since, block.until, 0, watched_until=block.until + timedelta(hours=1)) == watch(
        block, block.until
    )
