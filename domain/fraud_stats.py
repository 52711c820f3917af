"""What the risk score did over a period, in asks and in money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.stats import Period

# The seed's normal band of refused asks.
BAND: Final = (0.02, 0.05)
# Fewer asks than that say nothing of a share.
FEWEST: Final = 100
# Whoever was asked to work and got a code within this time has solved the puzzle.
SOLVED_WITHIN: Final = timedelta(minutes=15)
BUDGET: Final = "budget"
QUIET: Final = "Fewer than 100 asks: a share of them says nothing yet."
CALM: Final = "Less is refused than is usual (2 to 5 %); small tenants without attacks see none."
HIGH: Final = "More is refused than is usual (2 to 5 %): an attack, or too strict a rule; auth1 fraud replay tells."


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What one signal refused, or `budget`; asks that several signals spoke on count under each of them.

    `shadow` are asks that it only would have refused.
    """

    rule: str
    asks: int = 0
    prevented_micros: int = 0
    shadow: int = 0


@dataclass(frozen=True, slots=True)
class FraudStats:
    """Asks by what was decided, and money by what it was expected to cost.

    `solved` are those of the challenged that worked and got their code; refused is who got none.
    """

    period: Period
    asked: int = 0
    allowed: int = 0
    challenged: int = 0
    solved: int = 0
    blocked: int = 0
    budget: int = 0
    spent_micros: int = 0
    prevented_micros: int = 0
    by_rule: Sequence[RuleLine] = ()

    @property
    def block_rate(self) -> float | None:
        """The share of asks that got no code; None where nobody asked."""
        refused = self.challenged - self.solved + self.blocked + self.budget
        return round(refused / self.asked, 4) if self.asked else None

    @property
    def is_normal(self) -> bool | None:
        """Whether the share is not above its band; None where too few asked."""
        if self.asked < FEWEST or self.block_rate is None:
            return None
        return self.block_rate <= BAND[1]

    @property
    def note(self) -> str | None:
        """What a person should know of the share; None where it is within its band."""
        if self.is_normal is None:
            return QUIET
        if not self.is_normal:
            return HIGH
        return CALM if (self.block_rate or 0) < BAND[0] else None


def by_money(lines: Sequence[RuleLine]) -> Sequence[RuleLine]:
    """The dearest first."""
    return tuple(sorted(lines, key=lambda line: (-line.prevented_micros, -line.asks, -line.shadow, line.rule)))
