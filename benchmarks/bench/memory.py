"""What the processes of an instance hold under load."""

from collections import Counter
from dataclasses import dataclass, field

from benchmarks.load.processes import held_by


@dataclass(slots=True)
class Memory:
    """The most that each role ("main", "web", "worker") held at a look, in bytes; pages that are shared count in parts.

    `together` is the most that all of them held at one look.
    """

    most: dict[str, int] = field(default_factory=dict)
    together: int = 0

    def look(self, pid: int) -> None:
        """See what an instance's processes hold now."""
        now: Counter[str] = Counter()
        for name, held in held_by(pid).items():
            now[name.partition(" ")[0]] += held.pss
        self.most |= {role: max(size, self.most.get(role, 0)) for role, size in now.items()}
        self.together = max(self.together, now.total())
