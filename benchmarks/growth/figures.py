"""What came of the calls at one place of a curve."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Final

from benchmarks.bench.machine import Machine

KINDS: Final = ("request", "verify", "check")
ROLES: Final = ("app", "worker", "postgres", "redis")


@dataclass(frozen=True, slots=True)
class Figures:
    """Calls of one kind in one round: calls a second, latencies in ms, and ms of CPU a call by role.

    The CPU was counted over `seconds`: longer than the calls took, since the worker had its part to do.
    """

    kind: str
    calls: int
    rate: float
    p50: float
    p99: float
    cpu: Mapping[str, float]
    seconds: float
    failed: int = 0
    failures: Sequence[str] = ()

    @property
    def cost(self) -> float:
        """Milliseconds of CPU of a call, but for the generator's."""
        return sum(self.cpu.get(role, 0.0) for role in ROLES)


@dataclass(frozen=True, slots=True)
class Look:
    """A statement as Postgres carried it out: pages that it looked at, and milliseconds.

    `pages` are all, those of planning, foreign keys and unread parts too; `own` are those of the plan, of which `read`
    were not in shared_buffers.
    """

    statement: str
    pages: int
    own: int
    read: int
    ms: float
    planning_ms: float
    by: Sequence[str]


@dataclass(slots=True)
class Point:
    """A place of a curve: `size` of what grows, and whose calls these are where it has several series.

    `more` are further figures, each with its unit in its name, once for each round.
    """

    size: int
    series: str = ""
    rounds: list[Figures] = field(default_factory=list)
    more: dict[str, list[float]] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)

    def note(self, **figures: float) -> None:
        """Further figures of a round."""
        for name, value in figures.items():
            self.more.setdefault(name, []).append(value)

    @property
    def idle(self) -> float:
        """Milliseconds of CPU a second without a call."""
        return sum(median(self.more.get(f"idle_{role}_ms_a_second", [0.0])) for role in ROLES)

    def of(self, kind: str) -> Figures | None:
        """The medians over all rounds of one kind of call, with every failure; None: there was none."""
        found = [one for one in self.rounds if one.kind == kind]
        if not found:
            return None
        rate, p50, p99 = (median(getattr(one, name) for one in found) for name in ("rate", "p50", "p99"))
        cpu = {role: median(one.cpu.get(role, 0.0) for one in found) for role in found[0].cpu}
        failures = [what for one in found for what in one.failures]
        calls, failed, seconds = (sum(getattr(one, name) for one in found) for name in ("calls", "failed", "seconds"))
        return Figures(kind, calls, rate, p50, p99, cpu, seconds, failed, failures)

    def document(self) -> dict[str, Any]:
        """For JSON."""
        medians = {kind: asdict(one) for kind in KINDS if (one := self.of(kind))}
        return {**asdict(self), "medians": medians | {name: median(values) for name, values in self.more.items()}}


@dataclass(frozen=True, slots=True)
class Curve:
    """All places of one curve; `what` is it that grows, `machine` where that was."""

    name: str
    what: str
    points: Sequence[Point]
    machine: Machine

    @property
    def failed(self) -> int:
        """Calls that failed, all together."""
        return sum(one.failed for point in self.points for one in point.rounds)

    def document(self) -> dict[str, Any]:
        """For JSON."""
        points = [point.document() for point in self.points]
        return {"name": self.name, "what": self.what, "machine": self.machine.document(), "points": points}
