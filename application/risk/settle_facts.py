"""What asks and proofs have left behind is added up."""

from dataclasses import dataclass
from typing import Final

from application.ports.risk import Reputation

BATCH: Final = 2_000
PASSES: Final = 10


@dataclass(frozen=True, slots=True)
class SettleFacts:
    """Add up facts in batches until there are none left, or for ten batches.

    Whoever weighs an ask meanwhile reads what was added up and what was not, so nothing depends on how often this runs.
    """

    reputation: Reputation

    def __call__(self) -> int:
        """How many there were."""
        many = 0
        for _ in range(PASSES):
            settled = self.reputation.settle(most=BATCH)
            many += settled
            if settled < BATCH:
                break
        return many
