"""What the processes of an instance tell each other: that it ends soon, and how much it should log."""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Final

FOLDER: Final = "AUTH1_RUN"
DRAINING: Final = "draining"
DEBUG: Final = "debug"
LOOKS_EVERY: Final = 1.0
# In memory: a page of a file on a disk is locked while it is written, and whoever counts in it would wait.
MEMORY: Final = "/dev/shm"  # noqa: S108 - a folder of our own is made there


def make_folder(name: str) -> str:
    """A new folder that processes of this instance share: where TMPDIR says, else in memory where that can be."""
    can_be = "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK | os.X_OK)
    place = MEMORY if can_be else None
    return tempfile.mkdtemp(prefix=f"auth1-{name}-", dir=place)


@contextmanager
def run_folder() -> Iterator[None]:
    """Make the folder of this instance; to be entered before any of its processes starts."""
    folder = os.environ[FOLDER] = make_folder("run")
    try:
        yield
    finally:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def is_draining() -> bool:
    """Whether this instance was told to end; never where it has no folder."""
    folder = os.environ.get(FOLDER)
    return folder is not None and os.path.exists(f"{folder}/{DRAINING}")


def begin_draining() -> None:
    """Tell every process that this instance ends soon."""
    _flag(DRAINING).touch()


def toggle_debug() -> str:
    """Turn debug lines on or off for every process; what holds from now on."""
    flag = _flag(DEBUG)
    if flag.exists():
        flag.unlink()
        return "as LOG_LEVEL says"
    flag.touch()
    return "debug"


def follow_log_level() -> None:
    """Log what the folder says, within a second of a change; nothing happens where there is no folder."""
    if os.environ.get(FOLDER):
        Thread(target=_follow, args=(logging.getLogger("auth1"),), name="log-level", daemon=True).start()


def _follow(log: logging.Logger) -> None:
    usual, flag = log.level, _flag(DEBUG)
    while True:
        log.setLevel(logging.DEBUG if flag.exists() else usual)
        time.sleep(LOOKS_EVERY)


def _flag(name: str) -> Path:
    return Path(os.environ[FOLDER]) / name
