"""Stops asking a dependency that does not answer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Breaker:
    """Open for some seconds after a failure; then one caller tries for all.

    Times are of the monotonic clock, since this is about waiting and not about the product's time.
    """

    rest_seconds: float
    monotonic: Callable[[], float] = time.monotonic
    _open_until: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def lets_through(self) -> bool:
        """Whether to try; of many callers after the rest, one gets True and the others wait for what it finds."""
        if self._open_until is None:
            return True
        with self._lock:
            now = self.monotonic()
            if self._open_until is None or now < self._open_until:
                return self._open_until is None
            self._open_until = now + self.rest_seconds
            return True

    def failed(self) -> None:
        """It did not answer."""
        with self._lock:
            self._open_until = self.monotonic() + self.rest_seconds

    def answered(self) -> None:
        """It is there."""
        if self._open_until is not None:
            with self._lock:
                self._open_until = None
