"""How long ago, in words."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ago import ago

NOW: Final = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECOND: Final = 1
MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86400
UNITS: Final = ("minute", "hour", "day", "week", "month", "year")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (MINUTE - SECOND, "just now"),
        (MINUTE, "1 minute ago"),
        (2 * MINUTE - SECOND, "1 minute ago"),
        (5 * MINUTE, "5 minutes ago"),
        (HOUR - SECOND, "59 minutes ago"),
        (HOUR, "1 hour ago"),
        (2 * HOUR, "2 hours ago"),
        (DAY - SECOND, "23 hours ago"),
        (DAY, "yesterday"),
        (2 * DAY - SECOND, "yesterday"),
        (2 * DAY, "2 days ago"),
        (3 * DAY, "3 days ago"),
        (7 * DAY - SECOND, "6 days ago"),
        (7 * DAY, "1 week ago"),
        (14 * DAY, "2 weeks ago"),
        (30 * DAY - SECOND, "4 weeks ago"),
        (30 * DAY, "1 month ago"),
        (60 * DAY, "1 month ago"),
        (61 * DAY, "2 months ago"),
        (122 * DAY, "4 months ago"),
        (365 * DAY - SECOND, "11 months ago"),
        (365 * DAY, "1 year ago"),
        (730 * DAY, "2 years ago"),
        (36500 * DAY, "100 years ago"),
    ],
)
def test_a_time_is_said_in_its_largest_unit(seconds: int, words: str) -> None:
    """The largest whole unit is said, rounded down, and one of it is no plural."""
    assert words == ago(NOW - timedelta(seconds=seconds), NOW)


@pytest.mark.parametrize("seconds", [0.001, 1, HOUR, 400 * DAY])
def test_the_future_is_just_now(seconds: float) -> None:
    """Clocks differ: what seems to come is just now."""
    assert "just now" == ago(NOW + timedelta(seconds=seconds), NOW)


def test_zones_do_not_matter() -> None:
    """The same moment in another zone is as long ago."""
    there = timezone(timedelta(hours=9))

    assert "5 minutes ago" == ago((NOW - timedelta(minutes=5)).astimezone(there), NOW)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_every_two_times_have_words(then: datetime, now: datetime) -> None:
    """Any two times have words, with a number that is neither zero nor a unit larger."""
    words = ago(then, now)
    found = re.fullmatch(r"([1-9][0-9]*) (\w+?)(s?) ago", words)

    assert words in ("just now", "yesterday") or found
    if found:
        assert found[2] in UNITS and (found[1] == "1") == (found[3] == "")


@given(st.integers(0, 5000 * DAY), st.integers(0, 5000 * DAY))
def test_what_is_longer_ago_never_sounds_nearer(one: int, other: int) -> None:
    """Of two times the older one is said in a unit as large or larger, and then with a number as large or larger."""
    nearer, older = sorted((one, other))

    assert weight(ago(NOW - timedelta(seconds=nearer), NOW)) <= weight(ago(NOW - timedelta(seconds=older), NOW))


def weight(words: str) -> tuple[int, int]:
    """Where words stand among all words."""
    if words == "just now":
        return (-1, 0)
    number, unit = (1, "day") if words == "yesterday" else (int(words.split()[0]), words.split()[1].removesuffix("s"))
    return UNITS.index(unit), number
