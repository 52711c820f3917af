"""Load on an instance while somebody opens a page: discovery and authorize in turn, over connections that are kept."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

THREADS: Final = 4


@dataclass(slots=True)
class Pace:
    """Asks `paths` in turn; `rate` a second over all threads, or as many as go where that is None."""

    port: int
    paths: tuple[str, ...]
    rate: float | None = None
    answered: int = 0
    failed: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _counts: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def going(self) -> Iterator["Pace"]:
        """Within this the load is there."""
        threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def during(self, seconds: float) -> float:
        """Answers a second, over so long."""
        with self.going():
            began = time.monotonic()
            self._over.wait(seconds)
        return self.answered / (time.monotonic() - began)

    def _ask(self, number: int) -> None:
        """One thread: its turn comes at even times, and what it is late with follows at once."""
        line, times = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15), 0
        gap = THREADS / self.rate if self.rate else 0.0
        due = time.monotonic() + gap * number / THREADS
        while not self._over.wait(max(0.0, due - time.monotonic()) if self.rate else 0):
            is_good = _answers(line, self.paths[(number + times) % len(self.paths)])
            with self._counts:
                self.answered += is_good
                self.failed += not is_good
            times, due = times + 1, due + gap
        line.close()


def _answers(line: http.client.HTTPConnection, path: str) -> bool:
    """Whether that is answered with a page or the way to one; a line that broke is opened anew."""
    try:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        line.close()
        return False
    return answer.status < 400
