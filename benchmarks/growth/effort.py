"""How far and how thoroughly: sizes of each curve, calls of each round, and how often all is done."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Effort:
    """`calls` of each kind in a round over `connections`; `warm` calls before them are not counted.

    `seconds` are how long a queue is watched as it drains, and how long somebody is watched who has nothing to do.
    """

    tenants: tuple[int, ...] = (1, 100, 10_000)
    users: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
    queue: tuple[int, ...] = (0, 1_000, 10_000, 100_000, 1_000_000)
    instances: tuple[int, ...] = (1, 2, 3, 4)
    calls: int = 600
    alone: int = 50
    warm: int = 300
    repeats: int = 3
    seconds: float = 5.0
    connections: int = 8

    def at_most(self, most: int) -> "Effort":
        """The same without the sizes beyond."""
        tenants, users, queue, instances = (
            tuple(size for size in sizes if size <= most)
            for sizes in (self.tenants, self.users, self.queue, self.instances)
        )
        return replace(self, tenants=tenants, users=users, queue=queue, instances=instances)


FULL: Final = Effort()
# Enough to see that it works.
QUICK: Final = Effort((1, 3), (20, 60), (0, 40), (1, 2), calls=8, alone=2, warm=2, repeats=1, seconds=0.3)
