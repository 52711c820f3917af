"""What nobody may keep any longer goes, tenant by tenant, in small batches."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from application.ports.clock import Clock
from application.ports.privacy import Bounds, PersonalData
from application.ports.store import Store
from domain.ids import TenantId
from domain.tenant import Tenant

log = logging.getLogger("auth1.privacy")
BATCH: Final = 500
TENANTS_AT_ONCE: Final = 20
BATCHES_AT_ONCE: Final = 10


@dataclass(slots=True)
class ForgetInTime:
    """One call forgets a little of some tenants; the next one goes on.  What went is counted by table, and logged.

    A code's record goes `otp_retention_days` after it was asked for, where calls came from after
    `origin_retention_days`, events after `event_retention_days`; those of deleted tenants, too.
    """

    store: Store
    personal: PersonalData
    clock: Clock
    _before: str = ""
    _waiting: list[Tenant] = field(default_factory=list)

    def __call__(self) -> Mapping[str, int]:
        gone: Counter[str] = Counter()
        if not self._waiting:
            self._next_page()
        for _ in range(BATCHES_AT_ONCE):
            if not self._waiting:
                break
            tenant = self._waiting.pop(0)
            gone.update(self.of(tenant))
        gone = +gone
        if gone:
            log.info("forgotten in time", extra={"rows": dict(gone)})
        return gone

    def of(self, tenant: Tenant) -> Mapping[str, int]:
        """Everything of one tenant whose time is over."""
        gone, after, bounds = Counter[str](), "", bounds_of(tenant, self.clock.now())
        for _ in range(BATCHES_AT_ONCE):
            counts, after = self.personal.forget(tenant_id=TenantId(tenant.id), bounds=bounds, after=after, most=BATCH)
            gone.update(counts)
            if not after and max(counts.values()) < BATCH:
                break
        return gone

    def _next_page(self) -> None:
        with self.store.begin() as tx:
            self._waiting = list(tx.tenants.page(before=self._before, most=TENANTS_AT_ONCE, with_deleted=True))
        self._before = self._waiting[-1].id if len(self._waiting) == TENANTS_AT_ONCE else ""


def bounds_of(tenant: Tenant, now: datetime) -> Bounds:
    """The moments before which a tenant keeps nothing."""
    days = tenant.settings
    return Bounds(
        otp=now - timedelta(days=days.otp_retention_days),
        origins=now - timedelta(days=days.origin_retention_days),
        events=now - timedelta(days=days.event_retention_days),
    )
