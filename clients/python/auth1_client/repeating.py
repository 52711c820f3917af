"""When a call whose answer was lost is sent again: never so that anything happens twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from auth1_client.errors import Auth1Error, Unreachable
from auth1_client.wire import Waits

Said = TypeVar("Said")

# Seconds for which the server gives a spent refresh token the same successor once more.
GRACE: Final = 10.0
# Seconds of it that a repeat is left to arrive in: one that comes too late ends the session.
ARRIVAL: Final = 1.0
# Seconds after which an answer to a refresh counts as lost while there is time for a repeat.
LOST_AFTER: Final = 4.0
# The longest Retry-After, in seconds, that is waited for in a call; a longer one is the caller's to wait for.
PATIENCE: Final = 3.0
# Seconds between tries, doubled from the first to the longest.
FIRST_GAP: Final = 0.2
LONGEST_GAP: Final = 1.6
MOST_REPEATS: Final = 2
LOST: Final = frozenset((502, 503, 504))


def is_worth_repeating(error: Auth1Error) -> bool:
    """Whether the answer was lost, or the server said that the same call may do in a moment."""
    return isinstance(error, Unreachable) or error.status in LOST or error.code == "idempotency_in_progress"


@dataclass(frozen=True, slots=True)
class Repeating:
    """Sends again; `clock` is monotonic, and both are in seconds."""

    clock: Callable[[], float]
    pause: Callable[[float], None]

    def twice_at_most(self, attempt: Callable[[], Said]) -> Said:
        """What an attempt comes to, or its error after two repeats."""
        for number in range(MOST_REPEATS):
            try:
                return attempt()
            except Auth1Error as error:
                gap = _gap(error, number)
                if not is_worth_repeating(error) or gap > PATIENCE:
                    raise
                self.pause(gap)
        return attempt()

    def within_grace(self, attempt: Callable[[Waits], Said], timeout: float) -> Said:
        """What an attempt comes to, or its error where a repeat would no longer come within the grace.

        The grace counts from the moment before the first attempt, so that it ends here before it does on the server.
        """
        ends, number = self.clock() + GRACE, 0
        while True:
            try:
                return attempt(_waits(ends - self.clock(), timeout, number))
            except Auth1Error as error:
                gap = _gap(error, number)
                too_late = ends - ARRIVAL
                if not is_worth_repeating(error) or gap > PATIENCE or self.clock() + gap > too_late:
                    raise
                self.pause(gap)
                # A machine that was stopped meanwhile wakes up after the grace.
                if self.clock() > too_late:
                    raise
                number += 1


def _gap(error: Auth1Error, number: int) -> float:
    return max(float(error.retry_after or 0), _backoff(number))


def _backoff(number: int) -> float:
    return min(LONGEST_GAP, FIRST_GAP * float(2**number))


def _waits(left: float, timeout: float, number: int) -> Waits:
    """A try that can be followed by another gives up sooner; the last one has all the time for its answer."""
    another = left - LOST_AFTER - _backoff(number) >= ARRIVAL
    return Waits(min(timeout, max(left, ARRIVAL)), min(timeout, LOST_AFTER) if another else timeout)
