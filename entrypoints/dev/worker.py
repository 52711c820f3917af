"""The worker of `make run`."""

from entrypoints import worker
from entrypoints.dev.house import dev_container
from entrypoints.web import WORKER_CONNECTIONS


def main() -> None:
    """The worker process."""
    worker.main(lambda settings: dev_container(settings, pool_size=WORKER_CONNECTIONS))
