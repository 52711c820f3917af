"""Sliding windows in memory."""

from datetime import datetime, timedelta
from threading import Lock

from application.ports.rate_limits import RateLimits, Window
from domain.rate_limit import Block

REMEMBERED = timedelta(seconds=5)
Key = tuple[str, str]


class MemoryRateLimits(RateLimits):
    """Every call's time in a list, newest first."""

    def __init__(self) -> None:
        self._calls: dict[Key, list[datetime]] = {}
        self._blocks: dict[Key, tuple[Block, datetime, bool]] = {}
        self._lock = Lock()

    def admit(self, window: Window, *, now: datetime, asks: bool) -> Block | None:
        """See RateLimits."""
        with self._lock:
            block, noted, asked = self._blocks.get((window.tenant_id, window.slot), (None, now, asks))
            if block and asked is asks and noted <= now < min(block.until, noted + REMEMBERED):
                return block
            return self._count(window, now) if window.network else None

    def _count(self, window: Window, now: datetime) -> Block | None:
        calls = self._open(window, now)
        reopens = window.limit.reopens_at(calls, now)
        if reopens:
            return Block("ip", reopens)
        calls.insert(0, now)
        return None

    def _open(self, window: Window, now: datetime) -> list[datetime]:
        key = (window.tenant_id, window.network or "")
        self._calls[key] = [at for at in self._calls.get(key, []) if at + window.limit.window > now]
        return self._calls[key]

    def refuse(self, window: Window, block: Block, *, now: datetime, asks: bool) -> None:
        """See RateLimits."""
        with self._lock:
            self._take(window, 1, now)
            self._blocks[window.tenant_id, window.slot] = (block, now, asks)

    def give_back(self, window: Window, calls: int, *, now: datetime) -> None:
        """See RateLimits."""
        with self._lock:
            self._take(window, calls, now)
            self._blocks.pop((window.tenant_id, window.slot), None)

    def _take(self, window: Window, calls: int, now: datetime) -> None:
        if window.network:
            del self._open(window, now)[:calls]
