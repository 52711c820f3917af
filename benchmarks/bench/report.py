"""All that came of a bench, and which shares of the ceilings were reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.bench.ceilings import OVER
from benchmarks.bench.machine import Machine
from benchmarks.bench.measured import Spread, Summary
from benchmarks.bench.memory import Memory
from benchmarks.bench.plan import CLOSED, Plan

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one machine at one commit; `rows` are what was acknowledged, all of which was found.

    Memory and sizes are in bytes, starts in seconds, checks of tokens in microseconds; `idle` is milliseconds of CPU by
    role in each second in which nobody calls.
    """

    machine: Machine
    plan: Plan
    calls: Sequence[Summary]
    ceilings: Sequence[Summary]
    memory: Memory
    idle: Mapping[str, float]
    starts: Mapping[str, Spread]
    sizes: Mapping[str, float]
    checks: Mapping[str, Mapping[str, float]]
    rows: Mapping[str, int]

    def shares(self, ceiling: Summary) -> dict[str, float]:
        """Which share of a ceiling each kind of call reached that goes through it, over as many connections."""
        reached = {
            one.kind: one.rate.median
            for one in self.calls
            if (one.point.model, one.point.connections) == (CLOSED, ceiling.point.connections)
        }
        return {kind: reached[kind] / ceiling.rate.median for kind in OVER[ceiling.kind] if kind in reached}

    def document(self) -> dict[str, Any]:
        """For JSON."""
        plan = self.plan
        return {
            "machine": self.machine.document(),
            "plan": {"seconds": plan.seconds, "repeats": plan.repeats, "connections": list(plan.connections)},
            "calls": [one.document() for one in self.calls],
            "ceilings": [self._of_ceiling(one) for one in self.ceilings],
            "memory_mb": {role: size / MB for role, size in {**self.memory.most, "all": self.memory.together}.items()},
            "idle_cpu_ms_a_second": dict(self.idle),
            "cold_start_s": {question: spread.document() for question, spread in self.starts.items()},
            "bytes": dict(self.sizes),
            "token_check_us": {name: dict(found) for name, found in self.checks.items()},
            "rows": dict(self.rows),
        }

    def _of_ceiling(self, one: Summary) -> dict[str, Any]:
        """Without latencies, which not all of those who drive ceilings tell."""
        return {
            "kind": one.kind, "connections": one.point.connections, "calls": one.calls, "rate": one.rate.document(),
            "cpu_ms": {role: spread.document() for role, spread in one.cpu.items()}, "shares": self.shares(one),
        }  # fmt: skip
