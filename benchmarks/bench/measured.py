"""What was measured of one kind of call at one point, once and over all repeats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.bench.drive import Run
from benchmarks.bench.plan import Point


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: calls, calls a second, CPU in milliseconds a call by role, and latencies in milliseconds where known."""

    kind: str
    point: Point
    calls: int
    rate: float
    cpu: Mapping[str, float] = field(default_factory=dict)
    p50: float = 0.0
    p99: float = 0.0

    @classmethod
    def of(cls, run: Run, point: Point, cpu: Mapping[str, float]) -> "Measured":
        """What came of a run."""
        p50, p99 = (run.latencies.at(share) * 1000 for share in (0.5, 0.99))
        return cls(run.kind, point, run.many, run.rate, cpu, p50, p99)


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over all repeats."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of at least one value."""
        return cls(median(values), min(values), max(values))

    def document(self) -> dict[str, float]:
        """For JSON."""
        return {"median": self.median, "lowest": self.lowest, "highest": self.highest}


@dataclass(frozen=True, slots=True)
class Summary:
    """All runs of one kind at one point."""

    kind: str
    point: Point
    calls: int
    rate: Spread
    p50: Spread
    p99: Spread
    cpu: Mapping[str, Spread]

    @classmethod
    def of(cls, runs: Sequence[Measured]) -> "Summary":
        """Medians and spreads of runs of the same kind at the same point."""

        def spread(value: Callable[[Measured], float]) -> Spread:
            return Spread.of([value(run) for run in runs])

        return cls(
            kind=runs[0].kind,
            point=runs[0].point,
            calls=sum(run.calls for run in runs),
            rate=spread(lambda run: run.rate),
            p50=spread(lambda run: run.p50),
            p99=spread(lambda run: run.p99),
            cpu={role: Spread.of([run.cpu[role] for run in runs]) for role in runs[0].cpu},
        )

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": self.kind, "connections": self.point.connections, "model": self.point.model, "calls": self.calls,
            "rate": self.rate.document(), "p50_ms": self.p50.document(), "p99_ms": self.p99.document(),
            "cpu_ms": {role: spread.document() for role, spread in self.cpu.items()},
        }  # fmt: skip


def summaries_of(runs: Sequence[Measured]) -> list[Summary]:
    """One for each kind and point, in the order in which they first came."""
    places = dict.fromkeys((run.kind, run.point) for run in runs)
    return [Summary.of([run for run in runs if (run.kind, run.point) == place]) for place in places]
