"""A clock that is turned by hand."""

from datetime import UTC, datetime, timedelta

from application.ports.clock import Clock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class TurnedClock(Clock):
    """Stands still until somebody turns it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        """See Clock."""
        return self.at

    def turn(self, by: timedelta) -> None:
        """Let that much time go by."""
        self.at += by
