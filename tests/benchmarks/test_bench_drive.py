"""How calls are driven."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from itertools import repeat

import pytest

from benchmarks.bench.drive import Run, drive, drive_open
from benchmarks.bench.subject import Call
from benchmarks.load.client import Connections

# The kernel's timers are Linux's.
linux = pytest.mark.skipif(sys.platform != "linux", reason="keeps its moments by timerfd")
CALL = Call("POST", "/", b"x-a: b\r\n", b"{}")
GOOD = b'HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{"n": 1}'
BAD = b'HTTP/1.1 503 No\r\ncontent-length: 22\r\n\r\n{"code":"unavailable"}'


def driven(answers: list[bytes], act: Callable[[Connections], Awaitable[Run]], many: int, *, waits: float = 0.0) -> Run:
    """What came of calls to a server that says these things in turn, the first after a while."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            await asyncio.sleep(waits if len(left) == len(answers) else 0)
            writer.write(left.pop(0))

    async def run() -> Run:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        connections = Connections([f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"], many)
        found = await act(connections)
        connections.close()
        server.close()
        return found

    left = list(answers)
    return asyncio.run(run())


def test_every_call_is_made_once_and_counted() -> None:
    """As many as there are, over all connections; their documents are kept where they are asked for."""
    kept: list[object] = []
    run = driven([GOOD] * 10, lambda lines: drive(lines, repeat(CALL, 10), "request", kept), 3)

    assert (10, 10, 0, [{"n": 1}] * 10) == (run.many, run.latencies.many, run.failed, kept)


def test_a_refusal_is_a_failure() -> None:
    """It is counted, said word for word, and its document is nobody's answer."""
    kept: list[object] = []
    run = driven([GOOD, BAD, GOOD], lambda lines: drive(lines, repeat(CALL, 3), "request", kept), 1)

    assert (3, 1, ["request: 503 unavailable"], 2) == (run.many, run.failed, run.failures, len(kept))


@linux
def test_waiting_for_a_connection_is_part_of_an_open_call() -> None:
    """Behind a call of a fifth of a second those that were meant meanwhile are late, though each is answered at once."""
    run = driven([GOOD] * 10, lambda lines: drive_open(lines, repeat(CALL, 10), "request", 100.0), 1, waits=0.2)

    assert (10, 0) == (run.many, run.failed)
    assert run.latencies.at(0.5) > 0.1


def test_a_closed_call_begins_when_it_is_sent() -> None:
    """The same server makes one call late, and none of the others."""
    run = driven([GOOD] * 10, lambda lines: drive(lines, repeat(CALL, 10), "request"), 1, waits=0.2)

    assert run.latencies.at(0.5) < 0.1 < run.latencies.longest


@linux
def test_an_open_rate_is_kept() -> None:
    """Twenty calls at a hundred a second take a fifth of a second, however fast the answers come."""
    run = driven([GOOD] * 20, lambda lines: drive_open(lines, repeat(CALL, 20), "request", 100.0), 4)

    assert run.seconds > 0.18
