"""Nothing that we started outlives us."""

import ctypes
import os
import signal
import sys
from typing import Final

PR_SET_PDEATHSIG: Final = 1
PR_SET_NAME: Final = 15
KEEPER: Final = "AUTH1_KEEPER"


def die_with_parent(signal_number: int = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent ends (Linux; elsewhere nothing happens).

    To be called after a change of user, which would forget it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)


def name_process(name: str) -> None:
    """What `ps -o comm` and `top` call this process, at most 15 characters (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode())


def be_keeper() -> None:
    """Tell the processes that we shall start who must be there."""
    os.environ[KEEPER] = str(os.getpid())


def is_orphaned() -> bool:
    """Whether the keeper that started this process is gone; never where nobody said to be one."""
    keeper = os.environ.get(KEEPER)
    return keeper is not None and keeper != str(os.getppid())


def follow_keeper() -> None:
    """End with the keeper, also where it was gone before this process could ask the kernel."""
    if os.environ.get(KEEPER):
        die_with_parent()
    if is_orphaned():
        os.kill(os.getpid(), signal.SIGTERM)
