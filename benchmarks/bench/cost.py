"""What calls cost: CPU by role, before and after, and memory by role (Linux: from /proc)."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.load.processes import PROC, TICKS

GENERATOR: Final = "generator"
# Of /proc/PID/stat, after the name in brackets: user, system, and both of children that have ended.
TIMES: Final = slice(11, 15)
PSS: Final = "Pss:"


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of CPU that each role has taken so far, and this process (`generator`)."""

    seconds: Mapping[str, float]

    def since(self, before: "Cpu", calls: int) -> dict[str, float]:
        """Milliseconds by role for each of so many calls."""
        return {
            role: (taken - before.seconds.get(role, 0.0)) * 1000 / max(1, calls) for role, taken in self.seconds.items()
        }


def cpu_of_roles(roots: Mapping[str, int]) -> Cpu:
    """Look at the families of these processes; what ended within a family counts, who is another's root does not."""
    taken = {role: sum(_cpu(pid) for pid in family_of(root, roots)) for role, root in roots.items()}
    return Cpu({**taken, GENERATOR: time.process_time()})


def pss_of_roles(roots: Mapping[str, int]) -> dict[str, int]:
    """Bytes that each role holds: pages that several processes share are counted in parts."""
    return {role: sum(_pss(pid) for pid in family_of(root, roots)) for role, root in roots.items()}


def family_of(root: int, roots: Mapping[str, int]) -> Iterator[int]:
    """A process and all that come from it, without the families of the other roots."""
    yield root
    for child in _children(root):
        if child not in roots.values():
            yield from family_of(child, roots)


def _children(pid: int) -> list[int]:
    try:
        tasks = [(task / "children").read_text() for task in (PROC / str(pid) / "task").iterdir()]
    except OSError:
        return []
    return [int(child) for children in tasks for child in children.split()]


def _cpu(pid: int) -> float:
    fields = _read(PROC / str(pid) / "stat").rpartition(")")[2].split()
    return sum(int(field) for field in fields[TIMES]) / TICKS


def _pss(pid: int) -> int:
    lines = _read(PROC / str(pid) / "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(PSS))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
