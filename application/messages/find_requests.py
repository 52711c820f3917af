"""Codes that were asked for, to look through."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.history import History
from domain.history import RequestRecord, RequestStatus
from domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class FindRequests:
    """A tenant's codes as they stand now, newest first; `address` is the stored form, `status` that of this moment."""

    history: History
    clock: Clock

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        before: str,
        most: int,
        address: str | None = None,
        status: RequestStatus | None = None,
    ) -> Sequence[RequestRecord]:
        now = self.clock.now()
        found = self.history.requests(
            tenant_id=tenant_id, address=address, status=status, now=now, before=before, most=most
        )
        return [request.at(now) for request in found]
