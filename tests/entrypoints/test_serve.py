"""`auth1 serve` as a real process on real servers, with Twilio's client talking to a loopback server."""

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from adapters.embedded.child import free_port
from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.postgres.schema import known_revisions
from entrypoints.serve import let_beginners_go
from tests.fixtures.instance import CODE, auth1, environment, eventually, serving
from tests.fixtures.race import race
from tests.fixtures.servers import empty
from tests.fixtures.twilio import SERVICE_SID, FakeTwilio
from tests.fixtures.worlds import ADA, ADMIN_TOKEN


@pytest.fixture
def servers(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> dict[str, str]:
    """Variables that name empty servers."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    return {
        "DATABASE_URL": postgres_18.serving_url,
        "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url,
    }


def test_a_code_travels_from_the_ask_to_the_phone_and_back(
    servers: dict[str, str], twilio: FakeTwilio, tmp_path: Path
) -> None:
    """The seed's steps 3 and 4 on a server, a worker and Twilio's own client; then SIGTERM ends all of it."""
    with serving(tmp_path / "log", **servers, **twilio.environment()) as instance:
        keys = instance.tenant("myapp", sms_branding="MyApp")
        asked = instance.call("POST", "/api/auth/request", {"phone": ADA}, key=keys["api_key"])
        text = eventually(lambda: twilio.texts_to(ADA))[0]
        code = CODE.search(text)
        assert code is not None
        proven = instance.call("POST", "/api/auth/verify", {"phone": ADA, "code": code[1]}, key=keys["api_key"])
        health = instance.call("GET", "/health").json
        instance.stop(signal.SIGTERM)
        lines = instance.lines()

    assert (200, 200) == (asked.status, proven.status)
    assert f"Your MyApp verification code is: {code[1]}. Expires in 10 minutes." == text
    assert SERVICE_SID == twilio.messages[0]["MessagingServiceSid"]
    assert 0 == instance.process.returncode
    assert {"status", "uptime", "database", "redis", "version", "memory_mb"} == set(health)
    assert ("healthy", "connected", "connected") == (health["status"], health["database"], health["redis"])
    said = [line["message"] for line in lines]
    for sentence in (
        f"Auth1 server running on port {instance.port}",
        "Database connected: auth1_db",
        f"Migrations applied: {len(known_revisions())} migrations",
        "message sent",
    ):
        assert sentence in said
    assert any(sentence.startswith("Redis connected: redis://127.0.0.1:") for sentence in said)


def test_production_has_no_inbox(servers: dict[str, str], tmp_path: Path) -> None:
    """The production entry point does not even register the inbox, and without a provider asking is 503."""
    with serving(tmp_path / "log", "--no-worker", **servers) as instance:
        keys = instance.tenant("myapp")
        asked = instance.call("POST", "/api/auth/request", {"phone": ADA}, key=keys["api_key"])

        assert [404, 404] == [instance.call("GET", path).status for path in ("/dev/inbox", "/dev/inbox.json")]
        assert (503, "unavailable") == (asked.status, asked.json["code"])
        assert "Retry-After" in asked.headers or "retry-after" in asked.headers
        assert any("No message provider" in line["message"] for line in instance.lines())


def test_test_numbers_need_an_end_in_production(servers: dict[str, str], tmp_path: Path) -> None:
    """Under `auth1 serve`, test numbers without `test_numbers_until` are refused."""
    body = {"name": "A", "slug": "a", "settings": {"test_numbers": {"+15551234567": "482913"}}}
    with serving(tmp_path / "log", "--no-worker", **servers) as instance:
        made = instance.call("POST", "/api/admin/tenants", body, bearer=ADMIN_TOKEN)

        assert 422 == made.status
        assert ["settings.test_numbers_until"] == [error["field"] for error in made.json["errors"]]


def test_a_port_in_use_is_said_in_one_line(servers: dict[str, str], tmp_path: Path) -> None:
    """The second server on a port says so, and what to do."""
    with serving(tmp_path / "log", "--no-worker", **servers) as instance:
        second = auth1("serve", PORT=str(instance.port), **servers)

    assert 3 == second.returncode
    assert [
        f"auth1: Port {instance.port} of 127.0.0.1 cannot be used (Address already in use). Set PORT to another."
    ] == (second.stderr.splitlines())


def test_every_problem_is_named_at_once() -> None:
    """A server that lacks several settings names all of them, and quotes none."""
    said = auth1("serve", DATABASE_URL="", REDIS_URL="http://x", JWT_SECRET="your-256-bit-secret-here", PORT="0")

    assert 3 == said.returncode
    assert ["DATABASE_URL", "REDIS_URL", "JWT_SECRET", "PORT"] == [line.split()[1] for line in said.stderr.splitlines()]
    assert "your-256" not in said.stderr + said.stdout


def test_a_foreign_secret_is_refused_at_the_start(servers: dict[str, str], tmp_path: Path) -> None:
    """A node with another JWT_SECRET than the database's does not start."""
    with serving(tmp_path / "log", "--no-worker", **servers):
        pass
    said = auth1("serve", PORT=str(free_port()), **{**servers, "JWT_SECRET": environment()["JWT_SECRET"][::-1]})

    assert 3 == said.returncode
    assert "JWT_SECRET is not the one" in said.stderr


def test_guesses_over_several_processes_are_judged_five_times(
    servers: dict[str, str], twilio: FakeTwilio, tmp_path: Path
) -> None:
    """B02: two hundred distinct guesses at once, over two web processes, are evaluated five times at most."""
    many = {"WEB_WORKERS": "2", "RATE_LIMIT_MAX": "100000"}
    with serving(tmp_path / "log", **servers, **twilio.environment(), **many) as instance:
        key = instance.tenant("myapp")["api_key"]
        instance.call("POST", "/api/auth/request", {"phone": ADA}, key=key)
        code = CODE.search(eventually(lambda: twilio.texts_to(ADA))[0])
        assert code is not None
        guesses = [f"{(int(code[1]) + 1 + number) % 10**6:06}" for number in range(200)]

        def guess(thread: int) -> list[str]:
            said = [
                instance.call("POST", "/api/auth/verify", {"phone": ADA, "code": guess}, key=key).json
                for guess in guesses[thread::20]
            ]
            return [answer["code"] for answer in said]

        codes = [code for said in race(20, guess) for code in said]
        right = instance.call("POST", "/api/auth/verify", {"phone": ADA, "code": code[1]}, key=key)

    assert 4 == codes.count("invalid_code")
    assert 196 == codes.count("too_many_attempts")
    assert 401 == right.status


def sleep_for_ever(begun: Any) -> None:
    """Whatever is heard."""
    begun.set()
    while True:
        signal.pause()


def test_a_web_process_that_is_told_to_end_as_it_begins_is_gone() -> None:
    """Before it has a handler of its own it ends at once, and nobody waits thirty seconds for it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    heard: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        let_beginners_go()
        fork = multiprocessing.get_context("fork")
        beginner = fork.Process(target=sleep_for_ever, args=[begun := fork.Event()], daemon=True)
        beginner.start()
        assert begun.wait(20) and beginner.pid is not None
        os.kill(beginner.pid, signal.SIGTERM)
        beginner.join(20)
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

    assert (0, [signal.SIGTERM]) == (beginner.exitcode, heard)
