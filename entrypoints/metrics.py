"""Metrics of an instance: who counts, and where they are read."""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from adapters.memory.tally import MemoryTally
from application.ports.tally import Tally
from entrypoints.run_folder import make_folder
from entrypoints.settings import Settings
from entrypoints.version import auth1_version

log = logging.getLogger("auth1")
# Prometheus's own variable: where all processes of an instance write what they count.
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


class PortTaken(Exception):
    """Another program answers where the metrics should; in one line that says what to do."""


def tally_of(settings: Settings, process: str = "web") -> Tally:
    """Who counts in a process: Prometheus, where somebody may read it."""
    if not settings.has_metrics:
        return MemoryTally()
    from prometheus_client import CollectorRegistry

    from adapters.prometheus.tally import PrometheusTally

    return PrometheusTally(CollectorRegistry(), process)


def scrape_of(tally: Tally) -> Callable[[], bytes]:
    """What a scrape answers: all processes of the instance where they share a folder, else this one."""
    from adapters.prometheus.exposition import registry_of, text_of
    from adapters.prometheus.tally import PrometheusTally

    own = tally.registry if isinstance(tally, PrometheusTally) else None
    registry = registry_of(os.environ.get(FOLDER), own, auth1_version())
    return lambda: text_of(registry)


@contextmanager
def metrics_beside(settings: Settings) -> Iterator[None]:
    """Make the folder that the processes share, and answer on METRICS_PORT; to be entered before any of them starts.

    Where the folder is there already, another process of the instance does this.
    """
    if not settings.has_metrics or os.environ.get(FOLDER):
        yield
        return
    folder = os.environ[FOLDER] = make_folder("metrics")
    try:
        if settings.metrics_port:
            _answer(settings.host, settings.metrics_port, folder)
        yield
    finally:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def _answer(host: str, port: int, folder: str) -> None:
    from adapters.prometheus.exposition import expose, registry_of

    try:
        expose(registry_of(folder, None, auth1_version()), host, port)
    except OSError as error:
        raise PortTaken(f"METRICS_PORT {port} of {host} cannot be used ({error.strerror}). Set another.") from None
    log.info("Metrics on port %s", port)
