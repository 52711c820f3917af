"""Single sign-ins whose steps go to and fro between two instances, with two workers: nothing is anybody's own."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
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
from tests.fixtures.workers import working
from tests.fixtures.worlds import ADMIN_TOKEN

NETWORK_MAX = 30
# What an instance remembers of keys and tenants it remembers for four seconds; a second more, for the call itself.
FRESH_SECONDS = 5.0
SENT = "SELECT count(*) FROM messages WHERE status = 'sent' AND tenant_id = %s"
STRANGERS = count()


@dataclass(slots=True)
class Pair:
    """Two instances `a` and `b`, two workers, and what they share."""

    a: Instance
    b: Instance
    workers: list[Path]
    twilio: FakeTwilio
    postgres: EmbeddedPostgres

    def messages_of(self, worker: Path) -> set[str]:
        """The messages that a worker says it has sent."""
        lines = Instance(self.a.process, 0, worker).lines()
        return {line["message_id"] for line in lines if line["message"] == "message sent"}


@dataclass(slots=True)
class App:
    """A tenant's app, which calls now this instance, now that one; its people come from a network of their own."""

    pair: Pair
    tenant: dict[str, str] = field(repr=False)
    network: str = field(default_factory=lambda: f"198.51.100.{next(STRANGERS) + 1}")

    def call(self, at: Instance, path: str, body: Any, key: str = "api_key") -> Answer:
        """A call with a key."""
        sent_by = {"X-Forwarded-For": self.network}
        return at.call("POST", f"/api/auth/{path}", body, key=self.tenant[key], headers=sent_by)

    def ask(self, at: Instance, number: str) -> Answer:
        """Ask for a code."""
        return self.call(at, "request", {"phone": number})

    def code(self, number: str) -> str:
        """The code that arrived."""
        text = eventually(lambda: self.pair.twilio.texts_to(number))[-1]
        found = CODE.search(text)
        assert found, text
        return found[1]

    def wrong(self, number: str) -> str:
        """A code that did not arrive."""
        code = self.code(number)
        return code[:-1] + str((int(code[-1]) + 1) % 10)

    def prove(self, at: Instance, number: str, code: str) -> Answer:
        """Prove a code."""
        return self.call(at, "verify", {"phone": number, "code": code})

    def sign_in(self, number: str) -> Answer:
        """Ask at one, prove at the other."""
        assert 200 == self.ask(self.pair.a, number).status
        return self.prove(self.pair.b, number, self.code(number))

    def refresh(self, at: Instance, tokens: Any) -> Answer:
        """Spend a refresh token."""
        return self.call(at, "refresh", {"refresh_token": tokens["refresh_token"]})

    def me(self, at: Instance, tokens: Any) -> int:
        """Whether an access token is let in."""
        return at.call("GET", "/api/auth/me", bearer=tokens["token"]).status


@pytest.fixture(scope="module")
def pair(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    """Everything twice, on one Postgres and one Valkey."""
    empty(postgres_18)
    Redis.from_url(valkey_9.url).flushall()
    folder, twilio = tmp_path_factory.mktemp("pair"), FakeTwilio()
    values = {
        "DATABASE_URL": postgres_18.serving_url, "DATABASE_OWNER_URL": postgres_18.owner_url,
        "REDIS_URL": valkey_9.url, "APP_URL": APP_URL, "RATE_LIMIT_MAX": str(NETWORK_MAX), "TRUSTED_PROXY_COUNT": "1",
        **twilio.environment(),
    }  # fmt: skip
    logs = [folder / name for name in ("a", "b")]
    with ExitStack() as stack:
        stack.callback(twilio.server.stop)
        a, b = (stack.enter_context(instance_at(free_port(), log, "--no-worker", **values)) for log in logs)
        workers = [folder / name for name in ("worker-a", "worker-b")]
        for log in workers:
            stack.enter_context(working(log, 1, **values))
        yield Pair(a, b, workers, twilio, postgres_18)
    for log in logs:
        Kept.add_file(log)


@pytest.fixture
def app(pair: Pair, request: pytest.FixtureRequest) -> App:
    """An app of a tenant of its own."""
    slug = request.node.name.removeprefix("test_").replace("_", "-")[:32].strip("-")
    return App(pair, pair.a.tenant(slug, risk_shadow=True))


def test_a_sign_in_goes_to_and_fro(app: App, pair: Pair) -> None:
    """A code asked for at one is judged at the other, wrong tries included; tokens of either are good at both."""
    asked = app.ask(pair.a, phone(1))
    wrong = app.prove(pair.b, phone(1), app.wrong(phone(1)))
    right = app.prove(pair.a, phone(1), app.code(phone(1)))
    again = app.prove(pair.b, phone(1), app.code(phone(1)))
    refreshed = app.refresh(pair.b, right.json)

    assert [200, 401, 200, 401, 200] == [one.status for one in (asked, wrong, right, again, refreshed)]
    assert asked.json["attempts_remaining"] - 1 == wrong.json["attempts_remaining"]
    assert {200} == {app.me(at, one.json) for at in (pair.a, pair.b) for one in (right, refreshed)}


def test_a_stolen_refresh_token_ends_the_family_everywhere(app: App, pair: Pair) -> None:
    """A token that was spent at one, and whose successor was used at the other, ends the session at both."""
    first = app.sign_in(phone(2)).json
    second = app.refresh(pair.b, first).json
    third = app.refresh(pair.a, second).json
    assert [200, 200] == [app.me(at, third) for at in (pair.a, pair.b)]
    reused = app.refresh(pair.a, first)

    assert (401, "refresh_reused") == (reused.status, reused.json["code"])
    assert {401} == {app.me(at, one) for at in (pair.b, pair.a) for one in (first, second, third)}
    assert {401} == {app.refresh(at, third).status for at in (pair.b, pair.a)}


def test_who_logs_out_at_one_is_out_at_the_other(app: App, pair: Pair) -> None:
    """An access token that the other instance has just let in is dead there with the answer of the log-out."""
    tokens = app.sign_in(phone(3)).json
    before = [app.me(at, tokens) for at in (pair.a, pair.b)]
    out = pair.b.call("POST", "/api/auth/logout", bearer=tokens["token"])

    assert ([200, 200], 204) == (before, out.status)
    assert [401, 401] == [app.me(at, tokens) for at in (pair.a, pair.b)]
    assert 401 == app.refresh(pair.a, tokens).status


def test_waits_and_tries_are_shared(app: App, pair: Pair) -> None:
    """Who must wait at one must wait at the other, and a code has so many wrong tries in all, not at each."""
    asked, sooner = app.ask(pair.a, phone(4)), app.ask(pair.b, phone(4))
    wrong = app.wrong(phone(4))
    tried = [app.prove(at, phone(4), wrong).json for at in (pair.a, pair.b, pair.a, pair.b, pair.a)]
    right = app.prove(pair.b, phone(4), app.code(phone(4)))

    assert (200, 429, "resend") == (asked.status, sooner.status, sooner.json["limit"])
    assert [4, 3, 2, 1, None] == [one.get("attempts_remaining") for one in tried]
    assert (401, "too_many_attempts") == (right.status, right.json["code"])


def test_the_window_of_a_network_is_shared(app: App, pair: Pair) -> None:
    """A network has so many calls over both instances together."""
    numbers = (phone(100 + number) for number in range(NETWORK_MAX))
    let_in = [app.ask((pair.a, pair.b)[place % 2], number).status for place, number in enumerate(numbers)]
    beyond = [app.ask(at, phone(99)) for at in (pair.b, pair.a)]

    assert [200] * NETWORK_MAX == let_in
    assert [(429, "ip")] * 2 == [(one.status, one.json["limit"]) for one in beyond]


def test_a_revoked_key_is_dead_at_the_other_instance(app: App, pair: Pair) -> None:
    """A key that is revoked at one is refused there with the answer, and at the other within 5 seconds."""
    made = pair.a.call("POST", "/api/keys", {"kind": "publishable", "name": "web"}, key=app.tenant["secret_key"])
    app.tenant["web"] = made.json["key"]
    known = [app.call(at, "refresh", {"refresh_token": "x"}, "web").json["code"] for at in (pair.a, pair.b)]
    gone = pair.a.call("DELETE", f"/api/keys/{made.json['id']}", key=app.tenant["secret_key"])
    here = app.call(pair.a, "refresh", {"refresh_token": "x"}, "web").json["code"]

    assert (["invalid_token"] * 2, 204, "invalid_credentials") == (known, gone.status, here)
    assert eventually(
        lambda: app.call(pair.b, "refresh", {"refresh_token": "x"}, "web").json["code"] == here, FRESH_SECONDS
    )


def test_changed_settings_hold_at_the_other_instance(app: App, pair: Pair) -> None:
    """A setting that is changed at one holds there with the answer, and at the other within 5 seconds."""
    before = [app.ask(at, phone(number)).status for at, number in ((pair.a, 5), (pair.b, 6))]
    path, numbers = f"/api/admin/tenants/{app.tenant['tenant_id']}", count(200)

    def is_refused_there() -> bool:
        number = next(numbers)
        app.network = f"203.0.113.{number}"  # one alone might come to the end of its window
        return app.ask(pair.b, phone(number)).status == 403

    done = pair.a.call("PATCH", path, {"settings": {"blocked_countries": ["US"]}}, bearer=ADMIN_TOKEN)
    here = app.ask(pair.a, phone(7))

    assert ([200, 200], 200) == (before, done.status)
    assert (403, "phone_not_allowed") == (here.status, here.json["code"])
    assert eventually(is_refused_there, FRESH_SECONDS)


def test_two_workers_send_each_message_once(app: App, pair: Pair) -> None:
    """What is asked for at both instances is sent by both workers, each message by one of them and once."""
    numbers, asked = count(300), list[str]()

    def both_took_part() -> bool:
        some = [phone(next(numbers)) for _ in range(6)]
        asked.extend(some)
        app.network = f"198.51.100.{100 + len(asked) // 6}"
        assert {200} == {answer.status for answer in race(6, lambda n: app.ask((pair.a, pair.b)[n % 2], some[n]))}
        return all(len(mine(worker)) > 2 for worker in pair.workers)

    def mine(worker: Path) -> set[str]:
        return pair.messages_of(worker) - before

    before = {message for worker in pair.workers for message in pair.messages_of(worker)}
    eventually(both_took_part)
    eventually(lambda: rows(pair.postgres, SENT, app.tenant["tenant_id"])[0][0] == len(asked))
    eventually(lambda: sum(len(mine(worker)) for worker in pair.workers) == len(asked))

    assert set() == mine(pair.workers[0]) & mine(pair.workers[1])
    assert dict.fromkeys(asked, 1) == {number: len(pair.twilio.texts_to(number)) for number in asked}
