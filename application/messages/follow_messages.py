"""Watch the traffic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from application.ports.clock import Clock
from application.ports.history import History
from domain.history import Followed
from domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class FollowMessages:
    """The newest messages, oldest first, of one tenant or of all; `within` leaves out what was asked for earlier."""

    history: History
    clock: Clock

    def __call__(self, *, tenant_id: TenantId | None, most: int, within: timedelta | None = None) -> Sequence[Followed]:
        since = self.clock.now() - within if within else None
        return self.history.tail(tenant_id=tenant_id, since=since, most=most)
