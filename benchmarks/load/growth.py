"""Whether something grows: a line through the second half of what was sampled."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression
from typing import Final

MB: Final = 1_000_000
TEN_MINUTES: Final = 600.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over time: where it stood first and last, how high it got, and the line through its second half."""

    first: float
    last: float
    most: float
    growth: float
    seconds: float

    @property
    def in_ten_minutes(self) -> float:
        """The growth of the line, for ten minutes."""
        return self.growth * TEN_MINUTES / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Bound:
    """How much a figure may grow in ten minutes, and what it may move by however short the time (`jitter`)."""

    in_ten_minutes: float
    jitter: float

    def allows(self, trend: Trend) -> bool:
        """Whether a growth is within the bound."""
        return trend.growth <= max(self.jitter, self.in_ten_minutes * trend.seconds / TEN_MINUTES)


# A queue's age has a bound of its own: it may not wait, growing or not.
BOUNDS: Final = {
    "pss": Bound(1 * MB, 1 * MB),
    "rss": Bound(1 * MB, 1 * MB),
    "files": Bound(1, 2),
    "threads": Bound(1, 2),
    "connections": Bound(1, 2),
    "redis_bytes": Bound(1 * MB, 1 * MB),
}


def trend_of(samples: Sequence[tuple[float, float]]) -> Trend:
    """The trend of (second, value) pairs, the oldest first; the first half is for warming up."""
    values = [value for _, value in samples]
    half = samples[len(samples) // 2 :]
    span = half[-1][0] - half[0][0]
    slope = linear_regression([at for at, _ in half], [value for _, value in half]).slope if span else 0.0
    return Trend(values[0], values[-1], max(values), slope * span, span)
