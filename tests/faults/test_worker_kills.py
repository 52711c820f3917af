"""Workers are killed, paused and flooded: nothing stuck, nothing lost, doubles counted (C16 to C18)."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.instance import Instance, eventually, serving
from tests.fixtures.rows import rows
from tests.fixtures.servers import make_postgres, make_valkey
from tests.fixtures.twilio import FakeTwilio
from tests.fixtures.workers import Workers, working

NO_SETTINGS: dict[str, str] = {}
STUCK = """SELECT m.id, m.status, m.due_at - now(), m.attempts, m.handovers, m.lease_id, s.handovers, s.ended_as
  FROM messages m LEFT JOIN otp_slots s ON s.challenge_id = m.challenge_id
 WHERE m.status IN ('queued', 'sending') LIMIT 5"""
LATE = """SELECT m.address FROM message_attempts a JOIN messages m ON m.tenant_id = a.tenant_id AND m.id = a.message_id
 WHERE a.outcome = 'timeout'"""
OWED = "SELECT count(*) FROM messages WHERE status IN ('queued', 'sending')"


@dataclass(slots=True)
class Crowd:
    """People who ask, each with a number of their own; remembers who got a 200."""

    instance: Instance
    key: str
    stop: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def ask(self, many: int) -> None:
        """So many people ask, one after the other."""
        for _ in range(many):
            phone = f"+1201{2_000_000 + len(self.asked)}"
            answer = self.instance.call("POST", "/api/auth/request", {"phone": phone}, key=self.key)
            assert 200 == answer.status, answer.body
            self.asked.append(phone)

    def run(self) -> None:
        """Until told to stop."""
        while not self.stop.is_set():
            self.ask(1)


@dataclass(slots=True)
class Yard:
    """A server without a worker of its own, and workers beside it."""

    instance: Instance
    workers: Workers
    postgres: EmbeddedPostgres
    twilio: FakeTwilio

    def crowd(self, slug: str = "acme") -> Crowd:
        """People of a new tenant."""
        return Crowd(self.instance, self.instance.tenant(slug, risk_shadow=True)["api_key"])

    def wait_until_nothing_is_owed(self) -> None:
        """Every message has found its end; a lost worker's leases take 30 s, the last pause 75 s."""
        try:
            eventually(lambda: 0 == rows(self.postgres, OWED)[0][0], 150)
        except AssertionError:
            stuck = rows(self.postgres, STUCK)
            raise AssertionError(f"still owed: {[tuple(one) for one in stuck]}") from None

    def arrived(self) -> Counter[str]:
        """How many messages each number got."""
        return Counter(message["To"] for message in list(self.twilio.messages))


@pytest.fixture
def yard(tmp_path_factory: pytest.TempPathFactory, twilio: FakeTwilio, tmp_path: Path) -> Iterator[Yard]:
    """Durable Postgres, Valkey, an instance, two workers."""
    postgres, valkey = make_postgres(tmp_path_factory.mktemp("pgw"), settings=NO_SETTINGS), make_valkey()
    urls = {
        "DATABASE_URL": postgres.serving_url, "DATABASE_OWNER_URL": postgres.owner_url, "REDIS_URL": valkey.url,
        "RATE_LIMIT_MAX": "1000000", **twilio.environment(),
    }  # fmt: skip
    try:
        with (
            serving(tmp_path / "log", "--no-worker", **urls) as instance,
            working(tmp_path / "workers", 2, APP_URL=f"http://localhost:{instance.port}", **urls) as workers,
        ):
            yield Yard(instance, workers, postgres, twilio)
    finally:
        for server in (postgres, valkey):
            assert isinstance(server, EmbeddedPostgres | EmbeddedValkey)
            server.stop()


@pytest.mark.fault("C16")
@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.long)])
def test_killed_workers_lose_nothing(yard: Yard, kills: int, capsys: pytest.CaptureFixture[str]) -> None:
    """C16: workers are killed at random under load; every accepted code arrives, doubles are few and word for word.

    A double can only be where a worker died between the provider's answer and our commit.
    """
    crowd, chance = yard.crowd(), random.Random(20261123)
    yard.twilio.wait = 0.03
    crowd.ask(1)
    eventually(lambda: yard.twilio.messages)
    people = [threading.Thread(target=crowd.run, daemon=True) for _ in range(1)]
    for person in people:
        person.start()
    for _ in range(kills):
        before = len(yard.twilio.messages)
        eventually(lambda before=before: len(yard.twilio.messages) > before + chance.randrange(40))
        yard.workers.kill(chance.randrange(2))
    crowd.stop.set()
    for person in people:
        person.join(15)
    yard.wait_until_nothing_is_owed()

    arrived, texts = yard.arrived(), Counter((one["To"], one["Body"]) for one in yard.twilio.messages)
    doubles = sum(arrived.values()) - len(arrived)
    with capsys.disabled():
        print(f"\n  {kills} kills, {len(crowd.asked)} codes, {doubles} doubles")
    assert set(crowd.asked) == set(arrived)
    assert len(texts) == len(arrived), "a double said something else"
    assert max(arrived.values()) <= 3
    assert doubles <= kills * 32
    assert [] == list(rows(yard.postgres, "SELECT id FROM messages WHERE handovers > 3 OR status <> 'sent'"))


@pytest.mark.fault("C17")
def test_a_worker_that_was_paused_past_its_lease(yard: Yard) -> None:
    """C17: a worker sleeps for longer than its lease; another one sends, and what the sleeper does is ignored."""
    crowd, sleeper = yard.crowd(), yard.workers.running[0]
    crowd.ask(1)
    eventually(lambda: yard.twilio.messages)
    yard.workers.end(yard.workers.running.pop(1))
    yard.twilio.wait = 3.0
    crowd.ask(3)
    eventually(lambda: 3 == rows(yard.postgres, "SELECT count(*) FROM messages WHERE status = 'sending'")[0][0])
    os.killpg(sleeper.pid, signal.SIGSTOP)
    try:
        # As if the lease had run out: the clock of another process cannot be turned.
        rows(yard.postgres, "UPDATE messages SET due_at = now() WHERE status = 'sending' RETURNING 1")
        yard.twilio.wait = 0.0
        yard.workers.start()
        yard.wait_until_nothing_is_owed()
    finally:
        os.killpg(sleeper.pid, signal.SIGCONT)
    crowd.ask(1)
    yard.wait_until_nothing_is_owed()

    arrived = yard.arrived()
    assert set(crowd.asked) == set(arrived)
    assert max(arrived.values()) <= 2
    assert [] == list(rows(yard.postgres, "SELECT id FROM messages WHERE status <> 'sent' OR handovers > 2"))


@pytest.mark.long
@pytest.mark.fault("C18")
def test_two_workers_share_a_thousand_messages(yard: Yard) -> None:
    """C18: nothing is lost, and nothing is sent twice but where an answer was late, which is written down."""
    crowd = yard.crowd()
    crowd.ask(1)
    made = rows(yard.postgres, FLOOD.format(many=1000))
    yard.wait_until_nothing_is_owed()
    arrived = yard.arrived()

    assert 1000 == len(made)
    assert 1001 == len(arrived)
    # A machine that is busy with other things may let a provider's five seconds pass.
    late = {phone for (phone,) in rows(yard.postgres, LATE)}
    assert set() == {phone for phone, many in arrived.items() if many > 1} - late


def test_a_flood_holds_up_no_other_tenant(yard: Yard) -> None:
    """A tenant with hundreds of messages at a slow provider does not keep another one's code waiting."""
    flood = yard.crowd("flood")
    flood.ask(1)
    small = yard.crowd("small")
    small.asked.append("+12012999999")
    yard.twilio.wait = 0.4
    rows(yard.postgres, FLOOD.format(many=600))
    started = time.monotonic()
    small.ask(1)
    eventually(lambda: yard.twilio.texts_to(small.asked[-1]), 20)
    waited, left = time.monotonic() - started, rows(yard.postgres, OWED)[0][0]

    assert left > 100, f"the flood was over before the other code came, after {waited:.1f} s"
    yard.twilio.wait = 0.0
    yard.wait_until_nothing_is_owed()


# The first tenant's only message many times over, each for a number and a challenge of its own.
FLOOD = """
WITH one AS (SELECT m.*, s.nonce, s.code_mac, s.key_id, s.code_length, s.max_attempts
               FROM messages m JOIN otp_slots s ON s.challenge_id = m.challenge_id ORDER BY m.id LIMIT 1),
 many AS (SELECT g, substr((SELECT challenge_id FROM one), 1, 14) || lpad(g::text, 16, '0') AS challenge, '+1202' || (2000000 + g) AS phone
            FROM generate_series(1, {many}) g),
 slots AS (INSERT INTO otp_slots (tenant_id, address, purpose, version, challenge_id, channel, code_length, nonce, code_mac,
     key_id, is_test, attempts, max_attempts, created_at, expires_at, sent_at, asked_at, failed_at)
   SELECT tenant_id, phone, purpose, 1, challenge, channel, code_length, nonce, code_mac, key_id, false, 0, max_attempts,
     created_at, expires_at, created_at, '{{}}', '{{}}' FROM one, many)
INSERT INTO messages (tenant_id, id, challenge_id, channel, address, purpose, minutes, status, created_at, expires_at,
     country, routes, due_at)
 SELECT tenant_id, substr(one.id, 1, 14) || lpad(g::text, 16, '0'), challenge, channel, phone, purpose, minutes, 'queued', created_at,
     expires_at, country, routes, now() FROM one, many RETURNING id"""
