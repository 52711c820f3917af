"""Where calls come from and messages go to: an event loop on a thread of its own, while servers start and fill."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

Answer = TypeVar("Answer")


class Generator:
    """A loop that runs for as long as the block does: a provider answers also while nobody waits for calls."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="generator", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Do it there, and wait for what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
