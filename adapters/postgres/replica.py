"""Reads that may be some seconds old, from a streaming replica."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from adapters.postgres.database import Database, Row
from domain.refusal import Unavailable

# A replica that is further behind answers nobody.
MOST_LAG: Final = 30.0
ASKED_EVERY: Final = 1.0
# With nothing left to replay and somebody to get more from it is not behind; else its last transaction tells how old it
# is, which is too much where the primary has been idle, so that then the primary is asked.
LAG: Final = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN 0
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
                 AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
            ELSE extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), 'epoch')) END AS lag
"""
Answered = tuple[Sequence[Row], str, float]


class ReadReplica:
    """Answers from the replica, and from the primary where there is none, or it is away or too far behind.

    The replica's own breaker sees to it that one that is gone costs one failed connection a second.
    """

    def __init__(
        self,
        primary: Database,
        replica: Database | None,
        *,
        most_lag: float = MOST_LAG,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._primary, self._replica, self._most_lag, self._now = primary, replica, most_lag, now
        self._seen: tuple[float, float | None] | None = None

    def read(self, statement: str, parameters: Mapping[str, Any]) -> Answered:
        """Rows, `primary` or `replica`, and how many seconds the replica is behind; raises Unavailable."""
        lag = self.lag()
        if self._replica is not None and lag is not None and lag <= self._most_lag:
            try:
                return self._replica.run(statement, parameters), "replica", lag
            except Unavailable:
                self._seen = None
        return self._primary.run(statement, parameters), "primary", 0.0

    def lag(self) -> float | None:
        """How many seconds the replica is behind, asked once a second; None where there is none or it is away."""
        now = self._now()
        if self._replica is None:
            return None
        if self._seen is None or now - self._seen[0] >= ASKED_EVERY:
            self._seen = now, self._ask(self._replica)
        return self._seen[1]

    def _ask(self, replica: Database) -> float | None:
        try:
            return max(0.0, float(replica.run(LAG, {})[0].lag))
        except Unavailable:
            return None
