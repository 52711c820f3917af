"""Processes that are forked from this one: what it loaded is loaded once, and lies in memory once."""

import gc
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.lifeline import name_process

STANDARD_FILES: Final = 3
LOOKS_EVERY: Final = 0.02


def load_ahead(modules: Sequence[str]) -> None:
    """Load what every process to come needs, and keep the garbage collector's hands off it.

    A collector that visits what is shared writes to it, and with the first write a page is shared no more.
    It has nothing to find while modules are loaded, and would look through them again and again.
    """
    gc.disable()
    for module in modules:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    gc.enable()


@dataclass(slots=True)
class Forked:
    """A process that was forked; `exit_code` is known once it has ended."""

    pid: int
    exit_code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within so many seconds."""
        until = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < until:
            time.sleep(LOOKS_EVERY)
        return self.exit_code is not None

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


def fork(name: str, act: Callable[[], None]) -> Forked:
    """Do something in a process of its own, which has nothing of ours open but the standard files.

    So a socket that we listen on is not held by one who does not serve it, and a signal meant for us is not its own.
    """
    _flush()
    pid = os.fork()
    if pid == 0:
        _leave_home(name)
        _exit(act)
    return Forked(pid)


def in_a_child(act: Callable[[], None]) -> int:
    """Do something in a process that is gone afterwards, with the memory of all that it loaded; its exit code."""
    _flush()
    pid = os.fork()
    if pid == 0:
        _exit(act)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def _leave_home(name: str) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    os.closerange(STANDARD_FILES, os.sysconf("SC_OPEN_MAX"))
    name_process(name)


def _exit(act: Callable[[], None]) -> None:
    code = 1
    try:
        act()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import logging

        logging.getLogger("auth1").exception("A process ended by a defect")
    finally:
        _flush()
        os._exit(code)


def _flush() -> None:
    """Write what waits to be written: after a fork it would wait in both processes, and be written twice."""
    sys.stdout.flush()
    sys.stderr.flush()
