"""Sessions over four processes, over a restart, over a Redis that forgets, and over keys that change under load."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import jwt
import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import Answer, Instance, auth1, eventually, serving
from tests.fixtures.race import race
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty

PHONE, CODE = "+15551234567", "482913"


@dataclass(slots=True)
class Place:
    """Where servers find what is stored."""

    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    log: Path

    @property
    def urls(self) -> dict[str, str]:
        """The variables of every process here."""
        return {
            "DATABASE_URL": self.postgres.serving_url,
            "DATABASE_OWNER_URL": self.postgres.owner_url,
            "REDIS_URL": self.valkey.url,
            "RATE_LIMIT_MAX": "1000000",
        }

    def serving(self, **values: str) -> AbstractContextManager[Instance]:
        """A server here, of four processes."""
        return serving(self.log, "--no-worker", **{**self.urls, "WEB_WORKERS": "4", **values})


@dataclass(slots=True)
class App:
    """A tenant's app on a server."""

    instance: Instance
    tenant: dict[str, str] = field(repr=False)

    @classmethod
    def on(cls, instance: Instance, slug: str = "acme", **settings: Any) -> "App":
        """A new tenant with a number whose code is known."""
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        usual = {"test_numbers": {PHONE: CODE}, "test_numbers_until": until, "signing_algorithm": "ES256"}
        return cls(instance, instance.tenant(slug, **{**usual, **settings}))

    def call(self, path: str, body: Any) -> Answer:
        """A call with the publishable key."""
        return self.instance.call("POST", f"/api/auth/{path}", body, key=self.tenant["api_key"])

    def sign_in(self) -> dict[str, Any]:
        """A new session's tokens."""
        assert 200 == self.call("request", {"phone": PHONE}).status
        proven = self.call("verify", {"phone": PHONE, "code": CODE})
        assert 200 == proven.status, proven.body
        shown: dict[str, Any] = proven.json
        return shown

    def refresh(self, tokens: dict[str, Any]) -> Answer:
        """Spend a refresh token."""
        return self.call("refresh", {"refresh_token": tokens["refresh_token"]})

    def me(self, tokens: dict[str, Any]) -> int:
        """Whether an access token is let in."""
        return self.instance.call("GET", "/api/auth/me", bearer=tokens["token"]).status


@pytest.fixture
def place(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path: Path) -> Place:
    """An empty Postgres 18 and Valkey 9."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    return Place(postgres_18, valkey_9, tmp_path / "log")


@pytest.fixture
def app(place: Place) -> Iterator[App]:
    """An app on a server of four processes."""
    with place.serving() as instance:
        yield App.on(instance)


def test_twenty_refreshes_at_once_on_four_processes(app: App, place: Place) -> None:
    """B36: of twenty simultaneous refreshes of one token one rotates; all get the same successor, and one family lives."""
    before = app.sign_in()
    answers = race(20, lambda _: app.refresh(before))
    after = answers[0].json

    assert Counter({200: 20}) == Counter(answer.status for answer in answers)
    assert {after["refresh_token"]} == {answer.json["refresh_token"] for answer in answers}
    assert [(2, None)] == [tuple(row) for row in rows(place.postgres, "SELECT generation, ended_at FROM sessions")]
    assert 200 == app.refresh(after).status


def test_a_thief_among_twenty_is_caught(app: App) -> None:
    """B36, B37: a token that was spent by a successor already used ends the session, however many try at once."""
    first = app.sign_in()
    second = app.refresh(first).json
    third = app.refresh(second).json
    answers = race(20, lambda number: app.refresh((first, second, third)[number % 3]))

    assert {401} == {app.refresh(tokens).status for tokens in (first, second, third)}
    assert {401} == {app.me(tokens) for tokens in (first, second, third)}
    assert {"refresh_reused", "session_revoked"} >= {a.json["code"] for a in answers if a.status != 200}


def test_a_session_outlives_a_restart(place: Place) -> None:
    """After a restart both tokens are good, and a client that lost the answer before it gets the same successor."""
    with place.serving() as instance:
        app = App.on(instance)
        lost, kept = app.sign_in(), app.sign_in()
        answered = app.refresh(lost).json
    with place.serving() as instance:
        app.instance = instance
        # APP_URL names the port, and the issuer with it: only refresh tokens cross over to another one.
        again = app.refresh(lost)

        assert (200, answered["refresh_token"]) == (again.status, again.json["refresh_token"])
        assert 200 == app.me(app.refresh(kept).json)


def test_a_session_outlives_a_redis_that_forgets(app: App, place: Place) -> None:
    """After FLUSHALL sessions go on, and what has ended stays ended."""
    ended, kept = app.sign_in(), app.sign_in()
    assert [200, 200] == [app.me(ended), app.me(kept)]
    assert 204 == app.instance.call("POST", "/api/auth/logout", bearer=ended["token"]).status
    Redis.from_url(place.valkey.url).flushall()

    assert [401, 200] == [app.me(ended), app.me(kept)]
    assert [401, 200] == [app.refresh(ended).status, app.refresh(kept).status]


def test_a_leaked_key_is_changed_at_once_and_refresh_goes_on(app: App, place: Place) -> None:
    """After `keys rotate --at-once`, within 5 s, every earlier access token is dead and every refreshed one good."""
    tokens = [app.sign_in()]
    assert 200 == app.me(tokens[0])
    assert 0 == auth1("keys", "rotate", "acme", "--at-once", **place.urls).returncode

    def refreshed() -> bool:
        tokens.append(app.refresh(tokens[-1]).json)
        return {200} == {app.me(tokens[-1]) for _ in range(8)}

    eventually(lambda: {401} == {app.me(tokens[0]) for _ in range(8)}, 10)
    eventually(refreshed, 10)


@dataclass(slots=True)
class Verifier:
    """A server that checks tokens by itself, with a key set that it fetches anew where it does not know a key."""

    app: App
    keys: dict[str, Any] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def fetch(self) -> None:
        """The key set as it is published."""
        shown = self.app.instance.call("GET", "/t/acme/.well-known/jwks.json").json
        self.keys = {key["kid"]: jwt.PyJWK.from_dict(key).key for key in shown["keys"]}

    def check(self, token: str) -> None:
        """Raise what PyJWT raises, and KeyError for a key that was not published."""
        kid = jwt.get_unverified_header(token)["kid"]
        self.seen.add(kid)
        audience = self.app.tenant["tenant_id"]
        jwt.decode(token, self.keys[kid], algorithms=["ES256", "EdDSA"], audience=audience, leeway=5)


@dataclass(slots=True)
class Load:
    """Clients who refresh, call and verify without a pause; remembers what failed."""

    app: App
    stop: Event = field(default_factory=Event)
    calls: int = 0
    failed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def run(self, number: int, tokens: dict[str, Any]) -> None:
        """One client with a verifier of its own, which reads the key set every 25 calls and never in between."""
        verifier, rounds = Verifier(self.app), 0
        while not self.stop.is_set():
            if rounds % 25 == 0:
                verifier.fetch()
            rounds += 1
            refreshed = self.app.refresh(tokens)
            if refreshed.status != 200:
                self.failed.append(f"{number} refresh {refreshed.body!r}")
                return
            tokens = refreshed.json
            try:
                verifier.check(tokens["token"])
            except (jwt.PyJWTError, KeyError) as error:
                self.failed.append(f"{number} verify {error!r}")
            if (status := self.app.me(tokens)) != 200:
                self.failed.append(f"{number} me {status}")
            self.calls += 3
            self.seen |= verifier.seen


def under_load(app: App, place: Place, rotations: int, clients: int) -> Load:
    """Rotate so many times under so many clients; each new key is given 10 s in which verifiers see it."""
    from concurrent.futures import ThreadPoolExecutor

    load = Load(app)
    with ThreadPoolExecutor(clients) as pool:
        people = [app.sign_in() for _ in range(clients)]
        running = [pool.submit(load.run, number, tokens) for number, tokens in enumerate(people)]
        try:
            for turn in range(rotations):
                eventually(lambda turn=turn: len(load.seen) > turn, 60)
                assert 0 == auth1("keys", "rotate", "acme", "--after", "10s", **place.urls).returncode
            eventually(lambda: len(load.seen) > rotations, 60)
        finally:
            load.stop.set()
        for one in running:
            one.result(30)
    return load


def test_a_rotation_under_load_fails_nobody(app: App, place: Place) -> None:
    """While the signing key is changed, no refresh, no call and no check by a server of the tenant's fails."""
    load = under_load(app, place, rotations=1, clients=4)

    assert ([], 2) == (load.failed, len(load.seen))


@pytest.mark.long
def test_five_rotations_under_load(app: App, place: Place) -> None:
    """The same five times in a row, with eight clients; says how many calls there were."""
    load = under_load(app, place, rotations=5, clients=8)
    print(f"\n{load.calls} calls over {len(load.seen)} keys, {len(load.failed)} failed")

    assert ([], 6) == (load.failed, len(load.seen))
