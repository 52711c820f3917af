"""The worker of `make run`."""

from adapters.lifeline import die_with_parent
from entrypoints.dev.house import dev_container
from entrypoints.web import WORKER_CONNECTIONS
from entrypoints.worker import main

if __name__ == "__main__":
    die_with_parent()
    main(lambda settings: dev_container(settings, pool_size=WORKER_CONNECTIONS))
