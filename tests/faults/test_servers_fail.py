"""Postgres and Redis are killed, paused, silent and full while people sign in (C01, C03, C08 to C11)."""

import itertools
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from redis import Redis

from tests.fixtures.faults.invariants import doors_of
from tests.fixtures.faults.stage import Stage
from tests.fixtures.faults.table import Staged
from tests.fixtures.instance import eventually


def kill(process: "Popen[bytes] | None") -> None:
    """As a power cut would."""
    assert process is not None
    process.kill()
    process.wait()


@contextmanager
def paused(process: "Popen[bytes] | None") -> Iterator[None]:
    """The server and all that it started stand still."""
    assert process is not None
    pids = [process.pid, *_children(process.pid)]
    for pid in pids:
        _signal(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            _signal(pid, signal.SIGCONT)


def _children(pid: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


@pytest.mark.fault("C01")
@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.long)])
def test_postgres_is_killed(stage: Staged, times: int) -> None:
    """C01: kill -9 of Postgres: 503 meanwhile, nothing half written, and sign-ins again by themselves."""
    with stage() as scene:
        for _ in range(times):
            scene.breaks()
            kill(scene.data.process)
            scene.somebody_hears(503)
            scene.data.start()
            scene.heals()
        scene.holds(doubles=2)


@pytest.mark.fault("C03")
@pytest.mark.parametrize("seconds", [0, pytest.param(60, marks=pytest.mark.long)])
def test_postgres_is_paused(stage: Staged, seconds: int) -> None:
    """C03: a Postgres that does not move: 503 in time, live stays up, ready does not, and it goes on by itself."""
    with stage() as scene:
        scene.breaks()
        with paused(scene.data.process):
            scene.somebody_hears(503)
            said = [scene.instances[0].call("GET", f"/health/{name}").status for name in ("live", "ready")]
            threading.Event().wait(seconds)
        scene.heals()
        scene.holds(doubles=2)

    assert [200, 503] == said


@pytest.mark.fault("C08")
@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.long)])
def test_redis_is_killed(stage: Staged, times: int) -> None:
    """C08: kill -9 of Redis: no sign-in fails, neither without it nor as it comes back."""
    with stage() as scene:
        scene.breaks()
        for _ in range(times):
            kill(scene.valkey.process)
            scene.goes_well()
            scene.valkey.start()
            scene.heals()
        nobody_was_refused(scene)
        scene.holds()


@pytest.mark.fault("C10")
def test_redis_is_silent(stage: Staged) -> None:
    """C10: a Redis that takes connections and never answers costs no sign-in.

    It may wake with an entry of a session that ended meanwhile, which it could not be told of: that counts for
    SESSION_CACHE_SECONDS at most (docs/adr/2026-11-24-the-end-of-a-session-leaves-a-mark.md).
    """
    with stage(SESSION_CACHE_SECONDS="10") as scene:
        scene.breaks()
        with paused(scene.valkey.process):
            scene.goes_well(20)
        scene.heals()
        nobody_was_refused(scene)
        scene.people.end()
        left = list(scene.people.history.left.values())
        eventually(lambda: {401} >= doors_of(left, scene.instances[-1]), 12)
        scene.holds()


@pytest.mark.long
@pytest.mark.fault("C09")
def test_redis_forgets_all_the_time(stage: Staged) -> None:
    """C09: FLUSHALL after FLUSHALL: codes, limits of addresses and ended sessions are what they were."""
    with stage() as scene, Redis.from_url(scene.valkey.url) as client:
        scene.breaks()
        ended = threading.Event()
        broom = threading.Thread(
            target=lambda: [client.flushall() for _ in itertools.takewhile(_goes_on(ended), itertools.count())]
        )
        broom.start()
        scene.goes_well(60)
        ended.set()
        broom.join()
        scene.heals()
        nobody_was_refused(scene)
        scene.holds()


def _goes_on(ended: threading.Event) -> Any:
    return lambda _: not ended.wait(0.01)


@pytest.mark.long
@pytest.mark.fault("C11")
def test_redis_is_full(stage: Staged) -> None:
    """C11: a Redis that refuses every write changes nothing but the windows."""
    with stage() as scene, Redis.from_url(scene.valkey.url) as client:
        scene.breaks()
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1")
        scene.goes_well(30)
        client.config_set("maxmemory", "128mb")
        scene.heals()
        nobody_was_refused(scene)
        scene.holds()


def nobody_was_refused(scene: Stage) -> None:
    """Since the fault began every ask, proof, refresh and farewell succeeded; wrong codes and second presses apart."""
    calls = scene.people.history.calls[scene.began :]
    told = [call for call in calls if call.status not in (200, 204) and call.kind not in ("guess", "prove")]
    assert [] == told
    assert {200, 401} >= {call.status for call in calls if call.kind in ("guess", "prove")}
    eventually(lambda: scene.people.history.count("prove", 200) > 0)
