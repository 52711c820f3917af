"""A connection that never waits for ever."""

from collections.abc import Generator, Mapping, Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.pq import ExecStatus
from psycopg.rows import namedtuple_row

from adapters.postgres.wire_form import wire_form

T = TypeVar("T")
# Above the server's own statement_timeout: it speaks first where it can; a stopped server cannot.
DEADLINE_SECONDS = 4.0
MOST_CURSORS = 100
# A larger answer is not kept with its cursor.
FEW_ROWS = 20


class DeadlineConnection(psycopg.Connection[Any]):
    """Closes itself where the server has not answered in time, as one that is paused or cut off never will.

    It keeps a cursor for each of its statements, which remembers how their parameters and columns are written.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._kept: dict[str, psycopg.RawCursor[Any]] = {}

    def run(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """One statement, with `%(name)s` where a parameter stands; named tuples, or nothing where it gives no rows."""
        text, names = wire_form(statement)
        cursor = self._cursor_for(text)
        cursor.execute(text, [parameters[name] for name in names])
        result = cursor.pgresult
        rows = cursor.fetchall() if result is not None and result.status == ExecStatus.TUPLES_OK else ()
        if len(rows) > FEW_ROWS:
            self._kept.pop(text, None)
        return rows

    def _cursor_for(self, text: str) -> "psycopg.RawCursor[Any]":
        """The cursor of a statement; of the one text object, since that is how psycopg tells that nothing changed."""
        cursor = self._kept.get(text)
        if cursor is None:
            cursor = psycopg.RawCursor(self, row_factory=namedtuple_row)
            if len(self._kept) < MOST_CURSORS:
                self._kept[text] = cursor
        return cursor

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Drive a statement to its end, or raise OperationalError after the deadline."""
        try:
            return super().wait(gen, interval, DEADLINE_SECONDS if timeout is None else timeout)
        except errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("server closed the connection: no answer in time") from None
