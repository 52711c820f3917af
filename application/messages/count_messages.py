"""How do messages do?"""

from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.history import History
from domain.ids import TenantId
from domain.stats import By, Period, Stats


@dataclass(frozen=True, slots=True)
class CountMessages:
    """The figures of a tenant between two moments, as texts: see `Period.read`, which raises InvalidRequest."""

    history: History
    clock: Clock

    def __call__(self, *, tenant_id: TenantId, since: str | None, until: str | None, by: By) -> Stats:
        period = Period.read(since, until, self.clock.now())
        return self.history.stats(tenant_id=tenant_id, period=period, by=by)
