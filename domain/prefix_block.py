"""A prefix that is shut for a while: five minutes, then twice as long each time it goes on, up to twelve hours."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FIRST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(hours=12)
# After that long without trouble a prefix is as good as any.
REMEMBERED: Final = timedelta(hours=24)
WATCHED: Final = timedelta(hours=1)
# Tries that were refused, weighed by e^(-age/5 min): from three on, somebody goes on.
FADES: Final = 300.0
GOES_ON_FROM: Final = 3.0


@dataclass(frozen=True, slots=True)
class PrefixBlock:
    """Since when and until when a prefix is shut, for the how-manieth time, and how hard it was tried meanwhile.

    `watched_until`: until then strangers have to work for codes of this prefix, and what comes of it is held against
    nobody else in the country.
    A prefix that is only watched has the level -1.
    """

    since: datetime
    until: datetime
    level: int = 0
    tries: float = 0.0
    tried_at: datetime | None = None
    watched_until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it is shut now; at `until` itself it is open."""
        return now < self.until

    def goes_on(self, now: datetime) -> bool:
        """Whether it is over and somebody kept trying until now."""
        return not self.holds(now) and self._tries(now) >= GOES_ON_FROM

    def is_remembered(self, now: datetime) -> bool:
        """Whether it still makes its prefix a suspect."""
        return self.level >= 0 and now < self.until + REMEMBERED

    def is_watched(self, now: datetime) -> bool:
        """Whether its traffic is its own affair now."""
        return self.watched_until is not None and now < self.watched_until

    def tried(self, now: datetime) -> "PrefixBlock":
        """With a refused try more."""
        return replace(self, tries=self._tries(now) + 1, tried_at=now)

    def _tries(self, now: datetime) -> float:
        age = (now - self.tried_at).total_seconds() if self.tried_at else 0.0
        return self.tries * math.exp(-max(0.0, age) / FADES)


def shut(before: PrefixBlock | None, now: datetime) -> PrefixBlock:
    """The next block of a prefix."""
    level = before.level + 1 if before and before.is_remembered(now) else 0
    until = now + min(LONGEST, FIRST * 2 ** min(level, 12))
    return PrefixBlock(since=now, until=until, level=level, watched_until=until + WATCHED)


def watch(before: PrefixBlock | None, now: datetime) -> PrefixBlock:
    """The prefix under watch, whatever it was before."""
    return replace(before or PrefixBlock(since=now, until=now, level=-1), watched_until=now + WATCHED)
