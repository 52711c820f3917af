"""What is measured: a running server that signs people in by codes, whoever wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP call; `headers` are whole lines, each with its end (CR LF)."""

    method: str
    path: str
    headers: bytes
    body: bytes


class Subject(Protocol):
    """A running server; a place stands for a person with the number `benchmarks.load.phones.phone(place)`."""

    @property
    def name(self) -> str:
        """What it is called in tables."""
        ...

    @property
    def urls(self) -> Sequence[str]:
        """Where it answers."""
        ...

    @property
    def pids(self) -> Mapping[str, int]:
        """Its processes by role ("app", "worker", …): the root of each; Postgres and Redis are not its own."""
        ...

    def ask(self, place: int) -> Call:
        """Ask for a code."""
        ...

    def prove(self, place: int, code: str) -> Call:
        """Prove it: the end of a sign-in."""
        ...

    async def codes(self, places: Sequence[int]) -> list[str]:
        """The codes of these places, as soon as all of them have come; raises TimeoutError where one does not."""
        ...
