"""A curve as tables, for a terminal and for a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from rich.table import Table

from benchmarks.growth.figures import KINDS, ROLES, Curve


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table's words."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def shown(self) -> Table:
        """For a terminal."""
        table = Table(*self.columns, title=self.title, box=None, title_justify="left")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """For a page."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        return "\n".join([self.title, "", *(f"| {' | '.join(line)} |" for line in lines), ""])


def sheets_of(curve: Curve) -> Iterator[Sheet]:
    """The calls, what else was seen, and the statements where they were looked at."""
    columns = (curve.what, "", "call", "a second", "p50 ms", "p99", *(f"{role} CPU" for role in ROLES), "failed")
    yield Sheet(f"{curve.name}: medians, CPU in ms a call\n{curve.machine}", columns, list(_calls(curve)))
    heads = [f"{point.size:,} {point.series}".strip() for point in curve.points]
    yield Sheet(f"{curve.name}: what else was seen", ("", *heads), list(_more(curve)))
    if looks := list(_looks(curve)):
        columns = ("statement", curve.what, "pages", "own", "read", "ms", "planning", "by")
        yield Sheet(f"{curve.name}: what statements look at", columns, looks)


def _calls(curve: Curve) -> Iterator[Sequence[str]]:
    for point in curve.points:
        for one in filter(None, map(point.of, KINDS)):
            spans = f"{one.rate:.0f}", f"{one.p50:.1f}", f"{one.p99:.1f}"
            costs = (f"{one.cpu.get(role, 0.0):.2f}" for role in ROLES)
            yield f"{point.size:,}", point.series, one.kind, *spans, *costs, f"{one.failed}"


def _more(curve: Curve) -> Iterator[Sequence[str]]:
    """A row for each further figure, a column for each place."""
    for name in dict.fromkeys(name for point in curve.points for name in point.more):
        found = (point.more.get(name) for point in curve.points)
        yield name.replace("_", " "), *(f"{median(values):,.2f}" if values else "" for values in found)


def _looks(curve: Curve) -> Iterator[Sequence[str]]:
    for name in dict.fromkeys(look.statement for point in curve.points for look in point.looks):
        for point in curve.points:
            for one in (look for look in point.looks if look.statement == name):
                pages = f"{one.pages:,}", f"{one.own:,}", f"{one.read:,}"
                yield name, f"{point.size:,}", *pages, f"{one.ms:.2f}", f"{one.planning_ms:.2f}", ", ".join(one.by[:3])
