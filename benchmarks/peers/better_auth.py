"""better-auth with its plugin for phone numbers, on Node, as its documentation has it for production."""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import psycopg
from redis import Redis

from adapters.embedded.child import free_port
from adapters.embedded.postgres import DATABASE
from benchmarks.bench.subject import Call
from benchmarks.load.phones import network, phone
from benchmarks.load.provider import SECRET
from benchmarks.peers.node_server import run, said, serving
from benchmarks.peers.nodejs import installed, node, packages
from benchmarks.peers.peer import Entrant, Kept, Letters, Peer, Stage

FOLDER: Final = "better_auth"
# As many as an instance of Auth1 has, all processes together.
CONNECTIONS: Final = 20
THERE: Final = "SELECT count(*) FROM pg_database WHERE datname = %s"
USERS: Final = 'SELECT count(*) FROM "user" WHERE "phoneNumberVerified"'
SESSIONS: Final = "SELECT count(*) FROM session"
# With a secondary storage there is no table of sessions; each person has a key that lists theirs.
SESSION_KEYS: Final = "better-auth:active-sessions-*"


@dataclass(frozen=True, slots=True)
class Variant:
    """How it is set up; `redis_database` is the number of one that is emptied before each start, None: without."""

    name: str
    processes: int = 1
    redis_database: int | None = None
    limiter: str = "default"

    @property
    def database(self) -> str:
        """The name of its own database."""
        return re.sub("[^a-z0-9]+", "_", f"peer {self.name}".lower())


@dataclass(frozen=True, slots=True)
class BetterAuth:
    """A running server, of one process or several; `redis_url` is empty where it has no secondary storage."""

    name: str
    port: int
    pids: Mapping[str, int]
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    letters: Letters
    log: Path

    @property
    def urls(self) -> Sequence[str]:
        """Where it answers."""
        return [f"http://127.0.0.1:{self.port}"]

    def ask(self, place: int) -> Call:
        """Ask for a code."""
        return _call("send-otp", place, {"phoneNumber": self.letters.expect(place)})

    def prove(self, place: int, code: str) -> Call:
        """Prove it: a user, a session, and a cookie."""
        return _call("verify", place, {"phoneNumber": phone(place), "code": code})

    async def codes(self, places: Sequence[int]) -> list[str]:
        """What `sendOTP` has posted."""
        return await self.letters.codes(places)

    def kept(self) -> Kept:
        """Users in Postgres; sessions there, or in Redis where that is the storage for them."""
        with psycopg.connect(self.database_url, autocommit=True) as line:
            users = _number(line, USERS)
            sessions = 0 if self.redis_url else _number(line, SESSIONS)
        if self.redis_url:
            with Redis.from_url(self.redis_url) as redis:
                sessions = sum(1 for _ in redis.scan_iter(SESSION_KEYS, count=1000))
        return Kept(users, sessions)

    def is_settled(self) -> bool:
        """It leaves nothing behind that is done later."""
        return True

    def complaints(self) -> Sequence[str]:
        """All that it says; of itself it says nothing."""
        return said(self.log)


@contextmanager
def start(variant: Variant, stage: Stage) -> Iterator[Peer]:
    """A server with a migrated database of its own; gone at the end, its database is not."""
    using = node()
    folder = installed(FOLDER, using)
    port, log = free_port(), stage.folder / f"{variant.database}-{secrets.token_hex(4)}.log"
    values = _values(variant, stage, port)
    if _make_database(stage, variant):
        run(using, folder, "migrate.mjs", values)
    if values["REDIS_URL"]:
        with Redis.from_url(values["REDIS_URL"]) as redis:
            redis.flushdb()
    with serving(using, folder, "server.mjs", values, log) as process:
        urls = values["DATABASE_URL"], values["REDIS_URL"]
        yield BetterAuth(variant.name, port, {"app": process.pid}, *urls, Letters(stage.provider), log)


def _values(variant: Variant, stage: Stage, port: int) -> dict[str, str]:
    """The variables of its program, none of which are ours."""
    house, redis = stage.house, variant.redis_database
    return {
        "NODE_ENV": "production", "PORT": str(port), "PROCESSES": str(variant.processes), "LIMITER": variant.limiter,
        "DATABASE_URL": house.postgres.owner_url.removesuffix(DATABASE) + variant.database,
        "REDIS_URL": "" if redis is None else f"{house.valkey.url.removesuffix('/0')}/{redis}",
        "POOL": str(CONNECTIONS // variant.processes), "BETTER_AUTH_URL": f"http://127.0.0.1:{port}",
        "BETTER_AUTH_SECRET": secrets.token_urlsafe(32), "BETTER_AUTH_TELEMETRY": "0",
        "PROVIDER_URL": f"http://127.0.0.1:{stage.provider.port}/send", "PROVIDER_SECRET": SECRET,
    }  # fmt: skip


def _make_database(stage: Stage, variant: Variant) -> bool:
    """Whether it was not there before."""
    with psycopg.connect(stage.house.postgres.owner_url, autocommit=True) as line:
        if _number(line, THERE, variant.database):
            return False
        line.execute(f"CREATE DATABASE {variant.database}".encode())
    return True


def _number(line: "psycopg.Connection[Any]", query: str, *values: str) -> int:
    found = line.execute(query.encode(), values or None).fetchone()
    return int(found[0]) if found else 0


def _call(kind: str, place: int, body: Mapping[str, str]) -> Call:
    lines = f"content-type: application/json\r\nx-forwarded-for: {network(place)}\r\n".encode()
    return Call("POST", f"/api/auth/phone-number/{kind}", lines, json.dumps(body).encode())


def _does(variant: Variant) -> str:
    kept = "Postgres, limits in each process's memory" if variant.redis_database is None else "Redis, limits too"
    limit = "no limit" if variant.limiter == "off" else "10 calls a minute for each address and path"
    return (
        f"form of E.164 by a regular expression, {limit}, code in plain text, message posted once, by the server; "
        f"at the end user, session and signed cookie; codes and sessions lie in {kept}"
    )


def _versions() -> Mapping[str, str]:
    return {"node": node().version(), **packages(FOLDER)}


LEAVES_OUT: Final = (
    "tenants and their keys, parsing of the number, risk, audit, events, outbox and retries, JWT and refresh token, "
    "metrics and logs"
)
VARIANTS: Final = (
    Variant("better-auth"),
    Variant("better-auth, Redis", redis_database=1),
    Variant("better-auth, 2 processes", processes=2),
    Variant("better-auth, Redis, 2 processes", processes=2, redis_database=2),
    Variant("better-auth, limiter off", limiter="off"),
)
BETTER_AUTH: Final = tuple(
    Entrant(one.name, _does(one), LEAVES_OUT, partial(start, one), _versions) for one in VARIANTS
)
