"""A monotonic clock that a test turns, and that takes note of pauses instead of making them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class TurnedSeconds:
    """Called, it tells seconds; a pause turns it by its length."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        """Let that much time pass."""
        self.pauses.append(seconds)
        self.now += seconds
