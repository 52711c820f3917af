"""What the answer about fraud holds."""

from msgspec import Struct

from domain.fraud_stats import BAND, FraudStats
from entrypoints.http.bodies import At


class RuleShown(Struct):
    """What one signal, or `budget`, refused; an ask counts under each that spoke."""

    rule: str
    asks: int
    prevented_micros: int
    shadow: int


class FraudShown(Struct, rename={"since": "from", "until": "to"}):
    """Asks by what was decided, and money by what it was expected to cost."""

    since: At
    until: At
    asked: int
    allowed: int
    challenged: int
    solved: int
    blocked: int
    budget: int
    block_rate: float | None
    normal_band: tuple[float, float]
    is_normal: bool | None
    spent_micros: int
    prevented_micros: int
    by_rule: list[RuleShown]
    note: str | None

    @classmethod
    def of(cls, found: FraudStats) -> "FraudShown":
        """The figures as they are."""
        return cls(
            since=found.period.since,
            until=found.period.until,
            asked=found.asked,
            allowed=found.allowed,
            challenged=found.challenged,
            solved=found.solved,
            blocked=found.blocked,
            budget=found.budget,
            block_rate=found.block_rate,
            normal_band=BAND,
            is_normal=found.is_normal,
            spent_micros=found.spent_micros,
            prevented_micros=found.prevented_micros,
            by_rule=[RuleShown(one.rule, one.asks, one.prevented_micros, one.shadow) for one in found.by_rule],
            note=found.note,
        )
