"""A connection that never waits for ever."""

from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from psycopg import errors

T = TypeVar("T")
# Above the server's own statement_timeout: it speaks first where it can; a stopped server cannot.
DEADLINE_SECONDS = 4.0


class DeadlineConnection(psycopg.Connection[Any]):
    """Closes itself where the server has not answered in time, as one that is paused or cut off never will."""

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Drive a statement to its end, or raise OperationalError after the deadline."""
        try:
            return super().wait(gen, interval, DEADLINE_SECONDS if timeout is None else timeout)
        except errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("server closed the connection: no answer in time") from None
