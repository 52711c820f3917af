"""The database's time, carried on by this machine's steady counter."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from typing import Any, Final, NamedTuple

from adapters.postgres.database import Database
from application.ports.clock import Clock
from application.ports.tally import Tally
from domain.refusal import Unavailable

log = logging.getLogger("auth1")
LOOKS_EVERY: Final = 30.0
LOOKS_AGAIN_AFTER: Final = 1.0
FIRST_WAIT: Final = 0.5
# The quickest of some answers says the time best; the first one also waits for its connection.
ASKED_EACH_TIME: Final = 4
# A slower answer says the time too vaguely to take the place of one that we have.
VAGUE_SECONDS: Final = 0.05
SKEW_WORTH_TELLING: Final = 2.0
ASK: Final = "SELECT clock_timestamp() AS at"


def steady() -> float:
    """Seconds that go on whatever is done to the machine's clock, also while it sleeps, where the system can tell."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def machine_time() -> datetime:
    """What this machine's clock says."""
    return datetime.now(UTC)


class Seen(NamedTuple):
    """What the database's clock said, and when by the steady counter."""

    at: datetime
    when: float


@dataclass(slots=True)
class DatabaseClock(Clock):
    """All processes of all nodes agree on the time, however their own clocks are set or jump (C21).

    The database is asked at the first call, and every half minute after that, always in the background: the first
    caller alone waits for the answer, half a second at most.
    While it has never answered, the machine's own time serves: nothing can be decided without the database anyway.
    The database is one of its own, whose connection is let go after each look: a full pool must not stop the clock.
    """

    database: Database
    tally: Tally | None = None
    machine: Callable[[], datetime] = machine_time
    _seen: Seen | None = None
    _due: float = 0.0
    _tells: bool = False
    _lock: Any = field(default_factory=Lock)

    def now(self) -> datetime:
        """See Clock."""
        if steady() >= self._due and self._lock.acquire(blocking=False):
            looking = Thread(target=self._look, name="clock", daemon=True)
            looking.start()
            if not self._due:
                looking.join(FIRST_WAIT)
        seen = self._seen
        return seen.at + timedelta(seconds=steady() - seen.when) if seen else self.machine()

    def _look(self) -> None:
        try:
            took, seen = min(self._asked() for _ in range(ASKED_EACH_TIME))
            if self._seen is None or took < VAGUE_SECONDS:
                self._seen = seen
            self._due = steady() + LOOKS_EVERY
            self._tell((self.machine() - self.now()).total_seconds())
        except Unavailable:
            self._due = steady() + LOOKS_AGAIN_AFTER
        finally:
            self.database.engine.dispose()
            self._lock.release()

    def _asked(self) -> tuple[float, Seen]:
        """How long an answer took, and what it says of the middle of that time."""
        before = steady()
        at: datetime = self.database.run(ASK, {})[0].at
        took = steady() - before
        return took, Seen(at.astimezone(UTC), before + took / 2)

    def _tell(self, skew: float) -> None:
        """Say once that this machine's clock is off, and once that it is right again."""
        if self.tally:
            self.tally.observe_skew(skew)
        is_off = abs(skew) > SKEW_WORTH_TELLING
        if is_off is not self._tells:
            self._tells = is_off
            said = f"is {skew:+.1f} s off; the database's is used" if is_off else "agrees with the database's again"
            log.warning("This machine's clock %s", said)
