"""What is measured, and in which order: another one in each repeat, so that a slow minute of the machine hits all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

CLOSED: Final = "closed"
OPEN: Final = "open"
CEILING: Final = "ceiling"
KINDS: Final = ("request", "verify", "refresh", "check")
# The open model has so many connections, and half of the rate that they reach.
OPEN_AT: Final = 32
OPEN_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Point:
    """One set of calls: as many at a time as there are connections (closed), evenly (open), or of the ceilings."""

    model: str
    connections: int

    def __str__(self) -> str:
        return f"{self.connections} connections, {self.model}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured; `seconds` is about how long the calls of one kind go on at one point."""

    seconds: float = 5.0
    repeats: int = 3
    connections: tuple[int, ...] = (1, 8, 32, 128)
    people: int = 1_000

    @property
    def open_at(self) -> int:
        """The connections of the open model: 32, or the nearest to it that is measured."""
        return min(self.connections, key=lambda many: (abs(many - OPEN_AT), many))

    @property
    def points(self) -> list[Point]:
        """Every point once; the open one comes after the closed one whose rate it needs."""
        closed = [Point(CLOSED, many) for many in self.connections]
        return [*closed, Point(OPEN, self.open_at), *(Point(CEILING, many) for many in self.connections)]

    def order(self, repeat: int) -> list[Point]:
        """The points of a repeat (from 0): turned on in each, and every other one backwards."""
        points = self.points
        first = repeat * 2 % len(points)
        turned = points[first:] + points[:first]
        return turned[::-1] if repeat % 2 else turned


QUICK: Final = Plan(seconds=0.5, repeats=1, connections=(8,), people=100)


def connections_of(text: str) -> tuple[int, ...]:
    """Numbers of connections from `1,8,32`; raises ValueError where one is none."""
    found = tuple(dict.fromkeys(int(part) for part in text.split(",")))
    if not all(0 < many <= 512 for many in found):
        raise ValueError("connections are numbers from 1 to 512")
    return found


def middle_of(values: Sequence[float]) -> float:
    """The upper median; 0.0 of nothing."""
    return sorted(values)[len(values) // 2] if values else 0.0
