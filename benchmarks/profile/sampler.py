"""Looks at what this thread does, each time that the process has used some CPU (ITIMER_PROF): waiting is not seen."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

# The kernel rounds up to its tick, four milliseconds on most machines.
EVERY_SECONDS: Final = 0.001
# Who calls the application is not of the product.
DOOR: Final = "wsgi_app"

Stack = tuple[str, ...]


@contextmanager
def sampled() -> Iterator["Counter[Stack]"]:
    """How often each stack was seen, from the application's door inwards, as `file:function`."""
    seen: Counter[Stack] = Counter()

    def look(_number: int, frame: FrameType | None) -> None:
        stack: list[str] = []
        while frame is not None:
            code = frame.f_code
            stack.append(f"{_short(code.co_filename)}:{code.co_name}")
            if code.co_name == DOOR:
                seen[tuple(reversed(stack))] += 1
                return
            frame = frame.f_back

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
    try:
        yield seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _short(path: str) -> str:
    """A file by its place in a package, in the standard library or in the product."""
    for mark in ("site-packages/", "/lib/python3"):
        if mark in path:
            inside = path.rpartition(mark)[2]
            return inside if mark.startswith("site") else f"python/{inside.partition('/')[2]}"
    for room in ("/domain/", "/application/", "/adapters/", "/entrypoints/"):
        if room in path:
            return room[1:] + path.rpartition(room)[2]
    return path.rpartition("/")[2]
