"""Whether the worker has done all that the calls so far left to it."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from adapters.postgres.backlogs import PostgresBacklogs
from adapters.postgres.database import Database

LOOKS_EVERY: Final = 0.1
SETTLES_IN: Final = 60.0
UNSETTLED: Final = "SELECT EXISTS (SELECT FROM risk_facts) AS found"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Looks at what waits, over a connection of its own."""

    database: Database

    async def wait(self) -> None:
        """Until no message is owed, every audit row is linked, every event taken and every risk fact added up.

        Raises TimeoutError where that does not come; the provider goes on meanwhile.
        """
        until = time.monotonic() + SETTLES_IN
        while await asyncio.to_thread(self.waits):
            if time.monotonic() > until:
                raise TimeoutError("the worker does not get done")
            await asyncio.sleep(LOOKS_EVERY)

    def waits(self) -> bool:
        """Whether anything of that is left."""
        left = PostgresBacklogs(self.database).measure(now=datetime.now(UTC))
        ages = left.message_seconds, left.delivery_seconds, left.announcement_seconds, left.chain_seconds
        return bool(left.messages) or any(ages) or bool(self.database.run(UNSETTLED, {})[0].found)


@contextmanager
def quiet_of(url: str) -> Iterator[Quiet]:
    """The quiet of a database."""
    database = Database.at(url, size=1)
    try:
        yield Quiet(database)
    finally:
        database.engine.dispose()
