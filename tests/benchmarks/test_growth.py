"""The curves of growth, at sizes at which they are quick; no test compares times."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from adapters.embedded.postgres import EmbeddedPostgres
from benchmarks.growth.__main__ import growth
from benchmarks.growth.effort import FULL, QUICK
from benchmarks.growth.explained import STATEMENTS
from benchmarks.growth.figures import KINDS, Figures, Point
from benchmarks.growth.numbers_sql import FUNCTIONS
from benchmarks.load.phones import SIZE, network, phone
from benchmarks.scale.catalogue import PROBES
from domain.ids import UserId, time_of

SIZES = {"tenants": [1, 3], "users": [20, 20], "queue": [0, 40], "instances": [1, 2]}


# The others run with `make bench-check`.
SHORT = "tenants"


@pytest.mark.parametrize("name", [SHORT, *(pytest.param(one, marks=pytest.mark.long) for one in SIZES if one != SHORT)])
def test_a_curve_is_measured_drawn_and_explained(name: str, tmp_path: Path) -> None:
    """Each size has all kinds of calls, none of which failed, and statements that were looked at."""
    out, most = tmp_path / "out" / "growth.json", str(SIZES[name][-1])
    given = ["--quick", "--explain", "--only", name, "--most", most, "--out", str(out), "--folder", str(tmp_path)]
    done = CliRunner().invoke(growth, given, catch_exceptions=False)
    (curve,) = json.loads(out.read_text())["curves"]

    assert (0, SIZES[name]) == (done.exit_code, [point["size"] for point in curve["points"]])
    assert {QUICK.calls} == {one["calls"] for point in curve["points"] for one in point["rounds"]}
    assert all([one["kind"] for one in point["rounds"]] == list(KINDS) for point in curve["points"])
    assert any(point["looks"] for point in curve["points"])
    assert out.with_name(f"growth-{name}.svg").read_text().startswith("<?xml")


def test_places_are_the_same_people_in_sql(postgres_18: EmbeddedPostgres) -> None:
    """Numbers, networks and the times of ids are worked out in Postgres as they are here."""
    now = datetime(2026, 11, 23, 12, 0, 0, 123_000, UTC)
    asked = "SELECT pg_temp.phone(u), pg_temp.network(u), 'usr_' || pg_temp.body(u, %s) FROM unnest(%s::bigint[]) AS u"
    places = [0, 1, 7, 999_999, 9_999_999, SIZE // 2, SIZE - 1]
    with psycopg.connect(postgres_18.owner_url) as line:
        line.execute(FUNCTIONS.encode())
        found: list[Any] = line.execute(asked, (now, places)).fetchall()

    assert [(phone(place), network(place)) for place in places] == [row[:2] for row in found]
    assert {now} == {time_of(row[2]) for row in found}
    assert all(UserId.parse(row[2]) for row in found)


def test_sizes_beyond_the_largest_are_left_out() -> None:
    """`--most` bounds every curve."""
    effort = FULL.at_most(1_000)

    assert ((1, 100), (1_000,), (0, 1_000)) == (effort.tenants, effort.users, effort.queue)


def test_what_is_explained_is_in_the_catalogue() -> None:
    """A statement that is looked at is one of those whose plans are judged."""
    assert set() == set(STATEMENTS) - {probe.title for probe in PROBES}


def test_a_point_shows_the_median_of_its_rounds() -> None:
    """Rates, spans and costs are medians; calls and failures are added up."""
    rounds = [Figures("check", 10, rate, 1.0, 2.0, {"app": rate}, 3.0, 1, ("check: 500",)) for rate in (1.0, 5.0, 2.0)]
    shown = Point(1, rounds=rounds).of("check")

    assert shown is not None
    assert (30, 2.0, 2.0, 3) == (shown.calls, shown.rate, shown.cpu["app"], shown.failed)
    assert Point(1, rounds=rounds).of("verify") is None
