"""What waits to be done, for whoever watches the product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

# Counting more than this tells nobody more.
MOST_COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and not done, and for how long, in seconds; 0.0 where nothing waits.

    `messages` and `deliveries` stop counting at MOST_COUNTED; `spent` is micros by `hour`, `day` and `month` (UTC).
    """

    messages: int = 0
    message_seconds: float = 0.0
    deliveries: int = 0
    delivery_seconds: float = 0.0
    announcement_seconds: float = 0.0
    chain_seconds: float = 0.0
    spent: Mapping[str, int] = field(default_factory=dict)


class Backlogs(Protocol):
    """Looks at what waits, over all tenants; no tenant is told of it."""

    def measure(self, *, now: datetime) -> Backlog:
        """What waits at this moment; raises Unavailable."""
        ...
