"""Instances are restarted one after the other under sign-ins, as a deployment does it, and nobody notices (C23)."""

import json
import select
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from benchmarks.load.house import APP_URL, instance_at
from benchmarks.load.phones import phone
from tests.fixtures.instance import CODE, Answer, Instance, eventually
from tests.fixtures.logged import Kept
from tests.fixtures.race import race
from tests.fixtures.rows import rows
from tests.fixtures.servers import empty
from tests.fixtures.twilio import FakeTwilio

PEOPLE = 3
LOOKS_EVERY = 0.1
DRAINS = {"DRAIN_SECONDS": "2"}
# A lease is 30 seconds: what its worker had left behind would come later than this.
CODE_SECONDS = 20.0
STATUSES = "SELECT status, count(*) FROM messages GROUP BY status"


def is_ready(instance: Instance) -> bool:
    """What a balancer asks."""
    try:
        return instance.call("GET", "/health/ready", timeout=2).status == 200
    except OSError:
        return False


@dataclass(slots=True)
class Place:
    """A port on which an instance is run, and run anew."""

    port: int
    log: Path
    values: dict[str, str]
    instance: Instance = field(init=False)
    _life: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        """Run it until it is ready."""
        self.instance = self._life.enter_context(instance_at(self.port, self.log, **self.values))

    def end(self) -> int:
        """SIGTERM; the exit code."""
        self._life.close()
        return int(self.instance.process.returncode)

    def end_at_once(self) -> None:
        """SIGTERM twice: nobody is left who has to notice."""
        if self.log.exists() and self.instance.process.poll() is None:
            self.instance.process.send_signal(signal.SIGTERM)
            eventually(lambda: not is_ready(self.instance))
            self.end()

    def restart(self) -> int:
        """End it, and run it anew; the exit code."""
        code = self.end()
        self.start()
        return code


@dataclass(slots=True)
class Balancer:
    """Knows which instances were ready a moment ago; one that is not gets no call."""

    places: list[Place]
    ready: list[int] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    _turn: "count[int]" = field(default_factory=count)

    def watch(self) -> None:
        """Ask each now and then, until told to stop."""
        while not self.stop.wait(LOOKS_EVERY):
            self.ready = [place.port for place in self.places if is_ready(place.instance)]

    def pick(self) -> int:
        """The next one's port."""
        ready = self.ready
        return ready[next(self._turn) % len(ready)]


@dataclass(slots=True)
class Lines:
    """Connections of one thread that are kept; one that its server has closed meanwhile is made anew."""

    balancer: Balancer
    _kept: dict[int, HTTPConnection] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One call, which is never sent a second time."""
        port = self.balancer.pick()
        line = self._kept.setdefault(port, HTTPConnection("127.0.0.1", port, timeout=12))
        if line.sock and select.select([line.sock], [], [], 0)[0]:
            line.close()
        data = json.dumps(body).encode() if body else None
        try:
            line.request(method, path, data, {"Content-Type": "application/json", **headers})
            answer = line.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read())
        except (OSError, HTTPException) as error:
            line.close()
            return Answer(0, {}, repr(error).encode())


@dataclass(slots=True)
class People:
    """They sign in over and over, each time with another number, and remember what failed."""

    balancer: Balancer
    twilio: FakeTwilio
    key: str
    failed: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def run(self) -> None:
        """Until told to stop."""
        lines = Lines(self.balancer)
        while not self.balancer.stop.is_set():
            number = phone(next(self._numbers))
            try:
                self.sign_in(lines, number)
                self.signed_in.append(number)
            except AssertionError as error:
                self.failed.append(f"{number}: {error}")

    def sign_in(self, lines: Lines, number: str) -> None:
        """The whole of it: whichever instance answers."""
        key = {"x-api-key": self.key}
        asked = lines.call("POST", "/api/auth/request", {"phone": number}, **key)
        assert 200 == asked.status, asked
        text = eventually(lambda: self.twilio.texts_to(number), CODE_SECONDS)[0]
        proof = {"phone": number, "code": CODE.search(text)[1]}  # type: ignore[index]
        proven = lines.call("POST", "/api/auth/verify", proof, **key)
        assert 200 == proven.status, proven
        refreshed = lines.call("POST", "/api/auth/refresh", {"refresh_token": proven.json["refresh_token"]}, **key)
        assert 200 == refreshed.status, refreshed
        me = lines.call("GET", "/api/auth/me", Authorization=f"Bearer {refreshed.json['token']}")
        assert 200 == me.status, me

    def more(self, many: int = 8) -> None:
        """Wait until they have come through some more times, or somebody has not."""
        goal = len(self.signed_in) + many
        eventually(lambda: self.failed or len(self.signed_in) >= goal)


@pytest.fixture
def places(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, twilio: FakeTwilio, tmp_path: Path
) -> Iterator[list[Place]]:
    """Two places for instances on one Postgres and one Valkey; the first is running."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    values = {
        "DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url, "APP_URL": APP_URL, "RATE_LIMIT_MAX": "1000000", **twilio.environment(), **DRAINS,
    }  # fmt: skip
    found = [Place(free_port(), tmp_path / name, values) for name in ("one", "other")]
    found[0].start()
    yield found
    for place in found:
        place.end_at_once()
        Kept.add_file(place.log)


@pytest.fixture
def people(places: list[Place], twilio: FakeTwilio) -> Iterator[People]:
    """Both instances behind a balancer, and sign-ins under way."""
    places[1].start()
    twilio.wait = 0.05
    balancer = Balancer(places)
    people = People(balancer, twilio, places[0].instance.tenant("acme", risk_shadow=True)["api_key"])
    threads = [threading.Thread(target=balancer.watch, daemon=True)]
    threads[0].start()
    eventually(lambda: len(balancer.ready) == 2)
    threads += [threading.Thread(target=people.run, daemon=True) for _ in range(PEOPLE)]
    for thread in threads[1:]:
        thread.start()
    yield people
    balancer.stop.set()
    for thread in threads:
        thread.join(30)


def test_a_rolling_restart_fails_nobody(people: People, places: list[Place], postgres_18: EmbeddedPostgres) -> None:
    """C23: each of two instances is restarted in its turn; no call fails, no code is lost, doubled or late."""
    people.more()
    codes = []
    for place in places:
        codes.append(place.restart())
        eventually(lambda: len(people.balancer.ready) == 2)
        people.more()
    people.balancer.stop.set()
    eventually(lambda: ["sent"] == [status for status, _ in rows(postgres_18, STATUSES)], CODE_SECONDS)
    arrived = Counter(message["To"] for message in people.twilio.messages)

    assert [] == people.failed
    assert [0, 0] == codes
    assert {1} == set(arrived.values())
    assert set(people.signed_in) <= {number for (number,) in rows(postgres_18, "SELECT phone FROM users")}
    assert [] == [line for place in places for line in place.instance.lines() if line["level"] == "error"]


def test_what_is_under_way_at_the_signal_is_finished(
    places: list[Place], twilio: FakeTwilio, postgres_18: EmbeddedPostgres
) -> None:
    """C23: of 60 calls that come with SIGTERM none fails, and the worker leaves no message to the end of its lease.

    The worker finishes what it holds, and what it does not hold another one takes at once.
    """
    instance, twilio.wait = places[0].instance, 2.0
    key = instance.tenant("acme", risk_shadow=True)["api_key"]

    def act(number: int) -> int:
        if number == 0:
            instance.process.send_signal(signal.SIGTERM)
        return instance.call("POST", "/api/auth/request", {"phone": phone(number)}, key=key).status

    answered = race(60, act)
    code, left = places[0].end(), dict(rows(postgres_18, STATUSES))
    twilio.wait = 0.0
    places[1].start()
    eventually(lambda: ["sent"] == [status for status, _ in rows(postgres_18, STATUSES)], CODE_SECONDS)

    assert Counter({200: 60}) == Counter(answered)
    assert 0 == code
    assert left.keys() <= {"sent", "queued"}, left
    assert {phone(number): 1 for number in range(60)} == Counter(message["To"] for message in twilio.messages)
