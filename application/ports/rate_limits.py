"""Windows that turn floods away before they reach the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.rate_limit import Block, Limit


@dataclass(frozen=True, slots=True)
class Window:
    """The windows that one call touches.

    `network` is the end user's network or None where no IP is known: then nothing is counted.
    `slot` is an opaque digest of the address that is asked about or proven.
    """

    tenant_id: str
    network: str | None
    slot: str
    limit: Limit


class RateLimits(Protocol):
    """Counts calls per tenant and network in a sliding window, and remembers for some seconds what was refused.

    A guard, no judge: entries may be lost or stale at any time, so it may refuse early and never grants anything.
    A call that is refused counts in no window.
    Every method is one round trip and raises Unavailable where the store is gone or slow.
    """

    def admit(self, window: Window, *, now: datetime, asks: bool) -> Block | None:
        """Count the call, or say which block stands against it; a remembered block of the slot is said first.

        `asks` tells asking from proving: what was refused to one of them says nothing about the other.
        """
        ...

    def refuse(self, window: Window, block: Block, *, now: datetime, asks: bool) -> None:
        """Take the call out of the window again, since it was refused, and remember the block for at most 5 s."""
        ...

    def give_back(self, window: Window, calls: int, *, now: datetime) -> None:
        """Take the newest calls out of the window again and forget the slot's block: a code was used or has ended."""
        ...
