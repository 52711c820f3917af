"""What the processes of an instance hold, from /proc (Linux)."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
TICKS: Final = os.sysconf("SC_CLK_TCK")
# What a process is, by the name that it gave itself.
ROLES: Final = {"auth1-worker": "worker", "auth1-web": "web"}


@dataclass(frozen=True, slots=True)
class Held:
    """Memory in bytes, open files, threads, and seconds of CPU so far, of one process."""

    pss: int
    rss: int
    files: int
    threads: int
    cpu: float


def family(pid: int) -> Iterator[int]:
    """A process and all that come from it."""
    yield pid
    for task in _listed(PROC / str(pid) / "task"):
        for child in _read(task / "children").split():
            yield from family(int(child))


def held_by(pid: int) -> dict[str, Held]:
    """What each process of an instance holds, by its role and id; one that ends meanwhile is left out."""
    found = {}
    for one in family(pid):
        try:
            found[f"{_role(one, pid)} {one}"] = _held(PROC / str(one))
        except (OSError, KeyError, IndexError):
            continue
    return found


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process and all that come from it have taken, without those that have ended."""
    return sum(_cpu(PROC / str(one)) for one in family(pid))


def _role(pid: int, main: int) -> str:
    return "main" if pid == main else ROLES.get(_read(PROC / str(pid) / "comm").strip(), "other")


def _held(place: Path) -> Held:
    memory = _table(place / "smaps_rollup")
    status = _table(place / "status")
    return Held(
        pss=memory["Pss"] * 1024,
        rss=memory["Rss"] * 1024,
        files=len(os.listdir(place / "fd")),
        threads=status["Threads"],
        cpu=_cpu(place),
    )


def _cpu(place: Path) -> float:
    # After the name in brackets: state is the first field, user and system time are the 12th and 13th.
    fields = _read(place / "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def _table(path: Path) -> dict[str, int]:
    """The numbers of a file of lines such as `Threads: 3`."""
    pairs = (line.partition(":") for line in path.read_text().splitlines())
    parts = ((name, value.split()) for name, _, value in pairs)
    return {name: int(words[0]) for name, words in parts if words and words[0].isdigit()}


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
