"""The worker of `make run`."""

from adapters.lifeline import follow_keeper
from entrypoints.dev.house import dev_container
from entrypoints.web import WORKER_CONNECTIONS
from entrypoints.worker import main

if __name__ == "__main__":
    follow_keeper()
    main(lambda settings: dev_container(settings, pool_size=WORKER_CONNECTIONS))
