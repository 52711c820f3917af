"""What processes and stores hold, looked at again and again."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.load.growth import Trend, trend_of
from benchmarks.load.house import House
from benchmarks.load.processes import Held, cpu_of, held_by
from benchmarks.load.stores import Stored, stored_in

Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """What there was at a moment (seconds from the start): by process of each instance, and in the stores.

    `beside` is the CPU, in seconds, that others have taken.
    """

    at: float
    held: dict[str, Held]
    stored: Stored
    beside: dict[str, float]

    @property
    def pss(self) -> int:
        """The memory of all processes together: shared pages count once."""
        return sum(one.pss for one in self.held.values())


def sample_of(house: House, began: float) -> Sample:
    """One look at everything."""
    held = {name: one for instance in house.instances for name, one in held_by(instance.process.pid).items()}
    servers = {"postgres": house.postgres.process, "valkey": house.valkey.process}
    beside = {name: cpu_of(process.pid) for name, process in servers.items() if process}
    return Sample(time.monotonic() - began, held, stored_in(house), {**beside, "generator": time.process_time()})


def trends_of(samples: Sequence[Sample]) -> dict[Name, Trend]:
    """The trend of each figure of each process that lived throughout, and of the stores'."""
    found: dict[Name, Trend] = {}
    for process in sorted(_throughout(samples)):
        for name in ("pss", "rss", "files", "threads"):
            found[process, name] = trend_of([(one.at, getattr(one.held[process], name)) for one in samples])
    for name in ("connections", "redis_bytes", "redis_keys"):
        found["stores", name] = trend_of([(one.at, getattr(one.stored, name)) for one in samples])
    for lag in samples[0].stored.lags:
        found["stores", lag] = trend_of([(one.at, one.stored.lags[lag]) for one in samples])
    return found


def strangers(samples: Sequence[Sample]) -> set[str]:
    """Processes that came or went meanwhile."""
    return {process for one in samples for process in one.held} - _throughout(samples)


def _throughout(samples: Sequence[Sample]) -> set[str]:
    return {process for process in samples[0].held if all(process in one.held for one in samples)}
