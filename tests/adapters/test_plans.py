"""What Postgres makes of the product's statements, on a migrated database with enough rows for its planner to choose.

The long form, with fifty million codes, is `python -m benchmarks.scale.plans`; the questions and the judgement are its.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
import pytest

from adapters.embedded.postgres import DATABASE, EmbeddedPostgres
from adapters.postgres.migrate import migrate
from benchmarks.scale.catalogue import KNOWN, LEFT_OUT, PROBES, methods
from benchmarks.scale.explain import CUSTOM, GENERIC, asking, explain
from benchmarks.scale.fill import fill
from benchmarks.scale.measure import measure, sizes_of
from benchmarks.scale.rehearsal import Noted
from benchmarks.scale.report import Report
from benchmarks.scale.sample import samples
from benchmarks.scale.shape import Shape

NAME = "auth1_plans"
SMALL = Shape(users=20_000, codes=100_000, tenants=200)
LARGE = 1_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A database with rows in every table, and the moment at which they end."""

    owner_url: str
    serving_url: str
    now: datetime


@pytest.fixture(scope="module")
def filled(postgres_18: EmbeddedPostgres) -> Iterator[Filled]:
    """A database of its own beside the other tests', gone at the end."""
    owner_url, serving_url = (
        url.removesuffix(DATABASE) + NAME for url in (postgres_18.owner_url, postgres_18.serving_url)
    )
    with psycopg.connect(postgres_18.owner_url, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {NAME}")
        # As deploy/postgresql.conf has it.
        line.execute(f"ALTER DATABASE {NAME} SET random_page_cost = 1.1")
        migrate(owner_url, serving_url=serving_url)
        now = datetime.now(UTC)
        fill(owner_url, SMALL, now)
        yield Filled(owner_url, serving_url, now)
        line.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def test_every_question_of_the_adapters_is_in_the_catalogue() -> None:
    """A new method that asks the database something is asked here too, or named with the reason why not."""
    asked = {probe.name for probe in PROBES}

    assert asked | set(LEFT_OUT) == set(methods())
    assert set() == asked & set(LEFT_OUT)


def test_what_is_known_is_asked() -> None:
    """A fault that is known is the fault of a question that there is."""
    assert set() == set(KNOWN) - {probe.title for probe in PROBES}


def test_no_statement_scans_a_large_table_or_reads_too_much(filled: Filled) -> None:
    """Of a large tenant and of a small one, by a plan for these values and by a plan for all values."""
    measured = list(measure(filled.serving_url, PROBES, samples(filled.owner_url, filled.now)))
    report = Report(measured, sizes_of(filled.owner_url), LARGE)

    assert {} == {one.name: found for one, found in report.faults()}


@pytest.mark.parametrize("mode", [CUSTOM, GENERIC])
def test_a_scan_would_be_found(filled: Filled, mode: str) -> None:
    """A question without an index scans, in either mode, and its pages are counted."""
    asked = Noted("SELECT count(*) FROM otp_requests WHERE request_id = %(id)s", {"id": "req_1"})
    with asking(filled.serving_url) as line:
        (plan,) = explain(line, [asked], mode)

    assert ["otp_requests"] == list(plan.scanned)
    assert plan.buffers > LARGE


def test_what_is_explained_is_undone(filled: Filled) -> None:
    """A statement that writes is carried out for its plan, and leaves nothing."""
    count = "SELECT count(*) FROM prices"
    with asking(filled.serving_url) as line:
        before = line.execute(count).fetchall()
        line.rollback()
        (plan,) = explain(line, [Noted("DELETE FROM prices", {})], CUSTOM)

        assert plan.is_done
        assert before == line.execute(count).fetchall()
