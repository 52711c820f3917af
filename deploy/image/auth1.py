#!/opt/auth1/bin/python3
"""`auth1` in the image."""

import os
import signal
import sys
from typing import Any

STOPPED = 128 + signal.SIGTERM


def end(*_: Any) -> None:
    """Leave as who was stopped."""
    sys.exit(STOPPED)


def main() -> None:
    """The command line; the health check, which is asked every few seconds, without loading the product."""
    if sys.argv[1:] == ["alive"]:
        from entrypoints.alive import main as alive

        alive()
        return
    if os.getpid() == 1:
        # The first process of a container is never ended by a signal that it does not handle.
        signal.signal(signal.SIGTERM, end)
    from entrypoints.cli.main import main as auth1

    auth1(prog_name="auth1")


if __name__ == "__main__":
    main()
