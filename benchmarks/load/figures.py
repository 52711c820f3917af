"""What came of the calls, in a memory that does not grow with their number."""

import math
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

# Each bucket is a hundredth wider than the one before it; the first is a microsecond, the last above a minute.
WIDER: Final = math.log(1.01)
BUCKETS: Final = 1_820
KEPT: Final = 20


class Latencies:
    """A histogram, exact to a hundredth."""

    def __init__(self) -> None:
        self._buckets = array("Q", bytes(8 * BUCKETS))
        self.many = 0
        self.longest = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        place = int(math.log(max(1.0, seconds * 1e6)) / WIDER)
        self._buckets[min(place, BUCKETS - 1)] += 1
        self.many += 1
        self.longest = max(self.longest, seconds)

    def at(self, share: float) -> float:
        """The seconds within which such a share of the calls was answered."""
        left = math.ceil(self.many * share)
        for place, many in enumerate(self._buckets):
            left -= many
            if left <= 0 and self.many:
                return min(self.longest, math.exp((place + 1) * WIDER) / 1e6)
        return 0.0


@dataclass(slots=True)
class Figures:
    """Calls by kind, by status and code, and how long they took; some of those that failed, word for word."""

    latencies: dict[str, Latencies] = field(default_factory=dict)
    answers: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    failed: int = 0
    sign_ins: int = 0

    def answered(self, kind: str, status: int, code: str, seconds: float) -> None:
        """An answer came."""
        self.answers[kind, status, code] += 1
        if kind not in self.latencies:
            self.latencies[kind] = Latencies()
        self.latencies[kind].add(seconds)
        if not 200 <= status < 300:
            self.fail(f"{kind}: {status} {code}")

    def fail(self, what: str) -> None:
        """Something went wrong."""
        self.failed += 1
        if len(self.failures) < KEPT:
            self.failures.append(what)

    def join(self, before: "Figures") -> None:
        """Count what came of calls before these, too, but for their latencies."""
        self.answers.update(before.answers)
        self.failures = [*before.failures, *self.failures][:KEPT]
        self.failed += before.failed
        self.sign_ins += before.sign_ins
