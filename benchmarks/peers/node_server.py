"""A program of Node's as a child: its own environment and nothing of ours, gone when we are."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.embedded import child
from adapters.lifeline import die_with_parent
from benchmarks.peers.nodejs import Node

# What a server writes, in a line of its own, when all its processes listen.
READY: Final = "ready"
START_SECONDS: Final = 30.0
RUN_SECONDS: Final = 60.0


class NotStarted(Exception):
    """A program ended, or was not ready in time; with what it said."""


def run(using: Node, folder: Path, script: str, values: Mapping[str, str]) -> None:
    """Run a script of the folder to its end; raises NotStarted."""
    ended = subprocess.run(
        [using.program, script], env={**using.environment, **values}, cwd=folder, capture_output=True, text=True,
        check=False, timeout=RUN_SECONDS,
    )  # fmt: skip
    if ended.returncode:
        raise NotStarted(f"{script} failed: {ended.stderr.strip()[-600:]}")


@contextmanager
def serving(
    using: Node, folder: Path, script: str, values: Mapping[str, str], log: Path
) -> "Iterator[subprocess.Popen[bytes]]":
    """A server that has said that it is ready; raises NotStarted."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [using.program, script], env={**using.environment, **values}, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True, preexec_fn=die_with_parent,
        )  # fmt: skip
    try:
        _wait_until_ready(process, log)
        yield process
    finally:
        child.stop(process)


def said(log: Path) -> list[str]:
    """What a server has written beside that it is ready."""
    return [line for line in log.read_text().splitlines() if line.strip() and line != READY]


def _wait_until_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while READY not in log.read_text().splitlines():
        if process.poll() is not None or time.monotonic() > until:
            raise NotStarted(f"it was not ready: {log.read_text()[-600:]}")
        time.sleep(0.02)
