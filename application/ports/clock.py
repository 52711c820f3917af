"""Time comes from outside."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests turn it by hand."""

    def now(self) -> datetime:
        """The moment, in UTC, with its zone."""
        ...
