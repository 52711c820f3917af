"""What people leave in Redis and in Postgres, in bytes: looked at while nobody else comes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from redis import Redis

from benchmarks.bench.auth1 import Auth1
from benchmarks.bench.drive import drive
from benchmarks.bench.failed import Failed, checked
from benchmarks.bench.subject import Call
from benchmarks.load.client import Connections

SESSIONS: Final = """SELECT avg(pg_column_size(s.*))::int AS row_bytes,
  (pg_relation_size('sessions') + pg_indexes_size('sessions')) / count(*) AS whole FROM sessions s"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Looks at the stores before and after calls; connections of the product's are made before."""

    subject: Auth1
    connections: Connections
    redis: Any

    async def of(self, signing_in: Sequence[int], turned_away: Sequence[int]) -> dict[str, float]:
        """Bytes for each: these people sign in once, and those ask once more than they may."""
        found = {}
        before = self._used()
        await self._make("request", map(self.subject.ask, signing_in))
        found["redis_limited_network"] = (self._used() - before) / len(signing_in)
        codes = await self.subject.codes(signing_in)
        tokens: list[Any] = []
        await self._make("verify", map(self.subject.prove, signing_in, codes), tokens)
        found |= _bytes_in_postgres(self.subject.house.postgres.owner_url)
        before = self._used()
        await self._make("check", (self.subject.check(place, one["token"]) for place, one in enumerate(tokens)))
        found["redis_cached_session"] = (self._used() - before) / len(tokens)
        found["redis_limited_address"] = await self._of_turned_away(turned_away)
        return found

    async def _of_turned_away(self, places: Sequence[int]) -> float:
        """What stays of the second ask in the same moment: the block of an address, for some seconds."""
        await self._make("request", map(self.subject.ask, places))
        await self.subject.codes(places)
        before = self._used()
        again = await drive(self.connections, [self.subject.ask_again(place) for place in places], "request again")
        if again.failed != again.many or "429" not in again.failures[0]:
            raise Failed(f"{again.many - again.failed} of {again.many} second asks were let through: {again.failures}")
        return (self._used() - before) / len(places)

    async def _make(self, kind: str, calls: Iterable[Call], answers: list[Any] | None = None) -> None:
        checked(await drive(self.connections, calls, kind, answers))

    def _used(self) -> int:
        """The memory of keys, without that of connections, which come and go."""
        said: Mapping[str, Any] = self.redis.info("memory")
        return int(said["used_memory"]) - int(said["mem_clients_normal"])


def sizes_of(subject: Auth1, connections: Connections) -> Sizes:
    """The sizes of a subject's stores."""
    return Sizes(subject, connections, Redis.from_url(subject.house.valkey.url))


def _bytes_in_postgres(owner_url: str) -> dict[str, float]:
    """A session's row, and a row with its share of pages and indexes."""
    with psycopg.connect(owner_url, autocommit=True) as line:
        row, whole = line.execute(SESSIONS).fetchall()[0]
    return {"postgres_session_row": float(row), "postgres_session": float(whole)}
