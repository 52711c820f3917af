"""How much waits?"""

from dataclasses import dataclass

from application.ports.backlog import Backlogs
from application.ports.clock import Clock
from application.ports.tally import Tally


@dataclass(frozen=True, slots=True)
class MeasureBacklog:
    """Look at what waits, and tell it to whoever watches; raises Unavailable."""

    backlogs: Backlogs
    tally: Tally
    clock: Clock

    def __call__(self) -> None:
        self.tally.measure(self.backlogs.measure(now=self.clock.now()))
