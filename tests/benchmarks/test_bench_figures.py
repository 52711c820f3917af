"""What is told of a bench, and what keeps it from telling anything."""

import pytest

from benchmarks.bench.books import Books
from benchmarks.bench.cost import Cpu, family_of
from benchmarks.bench.drive import Run
from benchmarks.bench.failed import Failed, checked
from benchmarks.bench.machine import Machine
from benchmarks.bench.measured import Measured, Spread, summaries_of
from benchmarks.bench.memory import Memory
from benchmarks.bench.plan import CEILING, CLOSED, OPEN, Plan, Point
from benchmarks.bench.report import Report

MACHINE = Machine("a processor", 2, 4.0, "Linux", "3.11", "18", "Valkey 9", "2", "abcdef0", "2026-11-28")
HELD = {
    "otp_requests": 3, "messages_sent": 3, "messages_handed_over": 3, "audit_requested": 3, "users": 2, "sessions": 2,
    "audit_verified": 2, "audit_sessions": 2, "refreshes": 0,
}  # fmt: skip


def ran(kind: str, model: str, rate: float, connections: int = 8) -> Measured:
    return Measured(kind, Point(model, connections), 100, rate, {"app": rate / 1000}, p50=1.0, p99=rate / 100)


def report_of(calls: list[Measured], ceilings: list[Measured]) -> Report:
    return Report(
        MACHINE, Plan(), summaries_of(calls), summaries_of(ceilings), Memory(), idle={}, starts={}, sizes={},
        checks={}, rows={},
    )  # fmt: skip


def test_a_figure_is_the_median_with_its_spread() -> None:
    """Runs of the same kind at the same point make one line, whose median no outlier moves."""
    runs = [ran("request", CLOSED, rate) for rate in (900.0, 1_000.0, 200.0)]
    found = summaries_of([*runs, ran("request", OPEN, 450.0), ran("verify", CLOSED, 800.0)])

    assert [("request", CLOSED), ("request", OPEN), ("verify", CLOSED)] == [
        (one.kind, one.point.model) for one in found
    ]
    assert (Spread(900.0, 200.0, 1_000.0), Spread(0.9, 0.2, 1.0), 300) == (
        found[0].rate,
        found[0].cpu["app"],
        found[0].calls,
    )


def test_a_share_is_of_the_ceiling_over_as_many_connections() -> None:
    """What other numbers of connections or the open model reached is no share of it."""
    calls = [ran("request", CLOSED, 500.0), ran("request", OPEN, 250.0), ran("request", CLOSED, 900.0, connections=32)]
    report = report_of(calls, [ran("pgbench request", CEILING, 2_000.0), ran("empty route", CEILING, 5_000.0)])

    assert [{"request": 0.25}, {"request": 0.1}] == [one["shares"] for one in report.document()["ceilings"]]


def test_cpu_is_told_for_each_call_in_milliseconds() -> None:
    """What was taken before is no cost; a role that is new has taken all of it since."""
    before, after = Cpu({"app": 1.0}), Cpu({"app": 2.5, "worker": 0.5})

    assert {"app": 1.5, "worker": 0.5} == after.since(before, 1_000)


def test_a_family_ends_where_another_role_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is a child of the main process, and is counted for itself alone."""
    children = {1: [2, 3], 2: [4], 3: [5], 4: [], 5: []}
    monkeypatch.setattr("benchmarks.bench.cost._children", children.__getitem__)
    roles = {"app": 1, "worker": 3}

    assert ([1, 2, 4], [3, 5]) == (list(family_of(1, roles)), list(family_of(3, roles)))


def test_one_failed_call_is_enough() -> None:
    """Nothing is told of calls of which one failed, or of none at all."""
    run = Run("request", many=1_000)
    assert checked(run) is run
    run.fail("503 unavailable")

    with pytest.raises(Failed, match=r"1 of 1000 calls failed.*503 unavailable"):
        checked(run)
    with pytest.raises(Failed):
        checked(Run("verify"))


@pytest.mark.parametrize("name", HELD)
@pytest.mark.parametrize("off_by", [-1, 1])
def test_every_row_is_counted(name: str, off_by: int) -> None:
    """A row too few was lost, a row too many was written twice: both are said, by name."""
    books = Books()
    books.acknowledged.update({"request": 3, "verify": 2, "check": 40})

    assert [] == books.complaints(HELD)
    assert [name] == [said.partition(":")[0] for said in books.complaints({**HELD, name: HELD[name] + off_by})]
