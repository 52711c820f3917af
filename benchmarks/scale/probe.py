"""A question to the database: an adapter's method with arguments as the product gives them, and what it may read."""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.postgres.replica import ReadReplica
from benchmarks.scale.rehearsal import Rehearsal
from benchmarks.scale.sample import Sample


@dataclass(frozen=True, slots=True)
class Bound:
    """How many pages of 8 KB each statement of a question may look at; `judged`: a scan of a large table is a fault.

    Of who takes `many` rows at a time only a table of ten times the size is a large one.
    """

    name: str
    buffers: int | None
    judged: bool = True
    many: bool = False

    def is_large(self, rows: float, large: int) -> bool:
        """Whether a table of so many rows must not be scanned."""
        return self.judged and rows > large * (10 if self.many else 1)


# A call that somebody waits for: some rows by their keys.
HOT: Final = Bound("hot", 400)
# A page of a list, and a look of the worker's: some hundred rows.
PAGE: Final = Bound("page", 3_000)
# Fifty codes with their messages, hand-overs, deeds and decisions.
STORIES: Final = Bound("stories", 10_000)
# Some hundred rows of each table that the worker claims from, sweeps or links.
BATCH: Final = Bound("batch", 60_000, many=True)
# Counts what it reads: figures, exports.
WHOLE: Final = Bound("whole", None, many=True)
# Once a day, at a start, or by an operator's hand.
RARE: Final = Bound("rare", None, judged=False)


@dataclass(frozen=True, slots=True)
class Probe:
    """`asks` makes the arguments, those under `*` by place; `found` tells that the question had something to do."""

    method: Callable[..., Any]
    bound: Bound
    asks: Callable[[Sample], Mapping[str, Any]]
    label: str = ""
    found: Callable[[Any], bool] = bool

    @property
    def name(self) -> str:
        """Class and method."""
        return self.method.__qualname__

    @property
    def title(self) -> str:
        """As the table shows it."""
        return f"{self.name.removeprefix('Postgres')}{f' ({self.label})' if self.label else ''}"

    def ask(self, rehearsal: Rehearsal, sample: Sample) -> None:
        """Ask it; fails where there was nothing to do, so that no plan is judged by an empty answer."""
        kind = getattr(sys.modules[self.method.__module__], self.name.partition(".")[0])
        asked = dict(self.asks(sample))
        answer = self.method(_on(kind, rehearsal), *asked.pop("*", ()), **asked)
        answer = list(answer) if isinstance(answer, Iterator) else answer
        assert self.found(answer), f"{self.name} {self.label} found nothing"


def _on(kind: Any, rehearsal: Rehearsal) -> Any:
    """The adapter, on whichever of the three it stands."""
    given = {
        "database": rehearsal, "connection": rehearsal.line, "reader": ReadReplica(rehearsal, None), "endings": [],
    }  # fmt: skip
    return kind(*(given[name] for name in inspect.signature(kind).parameters))


def anything(_: Any) -> bool:
    """The answer tells nothing about what was done."""
    return True
