"""Prices of messages in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.memory.world import MemoryWorld
from application.ports import store as ports
from domain.price import Price


@dataclass(frozen=True, slots=True)
class MemoryPrices(ports.Prices):
    """Prices of a world."""

    world: MemoryWorld

    def put(self, prices: Sequence[Price], *, now: datetime) -> None:
        """See Prices."""
        for price in prices:
            self.world.prices[price.key] = price.micros

    def all(self) -> Sequence[Price]:
        """See Prices."""
        return [Price(*key, micros) for key, micros in sorted(self.world.prices.items())]
