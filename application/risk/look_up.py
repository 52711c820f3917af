"""A provider is asked about a line, where what is known for nothing does not settle it."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from application.ports.clock import Clock
from application.ports.intelligence import LineBook, PhoneIntelligence
from domain.ids import TenantId
from domain.line import Line
from domain.phone import PhoneNumber
from domain.refusal import Unavailable
from domain.risk import RiskScore
from domain.risk_facts import RiskFacts
from domain.risk_policy import RiskPolicy

# A score from here on is not clean.
ASKS_FROM: Final = 15
SIGNALS: Final = ("line_type", "sim_swap")


@dataclass(frozen=True, slots=True)
class LookUp:
    """What the provider says of a number, at most `per_day` times in a tenant's 24 hours, each number once in 30 days.

    None where nobody is to be asked, or where no answer came in time; the ask then goes on as if there were no lookup.
    """

    intelligence: PhoneIntelligence | None
    book: LineBook
    clock: Clock
    per_day: int

    def is_due(self, facts: RiskFacts, score: RiskScore, policy: RiskPolicy) -> bool:
        """Whether an answer could change what follows: the score is not clean, and not lost either."""
        if self.intelligence is None or not any(policy.rule_of(name).is_on for name in SIGNALS):
            return False
        is_open = facts.looked_up is None and not facts.trusted and not facts.allowed_by
        return is_open and ASKS_FROM <= score.score < policy.block_at

    def __call__(self, *, tenant_id: TenantId, phone: PhoneNumber) -> Line | None:
        try:
            if self.intelligence is None or not self._reserve(tenant_id, phone):
                return None
            return self.intelligence.line_of(phone, then=partial(self._keep, tenant_id, phone))
        except Unavailable:
            return None

    def _reserve(self, tenant_id: TenantId, phone: PhoneNumber) -> bool:
        return self.book.reserve(tenant_id=tenant_id, address=phone.e164, now=self.clock.now(), per_day=self.per_day)

    def _keep(self, tenant_id: TenantId, phone: PhoneNumber, line: Line) -> None:
        self.book.keep(tenant_id=tenant_id, address=phone.e164, line=line, now=self.clock.now())
