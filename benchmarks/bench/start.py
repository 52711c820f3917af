"""How long an instance takes from its start to its first good answer, on a database that is prepared."""

import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from adapters.embedded.child import free_port
from benchmarks.bench.measured import Spread
from benchmarks.load.house import House, begun_at
from tests.fixtures.instance import Instance

TIMES: Final = 3
QUESTIONS: Final = ("/health/live", "/health/ready")
LOOKS_EVERY: Final = 0.005
STARTS_IN: Final = 30.0


def cold_start(house: House, folder: Path, times: int = TIMES) -> dict[str, Spread]:
    """Seconds from the spawn to the first 200 of each question; nothing else of the product runs meanwhile."""
    for instance in house.instances:
        instance.stop()
    took = [_start_once(house, folder / "log-start") for _ in range(times)]
    return {question: Spread.of([one[question] for one in took]) for question in QUESTIONS}


def _start_once(house: House, log: Path) -> dict[str, float]:
    began = time.perf_counter()
    instance = begun_at(free_port(), log, "serve", METRICS_PORT=str(free_port()), **house.values)
    try:
        return {question: first_good(instance, question) - began for question in QUESTIONS}
    finally:
        instance.stop()


def first_good(instance: Instance, question: str) -> float:
    """Ask until the answer is 200; that moment (`time.perf_counter`)."""
    until = time.perf_counter() + STARTS_IN
    while not _is_good(instance.port, question):
        if instance.process.poll() is not None or time.perf_counter() > until:
            raise RuntimeError(instance.log.read_text()[-3000:])
        time.sleep(LOOKS_EVERY)
    return time.perf_counter()


def _is_good(port: int, question: str) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", question)
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
