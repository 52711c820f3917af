"""Auth1, the whole product on, as `benchmarks.load` has it: one instance, its worker with it."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from adapters.embedded.child import free_port
from benchmarks.bench.auth1 import Auth1
from benchmarks.bench.quiet import quiet_of
from benchmarks.load.house import SETTINGS, instance_at
from benchmarks.load.stores import count
from benchmarks.load.verdict import SESSIONS, USERS
from benchmarks.peers.peer import Entrant, Kept, Peer, Stage

NAME: Final = "Auth1"
LOUD: Final = ('"level":"warn', '"level":"error"')


@dataclass(slots=True)
class Beside(Auth1):
    """The bench's Auth1, with what a peer must tell of itself."""

    def kept(self) -> Kept:
        """See Peer."""
        return Kept(count(self.house, USERS), count(self.house, SESSIONS))

    def is_settled(self) -> bool:
        """No message owed, every event announced, every audit row linked, every fact counted."""
        with quiet_of(self.house.postgres.owner_url) as quiet:
            return not quiet.waits()

    def complaints(self) -> Sequence[str]:
        """Warnings and errors of its log."""
        lines = self.house.instances[0].log.read_text().splitlines()
        return [line for line in lines if any(word in line for word in LOUD)]


@contextmanager
def start(stage: Stage) -> Iterator[Peer]:
    """An instance that is ready; gone at the end."""
    log = stage.folder / f"auth1-{secrets.token_hex(4)}.log"
    with instance_at(free_port(), log, METRICS_PORT=str(free_port()), **stage.house.values) as instance:
        made = instance.tenant(f"peers-{secrets.token_hex(4)}", **SETTINGS)
        yield Beside(replace(stage.house, instances=[instance]), stage.provider, made["api_key"])


AUTH1: Final = Entrant(
    NAME,
    "key of the tenant, number parsed and judged by phonenumbers, windows in Redis, risk score (looks on), code kept "
    "as a MAC, audit rows in a chain, events, outbox with retries and a worker; at the end user, session, JWT and "
    "refresh token; metrics and logs",
    "cookies, an email for each user",
    start,
)
