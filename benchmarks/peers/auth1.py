"""Auth1, the whole product on, as `benchmarks.load` has it: one instance, its worker with it."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import psycopg

from adapters.embedded.child import free_port
from adapters.postgres.backlogs import MEASURE
from benchmarks.bench.subject import Call
from benchmarks.load.house import SETTINGS, House, instance_at
from benchmarks.load.phones import network, phone
from benchmarks.load.processes import held_by
from benchmarks.load.stores import count
from benchmarks.load.verdict import SESSIONS, USERS
from benchmarks.peers.peer import Entrant, Kept, Letters, Peer, Stage
from tests.fixtures.instance import Instance

NAME: Final = "Auth1"
FACTS: Final = "SELECT count(*) FROM (SELECT FROM risk_facts LIMIT 1) AS one"
LOUD: Final = ('"level":"warn', '"level":"error"')


@dataclass(frozen=True, slots=True)
class Auth1:
    """An instance with a tenant of its own."""

    house: House
    instance: Instance
    letters: Letters
    key: str = field(repr=False)
    pids: Mapping[str, int]
    name: str = NAME

    @property
    def urls(self) -> Sequence[str]:
        """Where it answers."""
        return [f"http://127.0.0.1:{self.instance.port}"]

    def ask(self, place: int) -> Call:
        """Ask for a code."""
        return self._call("request", place, {"phone": self.letters.expect(place)})

    def prove(self, place: int, code: str) -> Call:
        """Prove it: a user, a session, and tokens."""
        return self._call("verify", place, {"phone": phone(place), "code": code})

    async def codes(self, places: Sequence[int]) -> list[str]:
        """What the worker has sent."""
        return await self.letters.codes(places)

    def kept(self) -> Kept:
        """See Peer."""
        return Kept(count(self.house, USERS), count(self.house, SESSIONS))

    def is_settled(self) -> bool:
        """No message owed, every event announced, every audit row linked, every fact counted."""
        with psycopg.connect(self.house.postgres.owner_url, autocommit=True) as line:
            found = line.execute(MEASURE.encode(), {"now": datetime.now(UTC)}).fetchone()
        return found is not None and not any(found) and not count(self.house, FACTS)

    def complaints(self) -> Sequence[str]:
        """Warnings and errors of its log."""
        lines = self.instance.log.read_text().splitlines()
        return [line for line in lines if any(word in line for word in LOUD)]

    def _call(self, kind: str, place: int, body: Mapping[str, str]) -> Call:
        lines = f"x-api-key: {self.key}\r\ncontent-type: application/json\r\nx-forwarded-for: {network(place)}\r\n"
        return Call("POST", f"/api/auth/{kind}", lines.encode(), json.dumps(body).encode())


@contextmanager
def start(stage: Stage) -> Iterator[Peer]:
    """An instance that is ready; gone at the end."""
    log = stage.folder / f"auth1-{secrets.token_hex(4)}.log"
    with instance_at(free_port(), log, METRICS_PORT=str(free_port()), **stage.house.values) as instance:
        made = instance.tenant(f"peers-{secrets.token_hex(4)}", **SETTINGS)
        yield Auth1(stage.house, instance, Letters(stage.provider), made["api_key"], _pids(instance.process.pid))


def _pids(root: int) -> dict[str, int]:
    """The worker is a child of the process that was started; what is left is the web's."""
    worker = next(int(name.split()[1]) for name in held_by(root) if name.startswith("worker "))
    return {"app": root, "worker": worker}


AUTH1: Final = Entrant(
    NAME,
    "key of the tenant, number parsed and judged by phonenumbers, windows in Redis, risk score (looks on), code kept "
    "as a MAC, audit rows in a chain, events, outbox with retries and a worker; at the end user, session, JWT and "
    "refresh token; metrics and logs",
    "cookies, an email for each user",
    start,
)
