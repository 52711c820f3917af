"""The comparison reports nothing that is spoilt."""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from adapters.embedded.child import free_port
from benchmarks.bench.subject import Call
from benchmarks.load.provider import Provider
from benchmarks.peers.contest import Spoilt, contest
from benchmarks.peers.peer import Entrant, Kept, Peer, Stage
from benchmarks.peers.turn import Length

PEOPLE = 5
SHORT = Length(seconds=5.0, warm_up=0.0, connections=2, people=PEOPLE)
GOOD, BAD = (f"HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\n{{}}".encode() for status in ("200 OK", "500 Oh"))


@dataclass(slots=True)
class Pretender:
    """A peer that answers each call with the same, and keeps so many people whatever happens."""

    answer: bytes = GOOD
    users: Iterator[int] = iter(())
    said: Sequence[str] = ()
    name: str = "pretender"
    port: int = 0
    pids: Mapping[str, int] = field(default_factory=dict)

    @property
    def urls(self) -> Sequence[str]:
        return [f"http://127.0.0.1:{self.port}"]

    def ask(self, place: int) -> Call:
        return Call("POST", "/ask", b"", b"")

    def prove(self, place: int, code: str) -> Call:
        return Call("POST", "/prove", b"", code.encode())

    async def codes(self, places: Sequence[int]) -> list[str]:
        return ["482913" for _ in places]

    def kept(self) -> Kept:
        many = next(self.users)
        return Kept(many, many)

    def is_settled(self) -> bool:
        return True

    def complaints(self) -> Sequence[str]:
        return self.said

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"content-length: "):
                length = int(await reader.readline())
                await reader.readexactly(2 + length)
                writer.write(self.answer)


def compared(peer: Pretender) -> None:
    """One turn of it alone."""

    @contextmanager
    def start(stage: Stage) -> Iterator[Peer]:
        yield peer

    async def all_of_it() -> None:
        server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
        peer.port = server.sockets[0].getsockname()[1]
        await contest(stage, [Entrant(peer.name, "", "", start)], SHORT, 1, lambda line: None)
        server.close()

    house = SimpleNamespace(postgres=SimpleNamespace(process=None), valkey=SimpleNamespace(process=None))
    stage = Stage(cast(Any, house), Provider(free_port()), Path())
    asyncio.run(all_of_it())


def test_a_good_run_is_reported() -> None:
    """Everybody is let in, and is kept."""
    compared(Pretender(users=iter((7, 7 + PEOPLE))))


def test_missing_rows_are_not_passed_over() -> None:
    """Fewer people kept than were let in: somebody's sign-in is lost, and no figure is given."""
    with pytest.raises(Spoilt, match="5 people were let in, but there are 4 users more"):
        compared(Pretender(users=iter((7, 6 + PEOPLE))))


def test_a_failed_answer_is_not_passed_over() -> None:
    """A server that refuses fast would look fast."""
    with pytest.raises(Spoilt, match=r"5 of 5 calls failed, such as .*ask: 500"):
        compared(Pretender(BAD, iter((0, 0))))


def test_what_a_server_complains_of_is_not_passed_over() -> None:
    """A message that it could not send, a limit that it fell back to: said in its log alone."""
    with pytest.raises(Spoilt, match="not sent"):
        compared(Pretender(users=iter((0, PEOPLE)), said=["not sent: refused"]))
