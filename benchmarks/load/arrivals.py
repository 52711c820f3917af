"""When people come: as soon as another one has gone (closed), or whether or not the server keeps up (open)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

Act = Callable[[float], Awaitable[None]]
# People who wait for their codes hold no connection: so many for each keep all connections busy.
PEOPLE_PER_CONNECTION: Final = 4
# Beyond it the server has lost the race: who comes is turned away, and counted.
MOST_AT_A_TIME: Final = 5_000


async def closed(act: Act, people: int, seconds: float) -> float:
    """So many at a time, without a pause, for so long; the seconds that it took to the end of the last one."""
    began = time.monotonic()

    async def person() -> None:
        while time.monotonic() - began < seconds:
            await act(time.monotonic())

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(person())
    return time.monotonic() - began


async def open_to_all(act: Act, a_second: float, seconds: float, turn_away: Callable[[], None]) -> float:
    """So many a second, evenly, each at the moment that was meant for it; the seconds to the end of the last one."""
    began, inside = time.monotonic(), 0

    async def person(meant_at: float) -> None:
        nonlocal inside
        inside += 1
        try:
            await act(meant_at)
        finally:
            inside -= 1

    async with asyncio.TaskGroup() as group:
        for place in range(int(a_second * seconds)):
            meant_at = began + place / a_second
            if (early := meant_at - time.monotonic()) > 0:
                await asyncio.sleep(early)
            if inside < MOST_AT_A_TIME:
                group.create_task(person(meant_at))
            else:
                turn_away()
    return time.monotonic() - began
