"""Redis alone: the script of the windows, as the product calls it, down one connection without waiting for answers."""

import time
from collections.abc import Sequence
from typing import Any, Final

from redis import Redis

from adapters.redis.rate_limits import SCRIPT
from benchmarks.bench.noted import admissions_noted

# So many calls are on their way at a time.
DEPTH: Final = 100
# More than a server gets through: so many people are prepared for each second.
PREPARED: Final = 20_000


def window_script(url: str, tenant_id: str, places: Sequence[int], seconds: float) -> tuple[int, float]:
    """Let people in for so long, or until none are left; how many, and in how many seconds."""
    with Redis.from_url(url) as redis:
        redis.script_load(SCRIPT)
        line = redis.connection_pool.get_connection()
        packed = [line.pack_command(*parts) for parts in admissions_noted(tenant_id, places)]
        batches = [packed[at : at + DEPTH] for at in range(0, len(packed), DEPTH)]
        done, began = 0, time.perf_counter()
        for batch in batches:
            _run(line, batch)
            done += len(batch)
            if time.perf_counter() - began > seconds:
                break
        took = time.perf_counter() - began
        redis.connection_pool.release(line)
    return done, took


def _run(line: Any, batch: list[list[bytes]]) -> None:
    line.send_packed_command([part for parts in batch for part in parts])
    for _ in batch:
        line.read_response()
