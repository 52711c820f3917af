"""What lies in Redis is not believed, and a provider's odd answer is not repeated."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.twilio.sms import TwilioSms
from domain.message import Outcome
from tests.contracts.test_channels import twilio_channel
from tests.fixtures.instance import ROOT, auth1, environment, eventually
from tests.fixtures.loopback import Answer, Form, Loopback
from tests.fixtures.rows import rows
from tests.fixtures.worlds import JWT_SECRET, World, make_live_world

FUTURE = 1_795_435_200_000 + 10**11
VALUES = (
    b"abcdefg", b"\xff" * 7, b"\xff" * 14, b"x", b"", b"\x00" * 7, b"9" * 400, b"x" * 10**6,
    f"foo {FUTURE} 1795435200000 1".encode(), f"resend {FUTURE} 1795435200000 1".encode(),
    b"resend 99999999999999999 1795435200000 1", b"resend " + b"9" * 400 + b" 1795435200000 1",
    b"ip 1795435201000 1795435200000 1", b"resend x y z",
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_whatever_lies_in_redis_breaks_and_grants_nothing(valkey_9: EmbeddedValkey, world: World, value: bytes) -> None:
    """A key of ours with a strange value costs at most its memory: no 500, no wait that we could not have given."""
    acme, client = world.tenant(resend_after_seconds=0), Redis.from_url(valkey_9.url)
    world.ask(acme)
    world.ask(acme)
    world.container.adapters.redis().run(lambda redis: redis.set(f"auth1:{{{acme.id}}}:slot:x", b"x"))
    keys = list(client.scan_iter())
    for key in keys:
        client.set(key, value)
    said = [world.ask(acme), world.prove(acme, "000000")]

    assert {answer.status_code for answer in said} <= {200, 401, 429}
    assert all(int(answer.headers.get("Retry-After", "1")) <= 3600 for answer in said)


def test_another_window_begins_anew(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World) -> None:
    """A changed RATE_LIMIT_WINDOW_MS is counted by itself: no wait comes out of the old one's entries."""
    acme = world.tenant()
    for number in range(100, 105):
        world.ask(acme, f"+12015550{number}")
    other = make_live_world(postgres_18.serving_url, valkey_9.url, rate_limit_max=5, rate_limit_window_ms=86_400_000)

    assert 200 == other.ask(acme, "+12015550150").status_code


@pytest.mark.parametrize(
    "body", ["not json", "[]", json.dumps({"sid": "a\u0000b"}), json.dumps({"sid": {"a": 1}}), "{}"]
)
def test_an_odd_answer_is_not_asked_for_again(postgres_18: EmbeddedPostgres, world: World, body: str) -> None:
    """I5: whatever a provider answers, the message is handed over once, and the record can hold what was said."""
    taken: list[Form] = []

    def judge(_: object, form: Form) -> Answer:
        taken.append(form)
        return 201, "application/json", body

    loop = Loopback(judge)
    channel: TwilioSms = twilio_channel(loop.url)
    world.container.use_cases.dispatch_messages().channels["memory"] = channel
    acme = world.tenant()
    world.ask(acme)
    for _ in range(3):
        world.deliver()
        world.later(seconds=31)
    loop.stop()

    assert 1 == len(taken)
    assert [(1,)] == list(rows(postgres_18, "SELECT attempts FROM messages"))
    assert {Outcome.UNKNOWN.value, "accepted"} >= {
        outcome for (outcome,) in rows(postgres_18, "SELECT outcome FROM message_attempts")
    }


def test_a_connection_that_died_while_idle_costs_no_request(postgres_18: EmbeddedPostgres, world: World) -> None:
    """C01: what the server closed behind our back is noticed before it is used."""
    acme = world.tenant()
    world.sign_in(acme)
    rows(postgres_18, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'auth1_app'")

    assert world.sign_in(acme, "+12015550177")["verified"]


def test_a_worker_with_another_secret_takes_nothing(
    postgres_18: EmbeddedPostgres, world: World, tmp_path: Path
) -> None:
    """C24: a worker whose JWT_SECRET is not the database's waits, and leaves the messages to others."""
    acme = world.tenant()
    assert 200 == world.call("GET", "/health/ready").status_code
    world.ask(acme)
    url = world.container.settings().redis_url
    values = environment(DATABASE_URL=postgres_18.serving_url, REDIS_URL=url, JWT_SECRET=JWT_SECRET[::-1])
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen([sys.executable, "-m", "entrypoints", "worker"], env=values, cwd=ROOT, stdout=log)
    eventually(lambda: "worker waits" in (tmp_path / "log").read_text())
    worker.terminate()
    worker.wait(10)

    assert [("queued",)] == list(rows(postgres_18, "SELECT status FROM messages"))


def test_names_are_no_markup(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World) -> None:
    """What a tenant calls itself or a key is shown as it is, and ends no table."""
    acme = world.tenant()
    world.call("POST", "/api/keys", {"kind": "secret", "name": "[/x][red]y"}, key=acme.secret)
    shown = auth1("keys", "list", "acme", DATABASE_URL=postgres_18.serving_url, REDIS_URL=valkey_9.url)

    assert 0 == shown.returncode
    assert "[/x][red]y" in shown.stdout
