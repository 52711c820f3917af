"""What Prometheus reads: all processes of an instance added up, those that are gone included."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


class Together(Collector):
    """The counts of every process that wrote to the folder; what a dead one's gauges said is left out.

    Counters of processes that ended stay, so that a rate never falls below nothing.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._added_up = MultiProcessCollector(None, path=folder)  # type: ignore[no-untyped-call]

    def collect(self) -> Iterator[Any]:
        """See Collector."""
        self.living()
        yield from self._added_up.collect()  # type: ignore[no-untyped-call]

    def living(self) -> list[int]:
        """The processes that write to the folder."""
        names = (path.stem.rpartition("_")[2] for path in Path(self._folder).glob("*.db"))
        return [pid for pid in {int(name) for name in names if name.isdigit()} if self._lives(pid)]

    def _lives(self, pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, self._folder)  # type: ignore[no-untyped-call]
            return False
        except PermissionError:
            return False
        return True


class Instance(Collector):
    """The processes themselves: how many, their memory, files and version."""

    def __init__(self, living: Callable[[], list[int]], version: str) -> None:
        self._living, self._version = living, version

    def collect(self) -> Iterator[Any]:
        """See Collector."""
        living = self._living()
        yield GaugeMetricFamily("auth1_processes", "Processes of this instance.", len(living))
        yield GaugeMetricFamily("auth1_resident_memory_bytes", "Their memory.", sum(map(_resident, living)))
        yield GaugeMetricFamily("auth1_open_files", "Their open files and sockets.", sum(map(_files, living)))
        info = GaugeMetricFamily("auth1_info", "Which version runs.", labels=("version",))
        info.add_metric((self._version,), 1)
        yield info


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except OSError:
        return 0


def _files(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def registry_of(folder: str | None, own: CollectorRegistry | None, version: str) -> CollectorRegistry:
    """What is read: all processes that write to the folder, or without one this process's own counts."""
    if folder:
        registry, together = CollectorRegistry(), Together(folder)
        registry.register(together)
        registry.register(Instance(together.living, version))
        return registry
    registry = own or CollectorRegistry()
    registry.register(Instance(lambda: [os.getpid()], version))
    return registry


def text_of(registry: CollectorRegistry) -> bytes:
    """Everything in Prometheus's text format."""
    return generate_latest(registry)


def expose(registry: CollectorRegistry, host: str, port: int) -> None:
    """Answer scrapes on a port of its own, on a thread that keeps no process alive; raises OSError."""
    start_http_server(port, host, registry)
