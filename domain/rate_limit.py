"""Sliding windows: how many calls within how long, and the truth about when the next one passes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` calls within any `window`."""

    most: int
    window: timedelta

    def reopens_at(self, newest_first: Sequence[datetime], now: datetime) -> datetime | None:
        """When the next call passes, given the times of earlier ones; None where it passes now."""
        if len(newest_first) < self.most:
            return None
        reopens = newest_first[self.most - 1] + self.window
        return reopens if reopens > now else None


@dataclass(frozen=True, slots=True)
class Block:
    """A limit that is reached, by the name that the answer gives it, and the moment it opens again."""

    limit: str
    until: datetime


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds, rounded up, at least one: after them the moment has come."""
    return max(1, math.ceil((moment - now).total_seconds()))


def longest(blocks: Sequence[Block | None]) -> Block | None:
    """The block that opens last: waiting for it is waiting for all."""
    return max((block for block in blocks if block), key=lambda block: block.until, default=None)
