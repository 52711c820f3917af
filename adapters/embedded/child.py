"""A server as a child process: it ends with us, and never runs as root."""

import ctypes
import os
import secrets
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any, Final

from adapters.lifeline import die_with_parent

NOBODY: Final = 65534
PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 8, 47, 2
# To pass through folders that only root may enter, such as /root; nothing else of root's is kept.
CAP_DAC_READ_SEARCH: Final = 2
CAPABILITY_VERSION: Final = 0x20080522
# Below what systems give to connections that go out (Linux: from 32768), one of which could take a port between our
# look and its server's start; and below what a Redis cluster takes beside each, 10000 further on.
PORTS: Final = range(10_000, 20_000)
# Processes that start servers at the same moment look in different places.
SHELVES: Final = 16
TRIES: Final = 50


def runs_as_root() -> bool:
    """Whether this process is root, which servers refuse to be."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def owned_by_server(folder: Path) -> Path:
    """Make a private folder that the server's user owns."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if runs_as_root():
        os.chown(folder, NOBODY, NOBODY)
    return folder


def start(
    command: Sequence[str | Path], *, stop_signal: int = signal.SIGTERM, log: Path | None = None, stdin: Any = None
) -> "subprocess.Popen[bytes]":
    """Start a server that gets `stop_signal` when we end, however we end; Ctrl-C reaches us alone."""
    with (log or Path(os.devnull)).open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=stdin or subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=_environment(),
            preexec_fn=_prepare(stop_signal, _needs_passage(command)),
        )


def run(command: Sequence[str | Path]) -> None:
    """Run a program as the server's user to its end; raises RuntimeError with what it said."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        env=_environment(),
        preexec_fn=_prepare(signal.SIGTERM, _needs_passage(command)),
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name} failed: {(done.stderr or done.stdout).strip()[-600:]}")


def stop(child: "subprocess.Popen[bytes]", stop_signal: int = signal.SIGTERM, seconds: float = 10) -> None:
    """End a child, at last by force."""
    if child.poll() is None:
        child.send_signal(stop_signal)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@cache
def _shelf_of(process: int) -> Iterator[int]:
    """A process's ports in an order of its own; none comes twice before all have come.

    Who asks for two ports gets two, though neither is in use yet.
    """
    shelf = list(PORTS[process % SHELVES :: SHELVES])
    secrets.SystemRandom().shuffle(shelf)
    return cycle(shelf)


def free_port(wished: int | None = None) -> int:
    """A free port of 127.0.0.1; the wished one if it is free."""
    shelf = _shelf_of(os.getpid())
    for port in chain([wished] if wished else [], islice(shelf, TRIES), [0]):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise RuntimeError("no free port on 127.0.0.1")


def _environment() -> dict[str, str]:
    """What a server needs of our environment: none of our secrets."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR") if name in os.environ}


def _needs_passage(command: Sequence[str | Path]) -> bool:
    """Whether something that the server must reach lies below a folder that only its owner may enter."""
    named = [Path(str(part)) for part in command if str(part).startswith("/")]
    return any(not folder.stat().st_mode & 0o001 for path in named for folder in path.parents if folder.exists())


def _prepare(stop_signal: int, needs_passage: bool) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)
    demote = runs_as_root()

    def prepare() -> None:
        os.umask(0o077)
        if demote:
            _become_nobody(libc, needs_passage)
        die_with_parent(stop_signal)

    return prepare


def _become_nobody(libc: Any, needs_passage: bool) -> None:
    linux = sys.platform == "linux" and needs_passage
    if linux:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    if linux:
        bit = 1 << CAP_DAC_READ_SEARCH
        header = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITY_VERSION, 0))
        data = ctypes.create_string_buffer(struct.pack("6I", bit, bit, bit, 0, 0, 0))
        if libc.capset(header, data) == 0:
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0)
