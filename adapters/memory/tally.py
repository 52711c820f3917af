"""Counters in memory, for one process."""

from collections import Counter as Counts
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from application.ports.backlog import Backlog
from application.ports.tally import Counter, Tally

BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


@dataclass(slots=True)
class Spans:
    """Spans by upper bound in seconds, with their count and sum."""

    within: Counts[float] = field(default_factory=Counts)
    count: int = 0
    sum: float = 0.0

    def add(self, seconds: float) -> None:
        """One more; every bound that it lies within counts it."""
        self.within.update(bound for bound in BOUNDS if seconds <= bound)
        self.count += 1
        self.sum += seconds


@dataclass(slots=True)
class MemoryTally(Tally):
    """What this process has counted."""

    counts: Counts[tuple[Counter, str, str, str]] = field(default_factory=Counts)
    requests: Counts[tuple[str, str, int, str]] = field(default_factory=Counts)
    queue: Spans = field(default_factory=Spans)
    delivery: Spans = field(default_factory=Spans)
    dependencies: dict[tuple[str, bool], Spans] = field(default_factory=dict)
    connections: int = 0
    skew: float = 0.0
    backlog: Backlog = field(default_factory=Backlog)
    _lock: Any = field(default_factory=Lock)

    def count(self, counter: Counter, *, provider: str = "", country: str | None = None, outcome: str = "") -> None:
        """See Tally."""
        with self._lock:
            self.counts[counter, provider, country or "", outcome] += 1

    def observe_queue(self, seconds: float) -> None:
        """See Tally."""
        with self._lock:
            self.queue.add(seconds)

    def observe_delivery(self, seconds: float) -> None:
        """See Tally."""
        with self._lock:
            self.delivery.add(seconds)

    def observe_request(self, *, method: str, route: str, status: int, code: str, seconds: float) -> None:
        """See Tally."""
        with self._lock:
            self.requests[method, route, status, code] += 1

    def observe_dependency(self, name: str, seconds: float, *, answered: bool) -> None:
        """See Tally."""
        with self._lock:
            self.dependencies.setdefault((name, answered), Spans()).add(seconds)

    def use_connection(self, change: int, size: int) -> None:
        """See Tally."""
        with self._lock:
            self.connections += change

    def observe_skew(self, seconds: float) -> None:
        """See Tally."""
        self.skew = seconds

    def measure(self, backlog: Backlog) -> None:
        """See Tally."""
        self.backlog = backlog
