"""All peers by turns, again and again: whatever else the machine does meanwhile hits all of them alike."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from adapters.embedded.child import free_port
from benchmarks.load.house import house
from benchmarks.load.provider import Provider
from benchmarks.peers.auth1 import AUTH1
from benchmarks.peers.better_auth import BETTER_AUTH
from benchmarks.peers.peer import Entrant, Stage
from benchmarks.peers.turn import Length, Seat, Turn

# The first is what the others are compared with; another peer is another line.
ENTRANTS: tuple[Entrant, ...] = (AUTH1, *BETTER_AUTH)


class Spoilt(Exception):
    """A call failed, or rows are missing: such figures must not be reported."""


@contextmanager
def stage() -> Iterator[Stage]:
    """Postgres with fsync on, Valkey, a provider that does not listen yet, and no server."""
    provider = Provider(free_port())
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with house(place, provider.environment(), 0) as running:
            yield Stage(running, provider, place)


async def contest(
    on: Stage, entrants: Sequence[Entrant], length: Length, repeats: int, say: Callable[[str], None]
) -> list[Turn]:
    """The turns, each of a server just started that has the machine for itself; raises Spoilt."""
    await on.provider.start()
    places, turns = count(), list[Turn]()
    try:
        for repeat in range(repeats):
            for number in range(len(entrants)):
                entrant = entrants[(repeat + number) % len(entrants)]
                say(f"{repeat + 1} of {repeats}: {entrant.name}")
                with entrant.start(on) as peer:
                    turns.append(await Seat(on, peer, places, length).take())
                if turns[-1].problems:
                    raise Spoilt("\n".join(turns[-1].problems))
    finally:
        on.provider.stop()
    return turns
