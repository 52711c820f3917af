"""Calls of one kind over connections that are made before and kept: as many as go, or so many a second."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.bench.alarm import Alarm
from benchmarks.bench.subject import Call
from benchmarks.load.client import Connections, Lost
from benchmarks.load.figures import Latencies

FAILURES_KEPT: Final = 20
# Beyond it the server has lost the race: who comes is turned away, which is a failure.
MOST_AT_A_TIME: Final = 5_000


@dataclass(slots=True)
class Run:
    """What came of calls of one kind: how many were made, in how many seconds, and how long each took.

    `failed` counts calls without an answer of 2xx, and the first of them stand in `failures`.
    `answers` are the documents of those with one, as they came, where they were asked for.
    """

    kind: str
    many: int = 0
    seconds: float = 0.0
    latencies: Latencies = field(default_factory=Latencies)
    failed: int = 0
    failures: list[str] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.many / self.seconds if self.seconds else 0.0

    def fail(self, what: str) -> None:
        """A call failed."""
        self.failed += 1
        if len(self.failures) < FAILURES_KEPT:
            self.failures.append(f"{self.kind}: {what}")


async def drive(connections: Connections, calls: Iterable[Call], kind: str, answers: list[Any] | None = None) -> Run:
    """Make the calls, always as many at a time as there are connections; a call's latency begins when it is sent.

    `calls` are taken one by one, each when its turn comes; `answers`, if given, is where documents are put.
    """
    await connections.open()
    run, ahead, began = Run(kind, answers=[] if answers is None else answers), iter(calls), time.perf_counter()

    async def one_after_the_other() -> None:
        for call in ahead:
            await _make(connections, call, run, None, answers is not None)

    async with asyncio.TaskGroup() as group:
        for _ in range(connections.many):
            group.create_task(one_after_the_other())
    run.seconds = time.perf_counter() - began
    return run


async def drive_open(
    connections: Connections, calls: Iterable[Call], kind: str, a_second: float, answers: list[Any] | None = None
) -> Run:
    """Make the calls, evenly so many a second, whether or not the server keeps up.

    A call's latency begins at the moment that was meant for it: what it waits for a connection is part of it.
    """
    await connections.open()
    run, began = Run(kind, answers=[] if answers is None else answers), time.perf_counter()
    waiting: set[asyncio.Task[None]] = set()
    async with Alarm() as alarm, asyncio.TaskGroup() as group:
        for place, call in enumerate(calls):
            meant_at = began + place / a_second
            await alarm.until(meant_at)
            if len(waiting) >= MOST_AT_A_TIME:
                run.fail("turned away")
                continue
            waiting.add(task := group.create_task(_make(connections, call, run, meant_at, answers is not None)))
            task.add_done_callback(waiting.discard)
    run.seconds = time.perf_counter() - began
    return run


async def _make(connections: Connections, call: Call, run: Run, meant_at: float | None, keeps: bool) -> None:
    connection = await connections.take()
    began = time.perf_counter() if meant_at is None else meant_at
    try:
        answer = await connection.call(call.method, call.path, call.body, call.headers)
    except Lost as error:
        run.fail(f"lost: {error}")
        return
    finally:
        connections.give_back(connection)
        run.many += 1
        run.latencies.add(time.perf_counter() - began)
    if not 200 <= answer.status < 300:
        run.fail(f"{answer.status} {answer.code}")
    elif keeps:
        run.answers.append(answer.document)
