"""Servers are killed or paused during sign-ins of a real instance, and a client's history is checked (C01, C03, C08)."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import CODE, Answer, Instance, eventually, serving
from tests.fixtures.rows import rows
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.twilio import FakeTwilio

NO_SETTINGS: dict[str, str] = {}


@dataclass(slots=True)
class Client:
    """Signs in over and over, each time with a number of its own, and remembers every answer and how long it took."""

    instance: Instance
    twilio: FakeTwilio
    key: str
    stop: threading.Event = field(default_factory=threading.Event)
    history: list[tuple[str, Answer, float]] = field(default_factory=list)
    users: dict[str, str] = field(default_factory=dict)
    numbers: "Iterator[int]" = field(default_factory=lambda: iter(range(2_000_000, 10_000_000)))

    def run(self) -> None:
        """Until told to stop."""
        while not self.stop.is_set():
            self.sign_in(f"+1201{next(self.numbers)}")

    def sign_in(self, phone: str) -> None:
        """One sign-in, as far as it goes."""
        if 200 != self.call("/api/auth/request", {"phone": phone}).status:
            return
        until = time.monotonic() + 2
        while not (texts := self.twilio.texts_to(phone)) and time.monotonic() < until:
            self.stop.wait(0.02)
        found = CODE.search(texts[0]) if texts else None
        if found:
            answer = self.call("/api/auth/verify", {"phone": phone, "code": found[1]})
            if answer.status == 200:
                self.users[phone] = answer.json["user_id"]

    def call(self, path: str, body: dict[str, str]) -> Answer:
        """One call, written down."""
        started = time.monotonic()
        answer = self.instance.call("POST", path, body, key=self.key)
        self.history.append((path, answer, time.monotonic() - started))
        return answer

    def succeeded(self) -> int:
        """How many sign-ins came through."""
        return len(self.users)


@dataclass(slots=True)
class Scene:
    """An instance on servers of its own, and a client that does not stop."""

    instance: Instance
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey
    client: Client

    def more_sign_ins(self, many: int = 5) -> None:
        """Wait until the client has come through some more times."""
        goal = self.client.succeeded() + many
        eventually(lambda: self.client.succeeded() >= goal, 30)

    def check(self) -> None:
        """I1: no acknowledged user is lost. I2: a code won once. I8: every error is a problem document in time."""
        self.client.stop.set()
        acknowledged, history = dict(self.client.users), list(self.client.history)
        held = dict(rows(self.postgres, "SELECT phone, id FROM users"))
        assert acknowledged.items() <= held.items()
        assert [] == list(rows(self.postgres, "SELECT 1 FROM sessions GROUP BY challenge_id HAVING count(*) > 1"))
        for _, answer, seconds in history:
            assert seconds < 10
            assert answer.status in (200, 401, 429, 503), answer
            if answer.status != 200:
                kinds = {name.lower(): value for name, value in answer.headers.items()}
                assert "application/problem+json" == kinds["content-type"]
                assert answer.status != 503 or int(kinds["retry-after"]) >= 1


@pytest.fixture
def scene(tmp_path_factory: pytest.TempPathFactory, twilio: FakeTwilio, tmp_path: Path) -> Iterator[Scene]:
    """Durable Postgres, Valkey, an instance, and sign-ins under way."""
    postgres = make_postgres(tmp_path_factory.mktemp("pgk"), settings=NO_SETTINGS)
    valkey = make_valkey()
    urls = {
        "DATABASE_URL": postgres.serving_url, "DATABASE_OWNER_URL": postgres.owner_url, "REDIS_URL": valkey.url,
        "RATE_LIMIT_MAX": "100000",
    }  # fmt: skip
    try:
        with serving(tmp_path / "log", **urls, **twilio.environment()) as instance:
            client = Client(instance, twilio, instance.tenant("acme")["api_key"])
            scene = Scene(instance, postgres, valkey, client)
            threads = [threading.Thread(target=client.run, daemon=True) for _ in range(3)]
            for thread in threads:
                thread.start()
            scene.more_sign_ins()
            yield scene
            client.stop.set()
            for thread in threads:
                thread.join(15)
    finally:
        postgres.stop()
        valkey.stop()


def test_postgres_is_killed(scene: Scene) -> None:
    """C01: kill -9 of Postgres: 503 meanwhile, nothing half written, and sign-ins again within 30 s of its return."""
    assert scene.postgres.process is not None
    scene.postgres.process.kill()
    scene.postgres.process.wait()
    failed = eventually(lambda: [one for one in scene.client.history if one[1].status == 503], 10)
    scene.postgres.start()
    scene.more_sign_ins()

    scene.check()
    assert failed


def test_redis_is_killed(scene: Scene) -> None:
    """C08: kill -9 of Redis: no sign-in fails."""
    before = len(scene.client.history)
    assert scene.valkey.process is not None
    scene.valkey.process.kill()
    scene.valkey.process.wait()
    scene.more_sign_ins(10)

    scene.check()
    assert {200} == {answer.status for _, answer, _ in scene.client.history[before:]}


def test_postgres_is_paused(scene: Scene) -> None:
    """C03: a Postgres that does not move: 503 in time, live stays up, ready does not, and it goes on by itself."""
    assert scene.postgres.process is not None
    paused = [scene.postgres.process.pid, *_children(scene.postgres.process.pid)]
    for pid in paused:
        _signal(pid, signal.SIGSTOP)
    try:
        eventually(lambda: [one for one in scene.client.history if one[1].status == 503], 12)
        live, ready = (scene.instance.call("GET", f"/health/{name}") for name in ("live", "ready"))
    finally:
        for pid in paused:
            _signal(pid, signal.SIGCONT)
    scene.more_sign_ins()

    scene.check()
    assert (200, 503) == (live.status, ready.status)


def _children(pid: int) -> list[int]:
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
