"""Who may wait for hooks, in this process."""

from collections.abc import Mapping
from datetime import datetime
from threading import BoundedSemaphore, Lock

from application.ports.hooks import HookGate
from domain.hook import BREAK, BREAKS_AFTER, MOST_WAITING
from domain.ids import TenantId

MOST_REMEMBERED = 10_000


class MemoryHookGate(HookGate):
    """Some places, and the failures in a row by tenant."""

    def __init__(self, places: int = MOST_WAITING) -> None:
        self._places, self._lock = BoundedSemaphore(places), Lock()
        self._failures: dict[TenantId, tuple[int, datetime]] = {}

    @property
    def failures(self) -> Mapping[TenantId, tuple[int, datetime]]:
        """How often each has failed in a row, and when last."""
        return self._failures

    def enter(self, tenant_id: TenantId, now: datetime) -> str | None:
        """See HookGate."""
        with self._lock:
            count, since = self._failures.get(tenant_id, (0, now))
            if count >= BREAKS_AFTER and now - since < BREAK:
                return "resting"
            if count >= BREAKS_AFTER:
                self._failures[tenant_id] = count, now
        return None if self._places.acquire(blocking=False) else "full"

    def leave(self, tenant_id: TenantId, now: datetime, *, failed: bool) -> None:
        """See HookGate."""
        self._places.release()
        with self._lock:
            if not failed:
                self._failures.pop(tenant_id, None)
            elif tenant_id in self._failures or len(self._failures) < MOST_REMEMBERED:
                self._failures[tenant_id] = self._failures.get(tenant_id, (0, now))[0] + 1, now
