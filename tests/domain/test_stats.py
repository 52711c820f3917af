"""Periods, rates and their warning."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.refusal import InvalidRequest
from domain.stats import By, Line, Period, Stats, in_order

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def stats_with(total: Line) -> Stats:
    """Figures of which only the total counts."""
    return Stats(Period(NOON - DAY, NOON), By.DAY, [], total)


def test_the_default_is_the_last_thirty_days() -> None:
    """Without bounds a period ends now; with an end alone it begins 30 days before that."""
    assert Period(NOON - 30 * DAY, NOON) == Period.read(None, None, NOON)
    assert Period(NOON - 60 * DAY, NOON - 30 * DAY) == Period.read(None, "2026-10-24T12:00:00Z", NOON)


def test_the_last_date_is_included() -> None:
    """Dates are whole days in UTC."""
    assert Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)) == Period.read(
        "2026-11-01", "2026-11-02", NOON
    )


def test_moments_have_a_zone() -> None:
    """RFC 3339 in any offset, with or without a fraction, in either case."""
    period = Period.read("2026-11-23T12:00:00+02:00", "2026-11-23t12:00:00.5z", NOON)

    assert Period(NOON - timedelta(hours=2), NOON + timedelta(seconds=0.5)) == period


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [
        ("yesterday", None, "from"),
        ("2026-13-01", None, "from"),
        ("2026-11-23T12:00:00", None, "from"),
        ("2026-11-22T12:00:00 02:00", None, "from"),
        ("20261101", None, "from"),
        ("2026-W01-1", None, "from"),
        ("\u0662026-11-01", None, "from"),
        (None, "", "to"),
        (None, "9999-12-31", "to"),
        (None, "0001-01-01", "to"),
        ("0001-01-01T00:00:00+23:00", None, "from"),
        ("2026-11-23T12:00:00Z", None, "from"),
        ("2026-11-24", "2026-11-23", "from"),
        ("2025-11-22T11:59:59Z", None, "from"),
    ],
)
def test_a_wrong_bound_is_named(since: str | None, until: str | None, field: str) -> None:
    """What is no moment, turned around, or longer than 366 days is refused with the parameter's name."""
    with pytest.raises(InvalidRequest) as caught:
        Period.read(since, until, NOON)
    assert [field] == [error["field"] for error in caught.value.members["errors"]]


def test_366_days_are_allowed() -> None:
    """The longest period."""
    assert 366 * DAY == NOON - Period.read("2025-11-22T12:00:00Z", None, NOON).since


@pytest.mark.parametrize(
    ("line", "rate", "warning", "note"),
    [
        (Line("", sent=5), None, False, "No provider has reported"),
        (Line("", sent=100, reported=100, delivered=95), 0.95, False, ""),
        (Line("", sent=100, reported=100, delivered=94), 0.94, True, "Delivery rates below 95% indicate carrier"),
        (Line("", sent=100, reported=10, delivered=10), 1.0, False, ""),
        (Line("", sent=1, reported=1), 0.0, True, "Delivery rates below 95%"),
    ],
)
def test_a_low_rate_warns(line: Line, rate: float | None, warning: bool, note: str) -> None:
    """Below 95 %, of those that were reported on; what is not known warns of nothing, and says so."""
    stats = stats_with(line)

    assert (rate, warning) == (line.delivery_rate, stats.is_warning)
    assert (stats.note or "").startswith(note)
    assert bool(note) == (stats.note is not None)


def test_lines_have_an_order() -> None:
    """Days as they come, others with the most messages first."""
    lines = [Line("b", sent=1), Line("a", sent=1), Line("c", sent=9)]

    assert ["a", "b", "c"] == [line.key for line in in_order(By.DAY, lines)]
    assert ["c", "a", "b"] == [line.key for line in in_order(By.PROVIDER, lines)]
