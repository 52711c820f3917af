"""Moments that are kept to some microseconds (Linux): an event loop rounds its own up to the next millisecond."""

import asyncio
import ctypes
import os
import struct
from types import TracebackType
from typing import Final, Self

CLOCK_MONOTONIC, TFD_NONBLOCK, TFD_TIMER_ABSTIME = 1, 0o4000, 1
NANOSECONDS: Final = 1_000_000_000


class Alarm:
    """A timer of the kernel's that an event loop waits for; to be used in `async with`, by one task at a time."""

    def __init__(self) -> None:
        self._waiting: asyncio.Future[None] | None = None
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._file = self._libc.timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)
        if self._file < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create")

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._file, self._rung)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        asyncio.get_running_loop().remove_reader(self._file)
        os.close(self._file)

    async def until(self, moment: float) -> None:
        """Wait for a moment of `time.perf_counter`; one that is over lets the others have their turn."""
        nanoseconds = max(1, int(moment * NANOSECONDS))
        when = struct.pack("qqqq", 0, 0, *divmod(nanoseconds, NANOSECONDS))
        self._waiting = asyncio.get_running_loop().create_future()
        self._libc.timerfd_settime(self._file, TFD_TIMER_ABSTIME, when, None)
        await self._waiting

    def _rung(self) -> None:
        os.read(self._file, 8)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
