"""The comparison for people's eyes."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.table import Table

from benchmarks.load.growth import MB
from benchmarks.peers.peer import Entrant
from benchmarks.peers.summary import Line, Spread, Summary

TITLES: Final = {"ask": "A: ask for a code", "prove": "B: prove it"}
ROLES: Final = ("app", "worker", "postgres", "redis", "generator")


def tables_of(summary: Summary, entrants: Sequence[Entrant]) -> Iterator[Table]:
    """The phases, memory, ratios, and what each peer does for its figures."""
    for kind, lines in summary.phases.items():
        yield _table_of_phase(TITLES[kind], lines)
    yield _table_of_memory(summary)
    yield _table_of_ratios(summary, entrants[0].name)
    yield _table_of_deeds(entrants)


def _table(title: str, *columns: str) -> Table:
    return Table(*columns, title=title, title_justify="left", box=None)


def _table_of_phase(title: str, lines: Sequence[Line]) -> Table:
    cpu = [f"{role} ms" for role in ROLES]
    table = _table(title, "", "a second", "least, most", "all done", "p50 ms", "p99 ms", *cpu)
    for line in lines:
        rates = f"{line.rate.median:,.0f}", f"{line.rate.least:,.0f} … {line.rate.most:,.0f}"
        times = f"{line.p50 * 1e3:.1f}", f"{line.p99 * 1e3:.1f}"
        spent = (f"{line.cpu[role]:.2f}" if role in line.cpu else "" for role in ROLES)
        table.add_row(line.name, *rates, f"{line.done_rate.median:,.0f}", *times, *spent)
    return table


def _table_of_memory(summary: Summary) -> Table:
    table = _table("Memory after it (PSS, MB)", "", "app", "worker", "both")
    for name, held in summary.pss.items():
        app, worker = held["app"], held.get("worker", 0.0)
        table.add_row(name, f"{app / MB:.0f}", f"{worker / MB:.0f}" if worker else "", f"{(app + worker) / MB:.0f}")
    return table


def _table_of_ratios(summary: Summary, first: str) -> Table:
    table = _table(f"{first}: times the rate of", "", "A", "least, most", "B", "least, most")
    for ratio in summary.ratios:
        table.add_row(ratio.name, *_times(ratio.ask), *_times(ratio.prove))
    return table


def _times(of: Spread) -> tuple[str, str]:
    return f"{of.median:.2f}", f"{of.least:.2f} … {of.most:.2f}"


def _table_of_deeds(entrants: Sequence[Entrant]) -> Table:
    table = _table("What that is the price of", "", "does", "leaves out")
    by_deeds: dict[tuple[str, str], list[str]] = {}
    for entrant in entrants:
        by_deeds.setdefault((entrant.does, entrant.leaves_out), []).append(entrant.name)
    for deeds, names in by_deeds.items():
        table.add_row("\n".join(names), *deeds)
    return table
