"""Money: windows, bounds and warnings."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.spend import Budgets, Spent, Window, windows_of

AT = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def test_windows_begin_with_the_hour_the_day_and_the_month() -> None:
    """In UTC; each ends where the next begins."""
    hour, day, month = windows_of(["t"], AT)

    assert ("hour", "day", "month") == (hour.span, day.span, month.span)
    assert (23, 0, 1) == (hour.start.hour, day.start.hour, month.start.day)
    assert {datetime(2027, 1, 1, tzinfo=UTC)} == {hour.end, day.end, month.end}


@pytest.mark.parametrize(("micros", "reached"), [(90, False), (91, True)])
def test_a_budget_is_reached_by_the_message_that_would_break_it(micros: int, reached: bool) -> None:
    """To the micro."""
    window = windows_of(["c:KE"], AT)[0]
    budgets = Budgets({("country", "hour"): 100})

    assert reached is bool(list(budgets.reached({window: Spent(micros)}, 10)))


@pytest.mark.parametrize(("micros", "warned", "near"), [(69, False, False), (70, False, True), (70, True, False)])
def test_a_warning_comes_at_four_fifths(micros: int, warned: bool, near: bool) -> None:
    """Once."""
    window = Window("*", "day", AT)

    assert near is bool(list(Budgets({("installation", "day"): 100}).near({window: Spent(micros, warned)}, 10)))


def test_scopes_have_their_own_bounds() -> None:
    """A prefix's budget does not bound its country, and what has no bound is never reached."""
    prefix, country = Window("p4:+25471", "day", AT), Window("c:KE", "day", AT - timedelta(hours=1))
    budgets = Budgets({("prefix", "day"): 10})

    assert [prefix] == list(budgets.reached({prefix: Spent(100), country: Spent(100)}, 1))
