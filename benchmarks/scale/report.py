"""What was found, as a table: by the statement's name, its milliseconds, its pages, its indexes and the verdict."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.scale.catalogue import KNOWN
from benchmarks.scale.measure import Measured

# The product's own guard: what takes longer is given up.
GUARD_MS: Final = 3_000
TITLE: Final = "What each statement reads; in brackets by a plan that Postgres does not come to by itself"
COLUMNS: Final = ("query", "kind", "large, ms", "generic", "small", "planning", "pages", "by", "verdict")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured, in a database with tables of these sizes, of which those above `large` count."""

    measured: Sequence[Measured]
    sizes: Mapping[str, float]
    large: int

    def faults(self) -> Sequence[tuple[Measured, Sequence[str]]]:
        """What must not be, and is not known."""
        judged = [(one, one.faults(self.sizes, self.large)) for one in self.measured if one.probe.title not in KNOWN]
        return [(one, faults) for one, faults in judged if faults]

    def show(self, console: Console) -> None:
        """The table, and the plans that are at fault."""
        console.print(self._table())
        for one, faults in self.faults():
            console.rule(f"{one.name}: {'; '.join(faults)}")
            console.print(one.noted.statement, highlight=False, markup=False)
            console.print(json.dumps(one.worst.shown["Plan"], indent=1), highlight=False, markup=False)

    def _table(self) -> Table:
        table = Table(
            *COLUMNS, title="What each statement reads (in brackets: by a plan that Postgres does not choose)", box=None
        )
        for one in self.measured:
            times = [f"{plan.ms:,.1f}" if plan.is_chosen else f"({plan.ms:,.1f})" for plan in one.plans]
            planning = max(plan.planning_ms for plan in one.plans)
            by = ", ".join(one.worst.indexes[:3]) + ("…" if len(one.worst.indexes) > 3 else "")
            cells = [one.name, one.probe.bound.name, *times, *[""] * (3 - len(times)), f"{planning:,.1f}"]
            table.add_row(*cells, f"{one.worst.buffers:,}", by, self._verdict(one))
        return table

    def _verdict(self, one: Measured) -> str:
        faults = one.faults(self.sizes, self.large)
        slow = max(plan.ms for plan in one.plans if plan.is_chosen) > GUARD_MS
        known = ["known"] if faults and one.probe.title in KNOWN else []
        return "; ".join([*known, *faults, *(["beyond the guard of 3 s"] if slow else [])]) or "fine"
