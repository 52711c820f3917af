"""What did the risk score do?"""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.decisions import Decisions
from domain.fraud_stats import FraudStats
from domain.ids import TenantId
from domain.stats import Period


@dataclass(frozen=True, slots=True)
class CountFraud:
    """Figures of a tenant between two moments, as texts: see `Period.read`, which raises InvalidRequest."""

    decisions: Decisions
    clock: Clock

    def __call__(self, *, tenant_id: TenantId, since: str | None, until: str | None) -> FraudStats:
        period = Period.read(since, until, self.clock.now())
        return self.decisions.figures(tenant_id=tenant_id, period=period)
