"""What was decided on asks, read again."""

from collections.abc import Sequence
from typing import Protocol

from domain.fraud_stats import FraudStats
from domain.ids import TenantId
from domain.replay import Recorded
from domain.stats import Period


class Decisions(Protocol):
    """A tenant's decisions of the last 30 days."""

    def figures(self, *, tenant_id: TenantId, period: Period) -> FraudStats:
        """What the risk score did in a period."""
        ...

    def page(self, *, tenant_id: TenantId, period: Period, after: str, most: int) -> Sequence[Recorded]:
        """Decisions of a period in the order of time, those after a cursor; empty where there are no more."""
        ...
