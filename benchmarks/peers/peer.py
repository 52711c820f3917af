"""What is compared: servers that sign people in by codes, each with a name, a start, and what it does."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from benchmarks.bench.subject import Subject
from benchmarks.load.house import House
from benchmarks.load.phones import phone
from benchmarks.load.provider import Provider

CODE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Kept:
    """People and sessions that a server's stores hold."""

    users: int
    sessions: int


class Peer(Subject, Protocol):
    """A running server that can be asked for what it has kept."""

    def kept(self) -> Kept:
        """Counted in its stores, not asked of the server."""
        ...

    def is_settled(self) -> bool:
        """Whether nothing is left to do of what its calls have brought up: messages, audit, events."""
        ...

    def complaints(self) -> Sequence[str]:
        """What it said in its log that a good run does not say."""
        ...


@dataclass(frozen=True, slots=True)
class Stage:
    """What all of them run on: Postgres and Redis without an instance, the provider, and a folder for logs."""

    house: House
    provider: Provider
    folder: Path


@dataclass(frozen=True, slots=True)
class Entrant:
    """One line of the comparison; `does` and `leaves_out` say what its figures are the price of.

    `versions` names what it is made of, beyond what the machine's description has.
    """

    name: str
    does: str
    leaves_out: str
    start: Callable[[Stage], AbstractContextManager[Peer]]
    versions: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True, slots=True)
class Letters:
    """Codes that are on their way from a server to the people of its places."""

    provider: Provider
    _coming: "dict[int, asyncio.Future[str]]" = field(default_factory=dict)

    def expect(self, place: int) -> str:
        """Be ready for the code of a place; its number."""
        number = phone(place)
        self._coming[place] = self.provider.expect(number)
        return number

    async def codes(self, places: Sequence[int]) -> list[str]:
        """The codes of these places; raises TimeoutError where one has not come in a minute."""
        coming = [self._coming.pop(place) for place in places]
        async with asyncio.timeout(CODE_SECONDS):
            return list(await asyncio.gather(*coming))
