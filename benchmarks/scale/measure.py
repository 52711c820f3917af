"""Asks every question about a large and a small tenant, by plans for their values and by a plan for all values."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from sqlalchemy.exc import OperationalError

from benchmarks.scale.explain import CUSTOM, GENERIC, Plan, asking, explain
from benchmarks.scale.probe import Probe
from benchmarks.scale.rehearsal import Noted, Rehearsal, rehearsing
from benchmarks.scale.sample import Sample

SIZES: Final = """
SELECT relname, reltuples FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One statement of a question, and the plans that it got: of the large tenant, of all, of the small one."""

    probe: Probe
    noted: Noted
    number: int
    plans: Sequence[Plan]

    @property
    def name(self) -> str:
        """As the table shows it."""
        return f"{self.probe.title}{f' #{self.number}' if self.number > 1 else ''}"

    @property
    def worst(self) -> Plan:
        """Of the plans that are chosen the one that looks at most."""
        return max(self._chosen, key=lambda plan: (not plan.is_done, plan.buffers))

    @property
    def _chosen(self) -> Sequence[Plan]:
        """Those that Postgres comes to by itself; the first one is for its own values."""
        return [plan for plan in self.plans if plan.is_chosen]

    def faults(self, sizes: Mapping[str, float], large: int) -> Sequence[str]:
        """What the plans must not do and do; tables with more rows than `large` must not be scanned."""
        scanned = sorted({table for plan in self._chosen for table in plan.scanned})
        found = [f"scans {table}" for table in scanned if self.probe.bound.is_large(sizes.get(table, 0), large)]
        most = self.probe.bound.buffers
        if most is not None and not self.worst.is_done:
            found.append("was given up after 10 s")
        elif most is not None and self.worst.buffers > most:
            found.append(f"reads {self.worst.buffers:,} pages, more than {most:,}")
        return found


def sizes_of(url: str) -> Mapping[str, float]:
    """How many rows each table has, as the last ANALYZE found them."""
    with psycopg.connect(url) as line:
        return dict(line.execute(SIZES).fetchall())


def measure(url: str, probes: Sequence[Probe], samples: Sequence[Sample], *, times: int = 1) -> Iterator[Measured]:
    """Every statement of every question, as the role that serves; nothing is changed."""
    with rehearsing(url) as (rehearsal, noted), asking(url) as line:
        for probe in probes:
            sent = [_sent(rehearsal, noted, probe, sample) for sample in samples]
            # The plan for all values is the same whoever is asked about.
            runs = [(sent[0], CUSTOM), (sent[0], GENERIC), *((one, CUSTOM) for one in sent[1:])]
            yield from _measured(probe, sent[0], [_explained(line, one, mode, times) for one, mode in runs])


def _explained(line: "psycopg.Connection[Any]", sent: Sequence[Noted], mode: str, times: int) -> list[Plan]:
    """From the second time on its pages are in memory, as those of a hot question are."""
    plans = explain(line, sent, mode)
    for _ in range(times - 1):
        plans = explain(line, sent, mode) if all(plan.is_done for plan in plans) else plans
    return plans


def _measured(probe: Probe, sent: Sequence[Noted], plans: Sequence[list[Plan]]) -> Iterator[Measured]:
    for at, one in enumerate(one for one in sent if one.has_plan):
        yield Measured(probe, one, at + 1, [found[at] for found in plans if at < len(found)])


def _sent(rehearsal: Rehearsal, noted: list[Noted], probe: Probe, sample: Sample) -> list[Noted]:
    """What the question sends until it has its answer, or is given up.

    A statement that comes again, as that of the next page, is looked at once.
    """
    noted.clear()
    with suppress(OperationalError):
        probe.ask(rehearsal, sample)
    rehearsal.line.rollback()
    return list({one.statement: one for one in reversed(noted)}.values())[::-1]
