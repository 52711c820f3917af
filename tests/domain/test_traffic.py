"""Counts that fade, and how hard a country, a prefix or a network is leaned on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pressure import pressures
from domain.traffic import NORM_HIGH, NORM_LOW, Count, Traffic, norm_of, nothing

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEIGHTS = st.floats(0, 50)
STEPS = st.lists(st.tuples(st.floats(0, 7200), WEIGHTS, WEIGHTS), max_size=12)


def seen(asked: int, proven: int, *, ago: timedelta = timedelta(minutes=5)) -> Traffic:
    """Traffic of a moment ago."""
    return nothing(NOON - ago).plus(asked, proven, NOON - ago).as_of(NOON)


def pressure_of(level: str, traffic: Traffic, tenant: Traffic | None = None) -> float:
    """The pressure of one level."""
    return pressures({"tenant": tenant or nothing(NOON), level: traffic})[level]


@given(steps=STEPS, wait=st.floats(0, 1e6))
def test_fading_in_two_steps_is_fading_in_one(steps: list[tuple[float, float, float]], wait: float) -> None:
    """A count depends on what came in and when, not on who looked meanwhile."""
    at, one, two = NOON, nothing(NOON), nothing(NOON)
    for step, asked, proven in steps:
        at += timedelta(seconds=step)
        one = one.plus(asked, proven, at)
        two = two.as_of(at - timedelta(seconds=step / 2)).as_of(at).plus(asked, proven, at)
    end = at + timedelta(seconds=wait)

    assert one.as_of(end).day.asked == pytest.approx(two.as_of(end).day.asked)
    assert one.as_of(end).minutes.proven == pytest.approx(two.as_of(end).minutes.proven, abs=1e-9)


@given(steps=STEPS)
def test_facts_may_be_added_up_apart(steps: list[tuple[float, float, float]]) -> None:
    """What a worker adds up later is what counting at once would have given."""
    at, whole, parts = NOON, nothing(NOON), (nothing(NOON), nothing(NOON))
    for turn, (step, asked, proven) in enumerate(steps):
        at += timedelta(seconds=step)
        whole = whole.plus(asked, proven, at)
        one, two = parts
        parts = (one.plus(asked, proven, at), two) if turn % 2 else (one, two.plus(asked, proven, at))

    joined = parts[0].joined(parts[1]).as_of(at)
    assert (joined.hour.asked, joined.young) == pytest.approx((whole.as_of(at).hour.asked, whole.as_of(at).young))


def test_a_moment_old_ask_is_not_unproven() -> None:
    """Nobody has typed a code within the second; after five minutes nearly everybody has, or never will."""
    fresh, old = nothing(NOON).plus(10, 0, NOON), seen(10, 0)

    assert 0.0 == fresh.unproven(fresh.hour, 0.65)
    assert 9 < old.unproven(old.hour, 0.65) < 10


def test_proofs_explain_asks() -> None:
    """Where 65 of 100 are proven all is well, where 10 are it is not."""
    well, ill = seen(100, 65), seen(100, 10)

    assert 0.0 == well.unproven(well.hour, 0.65)
    assert 70 < ill.unproven(ill.hour, 0.65)


def test_the_norm_is_learned_within_bounds() -> None:
    """It follows a country whose codes often get lost, and no attacker teaches that nobody proves anything."""
    usual, lossy, hopeless = seen(1000, 800), seen(1000, 500), seen(100_000, 0)

    assert NORM_LOW < norm_of(usual, lossy) < norm_of(usual, usual) <= NORM_HIGH
    assert NORM_LOW == norm_of(hopeless, hopeless)


@given(asked=st.floats(0, 500), more=st.floats(0, 100), proven=st.floats(0, 300))
def test_more_unproven_asks_never_press_less(asked: float, more: float, proven: float) -> None:
    """At every level."""
    before, after = seen_floats(asked, proven), seen_floats(asked + more, proven)

    for level in ("prefix3", "prefix4", "prefix6", "country", "network", "worked4", "mail"):
        assert pressure_of(level, before) <= pressure_of(level, after)


def seen_floats(asked: float, proven: float) -> Traffic:
    """Traffic of five minutes ago, in fractions."""
    return nothing(NOON - timedelta(minutes=5)).plus(asked, proven, NOON - timedelta(minutes=5)).as_of(NOON)


def test_narrow_prefixes_are_allowed_less() -> None:
    """Ten unproven numbers are much for a block of a thousand, and little for a country."""
    levels = ("prefix3", "prefix4", "prefix5", "prefix6", "country")
    found = [pressure_of(level, seen(10, 0)) for level in levels]

    assert found == sorted(found, reverse=True)
    assert found[0] > 1 > found[-1]


def test_a_country_that_solves_puzzles_in_vain_is_suspect() -> None:
    """There the prefixes of those who worked are allowed less."""
    calm = pressures({"tenant": nothing(NOON), "worked6": seen(4, 0)})
    alarmed = pressures({"tenant": nothing(NOON), "worked6": seen(4, 0), "worked": seen(40, 0)})

    assert calm["worked6"] < 1 < alarmed["worked6"]


def test_what_is_shut_away_presses_no_more() -> None:
    """The wider count is eased by what the narrow one held, and never below nothing."""
    country, prefix = seen(30, 5), seen(20, 1)

    left = country.without(prefix)
    assert 10 == pytest.approx(left.hour.asked * 30 / country.hour.asked, rel=0.01)
    assert Count() == prefix.without(country).hour
