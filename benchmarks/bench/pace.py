"""How fast calls go, as far as is known: for how many people to prepare, and for the open model's rate."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from benchmarks.bench.plan import CLOSED, OPEN, OPEN_SHARE, Point, middle_of

# Before anything is known.
GUESS: Final = 100.0


@dataclass(slots=True)
class Pace:
    """Calls a second by kind and connections: what was seen last, and what counted runs of the closed model reached."""

    _seen: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    _reached: dict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))

    def note(self, kind: str, point: Point, rate: float, *, counts: bool) -> None:
        """Calls went that fast."""
        if point.model == CLOSED:
            self._seen[kind][point.connections] = rate
            if counts:
                self._reached[kind, point.connections].append(rate)

    def of(self, kind: str, point: Point) -> float:
        """What is expected at a closed point; what is to be driven at an open one: half of what was reached."""
        if point.model == OPEN:
            return OPEN_SHARE * middle_of(self._reached[kind, point.connections])
        seen = self._seen[kind]
        nearest = min(seen, key=lambda many: abs(many - point.connections), default=0)
        return seen.get(nearest, GUESS)
